"""Steps from top to bottom, with what passes between them."""

from courses.curriculum.diagrams import metrics
from courses.curriculum.diagrams.pen import ASCENT, LEADING, LEFT, RIGHT, Pen
from courses.curriculum.diagrams.schema import Flow

SPINE = 27
_RAIL = 322
_GAP = 30


def draw_flow(flow: Flow, pen: Pen) -> float:
    """Draw the steps as boxes on a spine; a way back runs up on the right."""
    right = _RAIL - 18 if flow.back else RIGHT
    indent = 34 if flow.numbered else 0
    y, middles = 1.0, []
    for number, step in enumerate(flow.steps, 1):
        card = pen.card(step, right - LEFT - indent)
        pen.box(LEFT, y, right - LEFT, card.height, card.tone)
        pen.lines(LEFT + indent + 12, y + ASCENT, card.head, card.text, white=card.tone == "main")
        if flow.numbered:
            pen.badge(SPINE - 2, y + card.height / 2, number, card.tone)
        middles.append(y + card.height / 2)
        y += card.height
        if number < len(flow.steps):
            y = _between(flow, pen, number, y, right)
    if flow.back:
        start, end = middles[flow.back.start - 1], middles[flow.back.end - 1]
        pen.arrow((right, start), (_RAIL, start), (_RAIL, end), (right + 1, end))
    return y + 1


def _between(flow: Flow, pen: Pen, number: int, y: float, right: float) -> float:
    """Draw the arrow below a step with the words beside it; return where the next step starts."""
    then = flow.steps[number - 1].then
    room = right - SPINE - 18
    lines = metrics.wrap(pen.say(then), room) if then else ()
    back = (
        metrics.wrap(pen.say(flow.back.head), room, bold=True)
        if flow.back and flow.back.head and flow.back.start == number + 1
        else ()
    )
    height = max(_GAP, LEADING * (len(lines) + len(back)) + 14)
    if lines:
        pen.lines(SPINE + 16, y + 20, (), lines, classes="q")
    for at, line in enumerate(back, len(lines)):
        pen.text(right - 2, y + 20 + at * LEADING, line, "k e o")
    pen.arrow((SPINE, y), (SPINE, y + height - 1))
    return y + height
