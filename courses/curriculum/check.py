"""The rules a well-formed part of the curriculum must keep, and the facts due for review."""

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Sequence
from functools import singledispatch

from courses.curriculum.check_markup import misplaced_reference
from courses.curriculum.files import FactsFile, FrontMatter, ModuleFile, ProgrammeFile, TermsFile
from courses.curriculum.schema import (
    Assignment,
    Criterion,
    Fact,
    Handout,
    Localized,
    Markdown,
    Matching,
    MultipleChoice,
    Numeric,
    Option,
    Ordering,
    Quiz,
    Register,
    Section,
    SessionKit,
    SingleChoice,
)
from courses.curriculum.toml_lines import Path
from courses.curriculum.values import LANGUAGES

Findings = Iterator[tuple[Path, str]]

COLUMNS = range(1, 8)
_FORMULA_NAME = re.compile(r"\{([^{}]*)\}")


def review_due(register: Register, today: dt.date) -> list[Fact]:
    """Return the facts whose review day has come, the longest overdue first."""
    due = [fact for fact in register.facts if fact.review_by <= today]
    return sorted(due, key=lambda fact: (fact.review_by, fact.id))


@singledispatch
def rules(thing: object) -> Findings:
    """Yield what is wrong with one part: the place inside it, and a sentence."""
    del thing
    yield from ()


@rules.register
def _(text: Localized) -> Findings:
    for language in () if isinstance(text, Markdown) else LANGUAGES:
        if message := misplaced_reference(text[language]):
            yield (language,), message


@rules.register
def _(front: FrontMatter) -> Findings:
    for key, text in (("title", front.title), ("summary", front.summary)):
        if message := misplaced_reference(text):
            yield (key,), message


@rules.register
def _(fact: Fact) -> Findings:
    if fact.review_by <= fact.as_of:
        yield ("review_by",), "“review_by” must be later than “as_of”."
    if fact.url and not fact.url.startswith(("https://", "http://")):
        yield ("url",), "“url” must start with https:// or http://, or be empty."


@rules.register
def _(file: FactsFile) -> Findings:
    yield from _repeated("fact", [fact.id for fact in file.facts])


@rules.register
def _(file: TermsFile) -> Findings:
    yield from _repeated("term", [term.id for term in file.terms])


@rules.register
def _(file: ProgrammeFile) -> Findings:
    if not file.modules:
        yield ("modules",), "A programme needs at least one module."
    yield from _repeated("modules", file.modules, key=())


@rules.register
def _(file: ModuleFile) -> Findings:
    if not file.lessons:
        yield ("lessons",), "A module needs at least one lesson."
    yield from _repeated("lessons", file.lessons, key=())
    if not 3 <= len(file.outcomes) <= 5:
        yield (
            ("outcomes",),
            f"A module states 3 to 5 outcomes; this one states {len(file.outcomes)}.",
        )
    parts = file.minutes.self_study + file.minutes.live + file.minutes.assignment
    if file.hours * 60 != parts:
        yield ("minutes",), f"The minutes add up to {parts}, but {file.hours} hours were announced."


@rules.register
def _(section: Section) -> Findings:
    if section.type == "text" and not section.max_chars:
        yield ("max_chars",), "A text section needs “max_chars”, the most that may be written."
    if section.type == "choice" and len(section.options) < 2:
        yield ("option",), "A choice needs at least two options."
    if section.type == "table":
        yield from _table(section)
    yield from _repeated("option", [option.id for option in section.options])
    yield from _repeated("column", [column.id for column in section.columns])
    yield from _repeated("row", [row.id for row in section.rows])


def _table(section: Section) -> Findings:
    if len(section.columns) not in COLUMNS:
        most, have = COLUMNS.stop - 1, len(section.columns)
        yield ("column",), f"A table has {COLUMNS.start} to {most} columns; this one has {have}."
    if bool(section.rows) == bool(section.max_rows):
        yield ("max_rows",), "A table needs either its rows, or “max_rows”; not both."
    if section.min_rows > section.max_rows:
        yield ("min_rows",), "“min_rows” must not be more than “max_rows”."
    known = {column.id for column in section.columns}
    for at, column in enumerate(section.columns):
        if (column.type == "choice") != bool(column.options):
            yield ("column", at, "options"), "A choice column, and only it, lists its “options”."
        for name in _FORMULA_NAME.findall(column.formula):
            if name not in known - {column.id}:
                yield ("column", at, "formula"), f"There is no other column “{name}” in this table."


