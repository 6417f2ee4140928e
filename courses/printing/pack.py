"""The session pack: everything a trainer prints before a live session."""

import re
from dataclasses import dataclass
from decimal import Decimal

from courses.curriculum.schema import (
    Markdown,
    Matching,
    MultipleChoice,
    Numeric,
    Option,
    Ordering,
    Question,
    SingleChoice,
)
from courses.printing.edition import Edition, facts_of, for_paper, page, without_terms
from courses.questions import lines_of, right_answer

PLACES = 24
"""Empty rows of the sign-in sheet."""
_HEADING = re.compile("(</?h)([3-6])")


@dataclass(frozen=True, slots=True)
class Key:
    """A question with its right answer; `name` tells alternates apart: 3, or 3a and 3b."""

    name: str
    question: Question
    options: tuple[Option, ...]
    lines: tuple[str, ...]
    kind: str
    tolerance: Decimal | None


def pack(edition: Edition) -> str:
    """The whole session pack as one HTML page."""
    module = edition.module
    handouts = [
        (
            handout,
            _body(edition, handout.body, f"h{at}"),
            _body(edition, handout.key, f"k{at}") if handout.key else "",
        )
        for at, handout in enumerate(module.session.handouts, 1)
    ]
    slots = enumerate(module.quiz.slots.values(), 1)
    return page(
        edition,
        "pack.html",
        kit=module.session,
        handouts=handouts,
        places=PLACES,
        keys=[key for number, questions in slots for key in _keys(edition, str(number), questions)],
        facts=facts_of(edition),
    )


def _body(edition: Edition, text: Markdown, name: str) -> str:
    """A text of a handout, its headings following the title without a gap."""
    html = without_terms(for_paper(edition.text(text, name).html))
    return _HEADING.sub(lambda found: f"{found[1]}{int(found[2]) - 1}", html)


def _keys(edition: Edition, number: str, questions: tuple[Question, ...]) -> list[Key]:
    letters = "abcdefghij" if len(questions) > 1 else " "
    return [
        _key(edition, f"{number}{letter}".strip(), question)
        for letter, question in zip(letters, questions, strict=False)
    ]


def _key(edition: Edition, name: str, question: Question) -> Key:
    options = question.options if isinstance(question, SingleChoice | MultipleChoice) else ()
    kinds = {Ordering: "right_order", Matching: "right_pairs", Numeric: "right_number"}
    lines = lines_of(question, right_answer(question), edition.language)
    return Key(
        name=name,
        question=question,
        options=options,
        lines=() if options else tuple(lines),
        kind=kinds.get(type(question), "right"),
        tolerance=question.tolerance if isinstance(question, Numeric) else None,
    )
