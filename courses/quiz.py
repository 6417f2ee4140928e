"""Drawing, reading and marking quiz questions: pure functions over the curriculum's values.

An answer is kept as a JSON value in terms of the stored question, never of what was shown:
an option's id, a sorted list of option ids, a list of item ids in order, the right pair's id
by left pair's id, or a number in plain digits. None means unanswered.
"""

import random
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from typing import TypeVar

from courses.curriculum.schema import (
    Localized,
    Matching,
    MultipleChoice,
    Numeric,
    Ordering,
    Question,
    Quiz,
    SingleChoice,
)

Answer = str | list[str] | dict[str, str] | None
Form = Mapping[str, Sequence[str]]
T = TypeVar("T")


class Reason(Enum):
    """Why an answer cannot be taken; the page turns it into its own sentence."""

    TAMPERED = "The answer does not belong to this question."
    REPEATED_POSITION = "Two items have the same position; give each its own."
    MISSING_POSITION = "Give every item a position, or none."
    NOT_A_NUMBER = "Write a number in digits, such as 17.5."
    AMBIGUOUS_NUMBER = "Write the number without a thousands separator."


class InvalidAnswer(ValueError):
    """The form holds no acceptable answer to the question."""

    def __init__(self, reason: Reason) -> None:
        self.reason = reason
        super().__init__(reason.value)


@dataclass(frozen=True, slots=True)
class Shown:
    """One thing as shown: the label is what forms send, the id is what the quiz stores."""

    label: str
    id: str
    text: Localized


@dataclass(frozen=True, slots=True)
class DrawnQuestion:
    """A question in an attempt, its options, items or right texts in the order shown.

    Ordering items and right texts have labels by place, because their ids tell the key.
    """

    question: Question
    shown: tuple[Shown, ...] = ()

    def label(self, stored_id: str) -> str:
        """Return the label shown for a stored id; raises `KeyError` if it is not shown."""
        return {shown.id: shown.label for shown in self.shown}[stored_id]


def draw(quiz: Quiz, seed: int) -> tuple[DrawnQuestion, ...]:
    """Return one question per slot, in quiz order; the same seed always draws the same."""
    chance = random.Random(seed)  # noqa: S311 - variety, not secrecy
    drawn = []
    for alternates in quiz.slots.values():
        question = alternates[int(chance.random() * len(alternates))]
        drawn.append(DrawnQuestion(question, _shown(question, chance)))
    return tuple(drawn)


def _shown(question: Question, chance: random.Random) -> tuple[Shown, ...]:
    if isinstance(question, Matching):
        return _labelled("r", [(pair.id, pair.right) for pair in _shuffled(question.pairs, chance)])
    if isinstance(question, Ordering):
        items = _shuffled(question.items, chance)
        if items == list(question.items):
            items = [*items[1:], items[0]]
        return _labelled("i", [(item.id, item.text) for item in items])
    if isinstance(question, Numeric):
        return ()
    return tuple(Shown(o.id, o.id, o.text) for o in _shuffled(question.options, chance))


def _labelled(prefix: str, things: list[tuple[str, Localized]]) -> tuple[Shown, ...]:
    return tuple(Shown(f"{prefix}{at}", *thing) for at, thing in enumerate(things, 1))


def _shuffled(things: Sequence[T], chance: random.Random) -> list[T]:
    """Shuffle by sorting: only `random()` is promised to stay the same in later Pythons."""
    return sorted(things, key=lambda _: chance.random())


def parse_answer(drawn: DrawnQuestion, form: Form) -> Answer:
    """Return the answer a form sends, None if it was left empty.

    Fields: ``answer`` (single, multiple, numeric), ``position-LABEL`` from 1 (ordering) and
    ``match-PAIR`` with a right text's label (matching). Raises `InvalidAnswer`.
    """
    question = drawn.question
    if isinstance(question, Ordering):
        return _parse_ordering(drawn, form)
    if isinstance(question, Matching):
        return _parse_matching(drawn, question, form)
    if isinstance(question, MultipleChoice):
        return _parse_choices(drawn, form)
    text = _only(form.get("answer", ()))
    if not text:
        return None
    if isinstance(question, Numeric):
        return parse_number(text)
    return _stored(drawn, text)


def _parse_choices(drawn: DrawnQuestion, form: Form) -> list[str] | None:
    sent = [label for label in form.get("answer", ()) if label]
    if len(set(sent)) < len(sent):
        raise InvalidAnswer(Reason.TAMPERED)
    return sorted(_stored(drawn, label) for label in sent) or None


