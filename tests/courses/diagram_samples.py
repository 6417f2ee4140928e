"""One small diagram of every kind, as files, and ways to fill all of its texts."""

from collections.abc import Callable

import msgspec
from msgspec import Struct

from courses.curriculum.diagrams.reading import read_diagram
from courses.curriculum.diagrams.schema import Diagram, Words
from courses.curriculum.faults import Fault
from courses.curriculum.reading import toml_source
from courses.curriculum.values import Localized

HEAD = """\
id = "sample"
kind = "{kind}"
title = {{es = "Título", en = "Title"}}
alt = {{es = "Una frase.", en = "A sentence."}}
"""

_ONE = 'head = {es = "Uno", en = "One"}'
_TWO = 'head = {es = "Dos", en = "Two"}\ntext = {es = "Un texto", en = "A text"}\ntone = "good"'
_LOCAL = '{es = "Uno", en = "One"}'


def _parts(name: str, count: int, more: str = "") -> str:
    return "".join(f"\n[[{name}]]\n{(_ONE, _TWO)[at % 2]}\n{more}\n" for at in range(count))


def _table(name: str, more: str = "") -> str:
    return f"\n[{name}]\n{_TWO}\n{more}\n"


BODIES: dict[str, str] = {
    "flow": f"numbered = true\n\n[back]\nhead = {_LOCAL}\nstart = 3\nend = 1\n"
    + _parts("step", 3, f"then = {_LOCAL}"),
    "decision": _table("outcome")
    + f'\n[[question]]\ntext = {_LOCAL}\nleave = "no"\noutcome = {{head = {_LOCAL}}}\n' * 2,
    "stairs": _parts("step", 4),
    "timeline": _parts("event", 2, f"when = {_LOCAL}")
    + _parts("event", 2, f"when = {_LOCAL}\ngate = true"),
    "bars": 'running = true\nunit = {before = "CAD", decimals = 2}\n'
    f"threshold = {{head = {_LOCAL}, value = 5}}\n"
    + "".join(f"\n[[bar]]\nhead = {_LOCAL}\nvalue = {value}\n" for value in ("4", "3.5", "-1"))
    + f"\n[[bar]]\nhead = {_LOCAL}\n",
    "funnel": _parts("level", 3, 'figure = {es = "200", en = "200"}'),
    "segments": 'unit = {after = {es = "min", en = "min"}}\n'
    f"\n[[strip]]\nhead = {_LOCAL}\n" + _parts("strip.portion", 3, "value = 20"),
    "layers": f"top = {_LOCAL}\nbottom = {_LOCAL}\n" + _parts("layer", 3),
    "panels": "numbered = true\n" + _table("result") + _parts("panel", 3),
    "hub": _table("centre") + _parts("spoke", 5),
    "cycle": f"centre = {_LOCAL}\n" + _parts("step", 5),
    "tree": _table("root") + _parts("branch", 2, f"leaves = [{_LOCAL}, {_LOCAL}]"),
    "hours": "date = 2026-12-10\n"
    f'home = {{name = {_LOCAL}, zone = "America/Bogota", start = 8, end = 17}}\n'
    '\n[[city]]\nname = {es = "Vancouver", en = "Vancouver"}\nzone = "America/Vancouver"\n'
    '\n[[city]]\nname = {es = "Terranova", en = "St. John\'s"}\n'
    'zone = "America/St_Johns"\n',
    "crossing": f"left = {_LOCAL}\nright = {_LOCAL}\n"
    + "".join(
        f'\n[[arrow]]\nhead = {_LOCAL}\ntext = {_LOCAL}\ngoes = "{goes}"\n'
        for goes in ("right", "left", "both", "at-left", "at-right")
    ),
    "scale": f"left = {_LOCAL}\nright = {_LOCAL}\n"
    f"\n[[point]]\nhead = {_LOCAL}\ntext = {_LOCAL}\nat = 1\n"
    f"\n[[point]]\nhead = {_LOCAL}\nat = 100\n",
    "sheet": _table("heading") + _parts("block", 4, "half = true") + _parts("block", 1),
}


def sample(kind: str) -> str:
    """Return the file of a sound diagram of a kind, named sample.toml."""
    return HEAD.format(kind=kind) + BODIES[kind]


def read_sample(text: str) -> tuple[Diagram | None, list[Fault]]:
    """Read a file as diagrams/sample.toml; returns the diagram and the faults."""
    faults: list[Fault] = []
    source = toml_source("diagrams/sample.toml", text, faults)
    return (read_diagram(source) if source else None), faults


def sound_sample(kind: str) -> Diagram:
    """Return a sound diagram of a kind."""
    diagram, faults = read_sample(sample(kind))
    assert diagram is not None, faults
    assert faults == []
    return diagram


def refilled(thing: Diagram, fill: Callable[[Words], str]) -> Diagram:
    """Return the same diagram with other texts."""
    filled = _refilled(thing, fill)
    assert isinstance(filled, type(thing))
    return filled


def _refilled(thing: object, fill: Callable[[Words], str]) -> object:
    if isinstance(thing, Words):
        return type(thing)(es=fill(thing), en=fill(thing))
    if isinstance(thing, Localized):
        return thing
    if isinstance(thing, Struct):
        return msgspec.structs.replace(
            thing,
            **{name: _refilled(getattr(thing, name), fill) for name in thing.__struct_fields__},
        )
    if isinstance(thing, tuple):
        return tuple(_refilled(one, fill) for one in thing)
    return thing
