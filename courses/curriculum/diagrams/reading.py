"""From a diagram's TOML to its value, with every fault on its line."""

import re
from collections.abc import Iterator
from pathlib import PurePath
from typing import cast, get_args
from zoneinfo import ZoneInfoNotFoundError

from courses.curriculum.check import rules
from courses.curriculum.diagrams import schema
from courses.curriculum.diagrams.schema import Diagram
from courses.curriculum.diagrams.words import FACT
from courses.curriculum.reading import Source, read
from courses.curriculum.toml_lines import Path
from courses.curriculum.values import LANGUAGES, Localized
from courses.curriculum.zones import zone

Findings = Iterator[tuple[Path, str]]

FIGURE, NAME, HEAD, LABEL = 8, 20, 48, 120
_REFERENCE = re.compile(r"\{[^{}]*\}?")
_KINDS: dict[str, type[schema.Drawing]] = {
    str(kind.__struct_config__.tag): kind for kind in get_args(Diagram)
}


def read_diagram(source: Source) -> Diagram | None:
    """Make a diagram from its file, whose name is its id; faults go to the source."""
    kind = source.data.get("kind")
    if not isinstance(kind, str) or kind not in _KINDS:
        names = ", ".join(f"“{name}”" for name in _KINDS)
        source.fault(("kind",), f"“kind” must be one of {names}.")
        return None
    diagram = read(source, _KINDS[kind])
    name = PurePath(source.file).stem
    if diagram is not None and diagram.id != name:
        source.fault(("id",), f"“id” must be the name of the file, “{name}”.")
    return cast(Diagram | None, diagram)


@rules.register
def _(text: schema.Words) -> Findings:
    yield from _references(text)


@rules.register
def _(text: schema.Figure) -> Findings:
    yield from _references(text)
    yield from _length(text, FIGURE)


@rules.register
def _(text: schema.Head) -> Findings:
    yield from _references(text)
    yield from _length(text, HEAD)


@rules.register
def _(text: schema.Label) -> Findings:
    yield from _references(text)
    yield from _length(text, LABEL)


def _references(text: schema.Words) -> Findings:
    for language in LANGUAGES:
        for found in _REFERENCE.finditer(text[language]):
            if FACT.fullmatch(found[0]) is None:
                yield (language,), f"“{found[0]}” is not a reference: write {{fact:ID}} here."
    es, en = (set(FACT.findall(text[language])) for language in LANGUAGES)
    if es != en:
        yield (), f"Only one language cites “{min(es ^ en)}”."


def _length(text: Localized, most: int, *key: str) -> Findings:
    for language in LANGUAGES:
        length = len(FACT.sub("x", text[language]))
        if length > most:
            message = f"This text has {length} letters; a drawing has room for {most} here."
            yield (*key, language), message


def _count(name: str, things: tuple[object, ...], allowed: range) -> Findings:
    if len(things) not in allowed:
        least, most = allowed.start, allowed.stop - 1
        yield (name,), f"This drawing needs {least} to {most} of “{name}”, not {len(things)}."


@rules.register
def _(flow: schema.Flow) -> Findings:
    yield from _count("step", flow.steps, range(2, 9))
    if flow.back and not flow.back.end < flow.back.start <= len(flow.steps):
        yield ("back",), "“back” leads from a later step to an earlier one."


@rules.register
def _(decision: schema.Decision) -> Findings:
    yield from _count("question", decision.questions, range(1, 8))


@rules.register
def _(stairs: schema.Stairs) -> Findings:
    yield from _count("step", stairs.steps, range(2, 8))


@rules.register
def _(timeline: schema.Timeline) -> Findings:
    yield from _count("event", timeline.events, range(2, 11))


@rules.register
def _(unit: schema.Unit) -> Findings:
    if unit.before and not re.fullmatch("[A-Z]{3}", unit.before):
        yield ("before",), "“before” is a currency code such as “CAD”."
    if unit.after:
        yield from _length(unit.after, FIGURE, "after")


@rules.register
def _(bars: schema.Bars) -> Findings:
    yield from _count("bar", bars.bars, range(2, 13))
    for at, bar in enumerate(bars.bars):
        if bar.value is None and (at == 0 or not bars.running):
            yield ("bar", at), "“value” is missing; only a running total may go without."
        elif bar.value is not None and not bar.value.is_finite():
            yield ("bar", at, "value"), "“value” must be an ordinary number."
        elif bar.value is not None and bar.value < 0 and not bars.running:
            yield ("bar", at, "value"), "A bar cannot be negative unless the bars are “running”."
    if all(not bar.value for bar in bars.bars):
        yield ("bar",), "All bars are empty."
    if bars.threshold and (bars.threshold.value is None) == (bars.threshold.fact is None):
        yield ("threshold",), "A threshold has either a “value” or a “fact”."


@rules.register
def _(threshold: schema.Threshold) -> Findings:
    if threshold.value is not None and not (threshold.value.is_finite() and threshold.value > 0):
        yield ("value",), "“value” must be more than 0."
    if threshold.fact and not all(FACT.fullmatch(threshold.fact[lang]) for lang in LANGUAGES):
        yield ("fact",), "“fact” is one reference such as {fact:F-TCA-6}, and nothing else."


@rules.register
def _(funnel: schema.Funnel) -> Findings:
    yield from _count("level", funnel.levels, range(2, 8))


@rules.register
def _(segments: schema.Segments) -> Findings:
    yield from _count("strip", segments.strips, range(1, 4))


@rules.register
def _(strip: schema.Strip) -> Findings:
    yield from _count("portion", strip.portions, range(2, 9))
    for at, portion in enumerate(strip.portions):
        if not portion.value.is_finite() or portion.value <= 0:
            yield ("portion", at, "value"), "“value” must be more than 0."


@rules.register
def _(layers: schema.Layers) -> Findings:
    yield from _count("layer", layers.layers, range(2, 9))


@rules.register
def _(panels: schema.Panels) -> Findings:
    yield from _count("panel", panels.panels, range(2, 9))


@rules.register
def _(hub: schema.Hub) -> Findings:
    yield from _count("spoke", hub.spokes, range(3, 9))


@rules.register
def _(cycle: schema.Cycle) -> Findings:
    yield from _count("step", cycle.steps, range(3, 7))


@rules.register
def _(tree: schema.Tree) -> Findings:
    yield from _count("branch", tree.branches, range(1, 8))


@rules.register
def _(hours: schema.Hours) -> Findings:
    yield from _count("city", hours.cities, range(1, 11))


@rules.register
def _(city: schema.City) -> Findings:
    yield from _length(city.name, NAME, "name")
    try:
        zone(city.zone)
    except (ZoneInfoNotFoundError, ValueError):
        yield ("zone",), f"“{city.zone}” is no IANA zone such as “America/Toronto”."
    if city.end <= city.start:
        yield ("end",), "“end” must be later than “start”."


@rules.register
def _(crossing: schema.Crossing) -> Findings:
    yield from _count("arrow", crossing.arrows, range(1, 9))


@rules.register
def _(scale: schema.Scale) -> Findings:
    yield from _count("point", scale.points, range(2, 9))


@rules.register
def _(sheet: schema.Sheet) -> Findings:
    yield from _count("block", sheet.blocks, range(2, 11))
