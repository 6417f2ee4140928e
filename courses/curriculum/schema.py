"""What a curriculum is made of, as frozen values that travel through JSON unchanged.

The names in the JSON are the names in the files, so an author recognises a stored module.
"""

import datetime as dt
from typing import Literal

import msgspec
from msgspec import Struct, field

from courses.curriculum.values import LANGUAGES as LANGUAGES
from courses.curriculum.values import (
    Amount,
    Count,
    Id,
    Natural,
    Percent,
    Text,
    Version,
)
from courses.curriculum.values import Language as Language
from courses.curriculum.values import Localized as Localized
from courses.curriculum.values import Markdown as Markdown


class Fact(Struct, frozen=True):
    """A dated, sourced statement; lessons print its value and cite it."""

    id: Id
    text: Localized
    value: Localized
    as_of: dt.date
    review_by: dt.date
    source: Localized
    verification: Literal["P", "S", "B", "P/B", "P/S", "S/B", "S/P"]
    confidence: Literal["H", "M", "L"]
    volatility: Literal["stable", "annual", "watch"]
    url: str = ""
    flags: tuple[Literal["counsel", "accountant"], ...] = ()
    reserve: bool = False

    @property
    def may_change(self) -> bool:
        """Whether a page that cites this fact must show how old it is."""
        return self.volatility != "stable"


class Term(Struct, frozen=True):
    """A glossary entry in the languages of the market."""

    id: Id
    es: Text
    en: Text
    fr: Text
    note: Localized

    def __getitem__(self, language: str) -> str:
        if language not in ("es", "en", "fr"):
            raise KeyError(language)
        return str(getattr(self, language))


class Register(Struct, frozen=True):
    """Every fact and glossary term a programme may use."""

    facts: tuple[Fact, ...] = field(name="fact")
    terms: tuple[Term, ...] = field(name="term")

    def fact(self, fact_id: str) -> Fact:
        """Return a fact; raises `KeyError` if there is none."""
        return {fact.id: fact for fact in self.facts}[fact_id]

    def term(self, term_id: str) -> Term:
        """Return a term; raises `KeyError` if there is none."""
        return {term.id: term for term in self.terms}[term_id]


class Lesson(Struct, frozen=True):
    """A reading of about ten minutes; the body is Markdown source."""

    slug: Id
    minutes: Natural
    title: Localized
    summary: Localized
    body: Markdown


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
    """The questions of a module; an attempt draws one question per slot."""

    pass_mark: Percent
    attempts: Natural
    questions: tuple[Question, ...] = field(name="question")

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


class Section(Struct, frozen=True):
    """One text field of the answer to an assignment."""

    id: Id
    label: Localized
    help: Localized
    max_chars: Natural


class Criterion(Struct, frozen=True):
    """One line of the rubric: four levels, from Beginning to Exemplary."""

    id: Id
    title: Localized
    levels: tuple[Localized, ...]


class Assignment(Struct, frozen=True):
    """The deliverable of a module; the brief is Markdown source."""

    title: Localized
    brief: Markdown
    deliverable: Localized
    max_files: Count
    sections: tuple[Section, ...] = field(name="section")
    criteria: tuple[Criterion, ...] = field(name="criterion")


class SessionStep(Struct, frozen=True):
    """One step of the live session, such as minutes 0–10."""

    minutes: Text
    activity: Localized
    tips: Localized


class Minutes(Struct, frozen=True):
    """The time a module takes, in minutes."""

    self_study: Count
    live: Count
    assignment: Count


class Completion(Struct, frozen=True):
    """What a trainee must have done for the module to count as completed."""

    lessons: bool = True
    quiz: bool = True
    assignment: bool = True
    participation: bool = True


class ModuleHead(Struct, frozen=True, kw_only=True):
    """What module.toml says, but for the names of the lesson files."""

    code: Id
    version: Version
    title: Localized
    competency: Localized
    outcomes: tuple[Localized, ...]
    hours: Amount
    minutes: Minutes
    prerequisites: tuple[Id, ...] = ()
    completion: Completion = Completion()
    session_plan: tuple[SessionStep, ...] = ()


class Module(ModuleHead, frozen=True, kw_only=True):
    """A whole module: what trainees read, answer and hand in."""

    lessons: tuple[Lesson, ...]
    quiz: Quiz
    assignment: Assignment

    def lesson(self, slug: str) -> Lesson:
        """Return a lesson; raises `KeyError` if there is none."""
        return {lesson.slug: lesson for lesson in self.lessons}[slug]


class Programme(Struct, frozen=True):
    """All modules in teaching order, with the register they cite."""

    code: Id
    title: Localized
    summary: Localized
    modules: tuple[Module, ...]
    register: Register


def dump_module(module: Module) -> bytes:
    """Return canonical JSON: equal modules give equal bytes, whatever the Python version."""
    return msgspec.json.encode(module, order="sorted")


def parse_module(data: bytes) -> Module:
    """Return the module `dump_module` wrote; raises `msgspec.ValidationError` for any other."""
    return msgspec.json.decode(data, type=Module)


def dump_register(register: Register) -> bytes:
    """Return canonical JSON: equal registers give equal bytes, whatever the Python version."""
    return msgspec.json.encode(register, order="sorted")


def parse_register(data: bytes) -> Register:
    """Return the register `dump_register` wrote; raises `msgspec.ValidationError` otherwise."""
    return msgspec.json.decode(data, type=Register)
