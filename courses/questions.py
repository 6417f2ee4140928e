"""Questions as pages show them: fields that never tell the key, answers in words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from babel.numbers import format_decimal

from courses.curriculum.schema import (
    Language,
    Matching,
    MultipleChoice,
    Numeric,
    Ordering,
    Question,
    SingleChoice,
)
from courses.quiz import Answer, DrawnQuestion, Form

_LOCALES: dict[Language, str] = {"es": "es_CO", "en": "en_CA"}


@dataclass(frozen=True, slots=True)
class Row:
    """A row with a select, or a choice: `name` is the field or its value."""

    name: str
    text: str
    chosen: str = ""

    @property
    def id(self) -> str:
        """What the choices macro calls the value."""
        return self.name


@dataclass(frozen=True, slots=True)
class Fields:
    """What a question's form is drawn from."""

    kind: str
    rows: tuple[Row, ...] = ()
    options: tuple[tuple[str, str], ...] = ()
    chosen: tuple[str, ...] = ()
    unit: str = ""


def form_of(drawn: DrawnQuestion, answer: Answer) -> dict[str, list[str]]:
    """The form that would have sent a stored answer."""
    question = drawn.question
    if answer is None:
        return {}
    if isinstance(question, Ordering):
        return {f"position-{drawn.label(item)}": [str(at)] for at, item in enumerate(answer, 1)}
    if isinstance(question, Matching) and isinstance(answer, dict):
        return {f"match-{left}": [drawn.label(right)] for left, right in answer.items()}
    return {"answer": list(answer) if isinstance(answer, list) else [str(answer)]}


def fields_of(drawn: DrawnQuestion, typed: Form, language: Language) -> Fields:
    """The fields of a question, filled with what a form holds."""
    question = drawn.question
    kind = question.type

    def value(name: str) -> str:
        return next(iter(typed.get(name, ())), "")

    if isinstance(question, Ordering):
        rows = tuple(
            Row(f"position-{shown.label}", shown.text[language], value(f"position-{shown.label}"))
            for shown in drawn.shown
        )
        places = tuple((str(at), str(at)) for at in range(1, len(rows) + 1))
        return Fields(kind, rows, places)
    if isinstance(question, Matching):
        rows = tuple(
            Row(f"match-{pair.id}", pair.left[language], value(f"match-{pair.id}"))
            for pair in question.pairs
        )
        rights = tuple((shown.label, shown.text[language]) for shown in drawn.shown)
        return Fields(kind, rows, rights)
    if isinstance(question, Numeric):
        return Fields(kind, chosen=(value("answer"),), unit=question.unit[language])
    rows = tuple(Row(shown.label, shown.text[language]) for shown in drawn.shown)
    return Fields(kind, rows, chosen=tuple(typed.get("answer", ())))


def right_answer(question: Question) -> Answer:
    """The answer that is right, as it would be stored."""
    match question:
        case SingleChoice():
            return next(option.id for option in question.options if option.correct)
        case MultipleChoice():
            return [option.id for option in question.options if option.correct]
        case Ordering():
            return [item.id for item in question.items]
        case Matching():
            return {pair.id: pair.id for pair in question.pairs}
        case Numeric():
            return f"{question.answer:f}"


def lines_of(question: Question, answer: Answer, language: Language) -> list[str]:
    """A stored answer in words, a line for each part; none when it is empty."""
    if answer is None:
        return []
    match question:
        case Ordering():
            items = {item.id: item.text[language] for item in question.items}
            return [f"{at}. {items[item]}" for at, item in enumerate(answer, 1)]
        case Matching() if isinstance(answer, dict):
            left = {pair.id: pair.left[language] for pair in question.pairs}
            right = {pair.id: pair.right[language] for pair in question.pairs}
            return [f"{left[a]} → {right[answer[a]]}" for a in left if a in answer]
        case Numeric():
            number = format_decimal(str(answer), locale=_LOCALES[language])
            return [f"{number} {question.unit[language]}"]
        case SingleChoice() | MultipleChoice():
            chosen: Sequence[str] = [answer] if isinstance(answer, str) else list(answer)
            return [option.text[language] for option in question.options if option.id in chosen]
    return []


@dataclass(frozen=True, slots=True)
class Reviewed:
    """One question of a submitted attempt: the answer, the verdict, and why."""

    position: int
    stem: str
    right: bool
    must_pass: bool
    answer: list[str]
    key: list[str]
    """Empty while the key is not shown."""
    rationale: str


def review_of(
    drawn: Sequence[DrawnQuestion],
    answers: Mapping[str, Answer],
    marks: Mapping[str, bool | None],
    language: Language,
    *,
    show_key: bool,
) -> list[Reviewed]:
    """Every question of a submitted attempt, in order."""
    return [
        Reviewed(
            position=at,
            stem=one.question.stem[language],
            right=bool(marks.get(one.question.slot)),
            must_pass=one.question.must_pass,
            answer=lines_of(one.question, answers.get(one.question.slot), language),
            key=lines_of(one.question, right_answer(one.question), language) if show_key else [],
            rationale=one.question.rationale[language],
        )
        for at, one in enumerate(drawn, 1)
    ]
