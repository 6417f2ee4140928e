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
    Localized,
    Markdown,
    Matching,
    MultipleChoice,
    Numeric,
    Option,
    Ordering,
    Quiz,
    Register,
    SingleChoice,
)
from courses.curriculum.toml_lines import Path
from courses.curriculum.values import LANGUAGES

Findings = Iterator[tuple[Path, str]]

_SPAN = re.compile(r"\s*(\d+)\s*[–-]\s*(\d+)\s*")


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
    yield from _session_plan(file)


def _session_plan(file: ModuleFile) -> Findings:
    reached = 0
    for at, step in enumerate(file.session_plan):
        span = _SPAN.fullmatch(step.minutes)
        if span is None or int(span[1]) >= int(span[2]):
            yield (
                ("session_plan", at, "minutes"),
                (f"“{step.minutes}” must be the first and last minute, such as 0–10."),
            )
            return
        if int(span[1]) != reached:
            yield (
                ("session_plan", at, "minutes"),
                (f"This step starts at minute {span[1]}, but the one before ends at {reached}."),
            )
        reached = int(span[2])
    if reached != file.minutes.live:
        yield (
            ("session_plan", len(file.session_plan) - 1),
            (f"The session plan ends at minute {reached}; minutes.live says {file.minutes.live}."),
        )


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
