"""The rules of whole modules and between them: durations, prerequisites, facts nobody cites."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter

from courses.curriculum.check_markup import citation_faults
from courses.curriculum.diagrams.words import cited_references
from courses.curriculum.markup import sector_places, split_blocks
from courses.curriculum.reading import Source
from courses.curriculum.schema import Module, Register

PLACES = 2
_SPAN = re.compile(r"\s*(\d+)\s*[–-]\s*(\d+)\s*")


@dataclass(frozen=True, slots=True)
class ModuleSource:
    """A module, its module.toml and session.toml, and the facts and figures its texts use."""

    module: Module
    source: Source
    kit_source: Source
    cited: frozenset[str]
    shown: frozenset[str]


@dataclass(frozen=True, slots=True)
class RegisterSource:
    """A register, its facts.toml, and the files of its diagrams in the same order."""

    register: Register
    facts: Source
    diagrams: tuple[Source, ...]


def check_modules(modules: Sequence[ModuleSource]) -> None:
    """Note what is wrong in and between modules, each in the file where it can be mended."""
    _codes(modules)
    _cycles(modules)
    for each in modules:
        _durations(each)
        _session_plan(each)
        _sector_places(each)


def check_register(register: RegisterSource, modules: Sequence[ModuleSource]) -> None:
    """Note the facts and the diagrams that no module uses, and what diagrams cite wrongly."""
    cited = frozenset[str]().union(*(module.cited for module in modules))
    for at, fact in enumerate(register.register.facts):
        if fact.id not in cited and not fact.reserve:
            register.facts.fault(
                ("fact", at), f"No text cites “{fact.id}”: cite it, or mark it reserve = true."
            )
    shown = frozenset[str]().union(*(module.shown for module in modules))
    for diagram, source in zip(register.register.diagrams, register.diagrams, strict=True):
        if diagram.id not in shown:
            source.fault((), f"No text shows “{diagram.id}”: write {{diagram:{diagram.id}}}.")
        for reference in cited_references(diagram):
            for message in citation_faults(reference, register.register):
                source.fault((), message)


def _durations(each: ModuleSource) -> None:
    module = each.module
    parts = sum(lesson.minutes + lesson.practice for lesson in module.lessons)
    if parts + module.quiz.minutes != module.minutes.self_study:
        each.source.fault(
            ("minutes", "self_study"),
            f"Lessons take {parts} minutes and the quiz {module.quiz.minutes}, which is not "
            f"{module.minutes.self_study}.",
        )


def _session_plan(each: ModuleSource) -> None:
    source, reached = each.kit_source, 0
    for at, step in enumerate(each.module.session.steps):
        span = _SPAN.fullmatch(step.minutes)
        if span is None or int(span[1]) >= int(span[2]):
            message = f"“{step.minutes}” must be the first and last minute, such as 0–10."
            source.fault(("step", at, "minutes"), message)
            return
        if int(span[1]) != reached:
            message = f"This step starts at minute {span[1]}, but the one before ends at {reached}."
            source.fault(("step", at, "minutes"), message)
        reached = int(span[2])
    live = each.module.minutes.live
    if reached != live:
        source.fault(
            ("step", len(each.module.session.steps) - 1),
            f"The session plan ends at minute {reached}; minutes.live of module.toml says {live}.",
        )


def _sector_places(each: ModuleSource) -> None:
    bodies = (lesson.body.es for lesson in each.module.lessons)
    places = sum(len(sector_places(split_blocks(body)[0])) for body in bodies)
    if places < PLACES:
        each.source.fault(
            ("lessons",),
            f"A module has at least {PLACES} places that switch by sector; this one has {places}.",
        )


def _codes(modules: Sequence[ModuleSource]) -> None:
    seen: set[str] = set()
    codes = {each.module.code for each in modules}
    for each in modules:
        code = each.module.code
        if code in seen:
            each.source.fault(("code",), f"Another module has the code “{code}” already.")
        seen.add(code)
        for at, wanted in enumerate(each.module.prerequisites):
            if wanted not in codes:
                each.source.fault(
                    ("prerequisites", at), f"There is no module “{wanted}” in this programme."
                )


def _cycles(modules: Sequence[ModuleSource]) -> None:
    by_code = {each.module.code: each for each in modules}
    graph = {code: each.module.prerequisites for code, each in by_code.items()}
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        cycle: list[str] = error.args[1]
        by_code[cycle[-1]].source.fault(
            ("prerequisites",),
            f"These modules wait for each other: {' → '.join(reversed(cycle))}.",
        )
