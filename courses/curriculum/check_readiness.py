"""The file of a readiness self-assessment, and the rules it must keep."""

import tomllib
from collections.abc import Collection, Iterable, Sequence
from pathlib import Path

from courses.curriculum.check import Findings, rules
from courses.curriculum.faults import CurriculumError, Fault
from courses.curriculum.readiness import TOP, Dimension, Gate, Item, Readiness, Span
from courses.curriculum.reading import Source, read, toml_source

FILE = "readiness.toml"


def load_readiness(folder: Path) -> Readiness:
    """Read a programme's instrument, checked against the codes of its modules.

    Raises `CurriculumError` with every fault that could be found.
    """
    faults: list[Fault] = []
    try:
        text = (folder / FILE).read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise CurriculumError((Fault(FILE, 1, "This file is missing."),)) from None
    except UnicodeDecodeError:
        raise CurriculumError((Fault(FILE, 1, "This file is not UTF-8 text."),)) from None
    source = toml_source(FILE, text, faults)
    readiness = read_readiness(source, module_codes(folder)) if source else None
    if readiness is None or faults:
        raise CurriculumError(tuple(sorted(set(faults))))
    return readiness


def module_codes(folder: Path) -> list[str]:
    """Return the codes of the modules in a programme's folder, those that can be read."""
    found = []
    for path in sorted(folder.glob("*/module.toml")):
        try:
            found.append(str(tomllib.loads(path.read_text(encoding="utf-8-sig"))["code"]))
        except (ValueError, KeyError):
            continue  # what is wrong with a module is said where modules are read
    return found


def read_readiness(source: Source, codes: Collection[str]) -> Readiness | None:
    """Make the instrument from its file; what is wrong becomes a fault of the source."""
    readiness = read(source, Readiness)
    if readiness is None:
        return None
    for at, code in enumerate(readiness.always):
        if code not in codes:
            source.fault(("always", at), _no_module(code))
    for at, dimension in enumerate(readiness.dimensions):
        for route_at, route in enumerate(dimension.routes):
            for task_at, task in enumerate(route.modules):
                place = ("dimension", at, "route", route_at, "modules", task_at)
                if task.code not in codes:
                    source.fault(place, _no_module(task.code))
    return readiness


def _no_module(code: str) -> str:
    return f"There is no module “{code}” in this programme."


@rules.register
def _(item: Item) -> Findings:
    if item.gate and item.optional:
        yield ("optional",), "A key item applies to every firm: take off gate or optional."


@rules.register
def _(gate: Gate) -> Findings:
    if not gate.item_min and not gate.dimension_min:
        yield (), "This gate never closes: give it item_min, dimension_min or both."


@rules.register
def _(dimension: Dimension) -> Findings:
    if all(item.optional for item in dimension.items):
        yield ("item",), "A dimension needs at least one item that applies to every firm."
    for at, route in enumerate(dimension.routes):
        if not route.modules:
            yield ("route", at, "modules"), "A route leads to at least one module."


@rules.register
def _(readiness: Readiness) -> Findings:
    yield from _scale(readiness)
    yield from _spans("band", readiness.bands)
    yield from _spans("level", readiness.levels)
    yield from _weights(readiness.dimensions)
    yield from _ids(readiness)
    yield from _gates(readiness)
    for at, dimension in enumerate(readiness.dimensions):
        yield from _routes(readiness, at, dimension)


def _scale(readiness: Readiness) -> Findings:
    points = [step.points for step in readiness.scale]
    if len(points) < 2 or points != list(range(len(points))):
        yield ("scale",), "The scale counts 0, 1, 2 and on, the least first."


def _spans(name: str, spans: Sequence[Span]) -> Findings:
    """Whole numbers from 0 to 100, each in exactly one span."""
    expected = 0
    for at, span in enumerate(spans):
        if span.start != expected:
            what = "leave a gap" if span.start > expected else "overlap"
            yield (name, at, "from"), f"“from” must be {expected}; the {name}s {what} here."
        if span.end < span.start:
            yield (name, at, "to"), f"“to” must not be lower than “from”, which is {span.start}."
        expected = span.end + 1
    if expected != TOP + 1:
        yield (name, max(0, len(spans) - 1), "to"), f"The last {name} must end at {TOP}."


def _weights(dimensions: Sequence[Dimension]) -> Findings:
    total = sum(dimension.weight for dimension in dimensions)
    if total != TOP:
        yield ("dimension",), f"The weights of the dimensions add up to {total}, not to {TOP}."


def _ids(readiness: Readiness) -> Findings:
    groups: dict[str, Iterable[Span | Gate | Dimension]] = {
        "band": readiness.bands,
        "gate": readiness.gates,
        "level": readiness.levels,
        "dimension": readiness.dimensions,
    }
    for name, group in groups.items():
        seen: set[str] = set()
        for at, one in enumerate(group):
            if one.id in seen:
                yield (name, at, "id"), _used(one.id, name)
            seen.add(one.id)
    seen = set()
    for at, dimension in enumerate(readiness.dimensions):
        for item_at, item in enumerate(dimension.items):
            if item.id in seen:
                yield ("dimension", at, "item", item_at, "id"), _used(item.id, "item")
            seen.add(item.id)


def _used(found: str, name: str) -> str:
    return f"“{found}” is already used above; each {name} needs its own."


def _gates(readiness: Readiness) -> Findings:
    below_top = [band.id for band in readiness.bands[:-1]]
    for at, gate in enumerate(readiness.gates):
        if gate.cap not in below_top:
            yield ("gate", at, "cap"), f"“cap” must be a band below the last, not “{gate.cap}”."
        if gate.item_min > readiness.most:
            yield ("gate", at, "item_min"), f"No answer has more than {readiness.most} points."
        if gate.dimension_min > TOP:
            yield ("gate", at, "dimension_min"), f"No dimension scores more than {TOP}."


def _routes(readiness: Readiness, at: int, dimension: Dimension) -> Findings:
    given = [route.level for route in dimension.routes]
    wanted = [level.id for level in readiness.levels]
    if sorted(given) != sorted(wanted):
        needed = ", ".join(wanted)
        yield ("dimension", at, "route"), f"A dimension has one route for each level: {needed}."
    for route_at, route in enumerate(dimension.routes):
        for task_at, task in enumerate(route.modules):
            if task.code in readiness.always and task.how != "required":
                path = ("dimension", at, "route", route_at, "modules", task_at, "how")
                yield path, f"{task.code} is always asked for in full: write how = “required”."
    for item_at, item in enumerate(dimension.items):
        if item.referral is not None and item.referral.at_most >= readiness.most:
            place = ("dimension", at, "item", item_at, "referral", "at_most")
            yield place, f"Advice for a weak item needs fewer than {readiness.most} points."
