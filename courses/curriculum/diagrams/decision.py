"""Yes-or-no questions, each with an answer that leaves to its outcome."""

from courses.curriculum.diagrams import metrics
from courses.curriculum.diagrams.flow import SPINE
from courses.curriculum.diagrams.pen import ASCENT, BELOW, LEADING, LEFT, PADDING, RIGHT, Pen
from courses.curriculum.diagrams.schema import Decision, DecisionQuestion
from courses.curriculum.values import Language

_ANSWERS: dict[Language, dict[str, str]] = {
    "es": {"yes": "Sí", "no": "No"},
    "en": {"yes": "Yes", "no": "No"},
}
_OUTCOME = 88


def draw_decision(decision: Decision, pen: Pen) -> float:
    """Draw the questions on a spine; the answer that leaves goes to the right."""
    y = 1.0
    for question in decision.questions:
        y = _question(question, pen, y)
    last = pen.card(decision.outcome, RIGHT - LEFT)
    pen.put(last, LEFT, y, RIGHT - LEFT)
    return y + last.height + 1


def _question(question: DecisionQuestion, pen: Pen, y: float) -> float:
    """Draw a question, its outcome and the way on; return where the next one starts."""
    answers = _ANSWERS[pen.language]
    stays = answers["no" if question.leave == "yes" else "yes"]
    lines = metrics.wrap(pen.say(question.text), RIGHT - LEFT - 2 * PADDING, bold=True)
    height = ASCENT + LEADING * (len(lines) - 1) + BELOW
    pen.box(LEFT, y, RIGHT - LEFT, height, "soft")
    pen.lines(LEFT + PADDING, y + ASCENT, lines)
    below = y + height
    card = pen.card(question.outcome, RIGHT - _OUTCOME)
    top = below + 14
    middle = top + card.height / 2
    pen.put(card, _OUTCOME, top, RIGHT - _OUTCOME)
    pen.arrow((SPINE, middle), (_OUTCOME - 1, middle))
    pen.text((SPINE + _OUTCOME) / 2 - 2, middle - 7, answers[question.leave], "k c")
    following = top + card.height + 34
    pen.arrow((SPINE, below), (SPINE, following - 1))
    pen.text(SPINE + 12, following - 13, stays, "k")
    return following