@rules.register
def _(handout: Handout) -> Findings:
    for key, text in (("body", handout.body), ("key", handout.key)):
        for language in LANGUAGES if text else ():
            if text and (message := misplaced_reference(text[language])):
                yield (key, language), message


@rules.register
def _(kit: SessionKit) -> Findings:
    if not kit.steps:
        yield ("step",), "A session needs at least one step."
    yield from _repeated("handout", [handout.id for handout in kit.handouts])


@rules.register
def _(question: SingleChoice) -> Findings:
    right = sum(option.correct for option in question.options)
    if right != 1:
        yield ("option",), f"A single choice needs exactly one correct option; this has {right}."
    yield from _choices(question.options)


@rules.register
def _(question: MultipleChoice) -> Findings:
    right = sum(option.correct for option in question.options)
    if right == 0:
        yield ("option",), "A multiple choice needs at least one correct option; this has none."
    elif right == len(question.options):
        yield ("option",), "All options are correct; a multiple choice needs a wrong one too."
    yield from _choices(question.options)


def _choices(options: Sequence[Option]) -> Findings:
    if len(options) < 2:
        yield ("option",), "A choice needs at least two options."
    yield from _repeated("option", [option.id for option in options])
    yield from _same_text("option", "text", [option.text for option in options])


@rules.register
def _(question: Ordering) -> Findings:
    if len(question.items) < 2:
        yield ("item",), "An ordering needs at least two items."
    yield from _repeated("item", [item.id for item in question.items])
    yield from _same_text("item", "text", [item.text for item in question.items])


@rules.register
def _(question: Matching) -> Findings:
    if len(question.pairs) < 2:
        yield ("pair",), "A matching needs at least two pairs."
    yield from _repeated("pair", [pair.id for pair in question.pairs])
    yield from _same_text("pair", "left", [pair.left for pair in question.pairs])
    yield from _same_text("pair", "right", [pair.right for pair in question.pairs])


@rules.register
def _(question: Numeric) -> Findings:
    if not question.answer.is_finite():
        yield ("answer",), "“answer” must be an ordinary number."
    if not question.tolerance.is_finite() or question.tolerance < 0:
        yield ("tolerance",), "“tolerance” must be 0 or more."


@rules.register
def _(quiz: Quiz) -> Findings:
    if not quiz.questions:
        yield ("question",), "A quiz needs at least one question."
    yield from _repeated("question", [question.id for question in quiz.questions])
    for at, question in enumerate(quiz.questions):
        first = quiz.slots[question.slot][0]
        if question.must_pass != first.must_pass:
            yield (
                ("question", at, "must_pass"),
                (f"“must_pass” differs from “{first.id}”, which shares slot “{question.slot}”."),
            )


@rules.register
def _(criterion: Criterion) -> Findings:
    if len(criterion.levels) != 4:
        yield (
            ("levels",),
            (f"A criterion describes 4 levels, from 1 to 4; this has {len(criterion.levels)}."),
        )


@rules.register
def _(assignment: Assignment) -> Findings:
    if not assignment.sections:
        yield ("section",), "An assignment needs at least one section to answer in."
    if not assignment.criteria:
        yield ("criterion",), "An assignment needs at least one criterion."
    yield from _repeated("section", [section.id for section in assignment.sections])
    yield from _repeated("criterion", [criterion.id for criterion in assignment.criteria])


def _repeated(name: str, ids: Iterable[str], key: Path = ("id",)) -> Findings:
    seen: set[str] = set()
    for at, found in enumerate(ids):
        if found in seen:
            yield (name, at, *key), f"“{found}” is already used above; each {name} needs its own."
        seen.add(found)


def _same_text(name: str, key: str, texts: Sequence[Localized]) -> Findings:
    for language in LANGUAGES:
        seen: set[str] = set()
        for at, text in enumerate(texts):
            folded = " ".join(text[language].casefold().split())
            if folded in seen:
                yield (
                    (name, at, key, language),
                    (f"“{text[language]}” appears twice; trainees could not tell them apart."),
                )
            seen.add(folded)
