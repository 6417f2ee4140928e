"""What trainees are asked: the questions of a quiz, and the assignment with its rubric."""

from typing import Literal

from msgspec import Struct, field

from courses.curriculum.values import Amount, Count, Id, Localized, Markdown, Natural, Percent


class Option(Struct, frozen=True):
    """One choice of a single or multiple choice question."""

    id: Id
    text: Localized
    correct: bool


class Item(Struct, frozen=True):
    """One thing to put in order."""

    id: Id
    text: Localized


class Pair(Struct, frozen=True):
    """Two texts that belong together."""

    id: Id
    left: Localized
    right: Localized


class QuestionBase(Struct, frozen=True, kw_only=True, tag_field="type"):
    """What every question has; questions that share a slot are alternates."""

    id: Id
    slot: Id
    stem: Localized
    rationale: Localized
    must_pass: bool = False

    @property
    def type(self) -> str:
        """The word that names the type in the files and in JSON."""
        return str(self.__struct_config__.tag)


class SingleChoice(QuestionBase, frozen=True, kw_only=True, tag="single"):
    """Exactly one option is correct."""

    options: tuple[Option, ...] = field(name="option")


class MultipleChoice(QuestionBase, frozen=True, kw_only=True, tag="multiple"):
    """Some options are correct, and all of them must be chosen."""

    options: tuple[Option, ...] = field(name="option")


class Ordering(QuestionBase, frozen=True, kw_only=True, tag="ordering"):
    """Items to put in order; they are stored in the right order."""

    items: tuple[Item, ...] = field(name="item")


class Matching(QuestionBase, frozen=True, kw_only=True, tag="matching"):
    """Each left text has one right text."""

    pairs: tuple[Pair, ...] = field(name="pair")


class Numeric(QuestionBase, frozen=True, kw_only=True, tag="numeric"):
    """A number, right when it is within the tolerance of the answer, bounds included."""

    answer: Amount
    tolerance: Amount
    unit: Localized


Question = SingleChoice | MultipleChoice | Ordering | Matching | Numeric


class Quiz(Struct, frozen=True):
    """The questions of a module and the minutes they take; an attempt draws one per slot."""

    pass_mark: Percent
    attempts: Natural
    questions: tuple[Question, ...] = field(name="question")
    minutes: Count = 0

    @property
    def slots(self) -> dict[str, tuple[Question, ...]]:
        """The alternates of each slot, slots in file order."""
        slots: dict[str, tuple[Question, ...]] = {}
        for question in self.questions:
            slots[question.slot] = (*slots.get(question.slot, ()), question)
        return slots

    @property
    def must_pass_slots(self) -> frozenset[str]:
        """The slots that must be answered correctly in some attempt."""
        return frozenset(question.slot for question in self.questions if question.must_pass)


class Column(Struct, frozen=True):
    """A column of a table to fill in; `formula` names other columns of its row: `{pay}*12`.

    A row is whole without its `optional` cells.
    """

    id: Id
    label: Localized
    type: Literal["text", "number", "date", "choice"] = "text"
    options: tuple[Localized, ...] = ()
    formula: str = ""
    optional: bool = False


class Row(Struct, frozen=True):
    """A row of a table whose rows are given, such as one of twelve controls."""

    id: Id
    label: Localized


class Section(Struct, frozen=True):
    """One part of the answer to an assignment: a text, a choice, or a table to fill in."""

    id: Id
    label: Localized
    help: Localized
    type: Literal["text", "choice", "table"] = "text"
    max_chars: Count = 0
    options: tuple[Item, ...] = field(name="option", default=())
    columns: tuple[Column, ...] = field(name="column", default=())
    rows: tuple[Row, ...] = field(name="row", default=())
    min_rows: Count = 0
    max_rows: Count = 0


class Criterion(Struct, frozen=True):
    """One line of the rubric: four levels, from Beginning to Exemplary."""

    id: Id
    title: Localized
    levels: tuple[Localized, ...]


class Assignment(Struct, frozen=True):
    """The deliverable of a module; the brief is Markdown, `file` the kind of its template."""

    title: Localized
    brief: Markdown
    deliverable: Localized
    max_files: Count
    sections: tuple[Section, ...] = field(name="section")
    criteria: tuple[Criterion, ...] = field(name="criterion")
    file: Literal["docx", "xlsx"] = "docx"