def _parse_ordering(drawn: DrawnQuestion, form: Form) -> list[str] | None:
    placed: dict[str, str] = {}
    for label, position in _fields(form, "position-").items():
        item = _stored(drawn, label)
        if position in placed:
            raise InvalidAnswer(Reason.REPEATED_POSITION)
        placed[position] = item
    places = [str(at) for at in range(1, len(drawn.shown) + 1)]
    if placed.keys() - set(places):
        raise InvalidAnswer(Reason.TAMPERED)
    if placed and len(placed) < len(places):
        raise InvalidAnswer(Reason.MISSING_POSITION)
    return [placed[place] for place in places] if placed else None


def _parse_matching(drawn: DrawnQuestion, question: Matching, form: Form) -> dict[str, str] | None:
    sent = _fields(form, "match-")
    if sent.keys() - {pair.id for pair in question.pairs}:
        raise InvalidAnswer(Reason.TAMPERED)
    return {left: _stored(drawn, sent[left]) for left in sorted(sent)} or None


def _fields(form: Form, prefix: str) -> dict[str, str]:
    """Return what was filled in under a prefix, by the rest of the field's name."""
    sent = {
        name.removeprefix(prefix): _only(values)
        for name, values in form.items()
        if name.startswith(prefix)
    }
    return {name: value for name, value in sent.items() if value}


def _only(values: Sequence[str]) -> str:
    if len(values) > 1:
        raise InvalidAnswer(Reason.TAMPERED)
    return values[0].strip() if values else ""


def _stored(drawn: DrawnQuestion, label: str) -> str:
    for shown in drawn.shown:
        if shown.label == label:
            return shown.id
    raise InvalidAnswer(Reason.TAMPERED)


_SPACES = "[ \N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}]"
_AMBIGUOUS = re.compile(r"[+-]?[1-9][0-9]{0,2}[.,][0-9]{3}")
_PLAIN = re.compile(r"[+-]?(?:[0-9]+(?:[.,][0-9]*)?|[.,][0-9]+)")
_GROUPED = re.compile(
    rf"[+-]?[1-9][0-9]{{0,2}}(?:(?P<mark>[.,]|{_SPACES})[0-9]{{3}}(?:(?P=mark)[0-9]{{3}})*)"
    r"(?:(?!(?P=mark))(?P<point>[.,])(?P<rest>[0-9]*))?"
)


def parse_number(text: str) -> str:
    """Return a number typed with a decimal comma or point in plain digits: “1.234,5” → “1234.5”.

    Thousands may be grouped by points, commas or spaces. “1.500” can be read in two ways,
    so it is refused rather than guessed. A final % is dropped. Raises `InvalidAnswer`.
    """
    typed = text.strip().removesuffix("%").strip().replace("\N{MINUS SIGN}", "-")
    if len(typed) > 40:
        raise InvalidAnswer(Reason.NOT_A_NUMBER)
    if _AMBIGUOUS.fullmatch(typed):
        raise InvalidAnswer(Reason.AMBIGUOUS_NUMBER)
    if _PLAIN.fullmatch(typed):
        return f"{Decimal(typed.replace(',', '.')):f}"
    grouped = _GROUPED.fullmatch(typed)
    if grouped is None:
        raise InvalidAnswer(Reason.NOT_A_NUMBER)
    rest = grouped["rest"] or ""
    whole = typed[: grouped.start("point")] if grouped["point"] else typed
    digits = re.sub(rf"[.,]|{_SPACES}", "", whole)
    return f"{Decimal(f'{digits}.{rest}' if rest else digits):f}"


def grade(question: Question, answer: Answer) -> bool:
    """Return whether a stored answer is right, all or nothing; None never is."""
    if answer is None:
        return False
    match question:
        case SingleChoice():
            return answer in [option.id for option in question.options if option.correct]
        case MultipleChoice():
            return answer == sorted(option.id for option in question.options if option.correct)
        case Ordering():
            return answer == [item.id for item in question.items]
        case Matching():
            return answer == {pair.id: pair.id for pair in question.pairs}
        case Numeric():
            return abs(Decimal(str(answer)) - question.answer) <= question.tolerance


def score(results: Iterable[bool]) -> int:
    """Return the percentage of right answers, rounded down; none at all is 0.

    Rounding down keeps ``score(results) >= pass_mark`` exact for a whole pass mark.
    """
    marks = list(results)
    return 100 * sum(marks) // len(marks) if marks else 0
