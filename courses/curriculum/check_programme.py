"""The rules between modules: codes, prerequisites, and facts nobody cites."""

from collections.abc import Sequence
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter

from courses.curriculum.reading import Source
from courses.curriculum.schema import Module, Register


@dataclass(frozen=True, slots=True)
class ModuleSource:
    """A module, its module.toml, and the facts its texts cite."""

    module: Module
    source: Source
    cited: frozenset[str]


def check_programme(
    modules: Sequence[ModuleSource], register: Register, facts_source: Source
) -> None:
    """Note what is wrong between modules, each in the file where it can be mended."""
    _codes(modules)
    _cycles(modules)
    cited = frozenset[str]().union(*(module.cited for module in modules))
    for at, fact in enumerate(register.facts):
        if fact.id not in cited and not fact.reserve:
            facts_source.fault(
                ("fact", at), f"No text cites “{fact.id}”: cite it, or mark it reserve = true."
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
