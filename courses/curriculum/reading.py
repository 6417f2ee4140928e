"""From TOML text to frozen values, noting every fault on the way instead of stopping at one."""

import datetime as dt
import difflib
import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache, cached_property
from types import NoneType, UnionType
from typing import Any, TypeVar, get_args, get_origin

import msgspec
from msgspec import Meta, Struct
from msgspec.structs import FieldInfo

from courses.curriculum.check import rules
from courses.curriculum.faults import Fault
from courses.curriculum.schema import Localized
from courses.curriculum.toml_lines import Path, key_lines
from courses.curriculum.values import LANGUAGES

T = TypeVar("T", bound=Struct)

_LANGUAGE_NAMES = {"es": "Spanish", "en": "English"}
_DESCRIPTIONS: dict[object, str] = {
    str: "text in quotes",
    bool: "true or false",
    dt.date: "a date such as 2026-11-23, without quotes",
}


@dataclass
class Source:
    """A TOML text being read: where it is, what is wrong, and the texts read so far."""

    file: str
    text: str
    faults: list[Fault]
    data: dict[str, Any] = field(default_factory=dict)
    texts: list[tuple[Path, Localized]] = field(default_factory=list)

    @cached_property
    def lines(self) -> dict[Path, int]:
        """The line (from 1) of each key; found only when something is asked about a line."""
        return key_lines(self.text)

    def fault(self, path: Path, message: str) -> None:
        """Note a fault on the line of a key, or of the nearest table that holds it."""
        self.faults.append(Fault(self.file, self.line(path), message))

    def line(self, path: Path) -> int:
        """Return the line (from 1) of a key, or of the nearest table that holds it."""
        while path not in self.lines and path:
            path = path[:-1]
        return self.lines.get(path, 1)


def toml_source(file: str, text: str, faults: list[Fault]) -> Source | None:
    """Parse a TOML text; a syntax error becomes a fault and None."""
    source = Source(file, text, faults)
    try:
        source.data = tomllib.loads(text, parse_float=_decimal)
    except (ValueError, ArithmeticError, RecursionError) as error:
        said = str(error) or "it is nested too deeply"
        place = re.search(r"\(at line (\d+)", said)
        line = int(place[1]) if place else max(1, text.rstrip().count("\n") + 1)
        faults.append(Fault(file, line, f"This is not valid TOML: {said}."))
        return None
    return source


def _decimal(text: str) -> Decimal:
    number = Decimal(text)
    if number.is_finite() and abs(number.adjusted()) > 20:
        raise ValueError(f"the number {text} is out of range")
    return number


def read(source: Source, kind: type[T], value: object = None, path: Path = ()) -> T | None:
    """Make a value of a kind from a TOML table (the whole file by default).

    Whatever does not fit becomes a fault, and the result is None; each part that is
    well formed is also held against the `rules` of its kind.
    """
    table = source.data if value is None else value
    if not isinstance(table, dict):
        source.fault(path, f"{_name(path)} must be a table, {{key = …}} or [key].")
        return None
    fields = _fields(kind)
    config = kind.__struct_config__
    for key in table.keys() - fields.keys() - {config.tag_field}:
        source.fault((*path, key), _unknown(key, fields.keys()))
    missing = [name for name, part in fields.items() if part.required and name not in table]
    for name in missing:
        source.fault(path, _missing(kind, name, path))
    made = {
        part.name: _convert(source, part.type, table[name], (*path, name))
        for name, part in fields.items()
        if name in table
    }
    if missing or None in made.values():
        return None
    thing = kind(**made)
    if isinstance(thing, Localized):
        source.texts.append((path, thing))
    for inner, message in rules(thing):
        source.fault((*path, *inner), message)
    return thing


@cache
def _fields(kind: type[Struct]) -> dict[str, FieldInfo]:
    return {part.encode_name: part for part in msgspec.structs.fields(kind)}


def _convert(source: Source, kind: Any, value: object, path: Path) -> Any:
    if get_origin(kind) is UnionType:
        kinds = tuple(one for one in get_args(kind) if one is not NoneType)
        if len(kinds) == 1:
            return _convert(source, kinds[0], value, path)
        return _tagged(source, kinds, value, path)
    if get_origin(kind) is dict:
        return _named(source, get_args(kind), value, path)
    if get_origin(kind) is tuple:
        return _sequence(source, get_args(kind)[0], value, path)
    if isinstance(kind, type) and issubclass(kind, Struct):
        return read(source, kind, value, path)
    try:
        return msgspec.convert(value, kind)
    except msgspec.ValidationError:
        source.fault(path, f"{_name(path)} must be {_description(kind)}, not {_shown(value)}.")
        return None


def _sequence(source: Source, kind: Any, value: object, path: Path) -> tuple[Any, ...] | None:
    if not isinstance(value, list):
        source.fault(path, f"{_name(path)} must be a list, [ … ] or repeated [[{path[-1]}]].")
        return None
    made = tuple(_convert(source, kind, item, (*path, at)) for at, item in enumerate(value))
    return None if None in made else made


def _named(
    source: Source, kinds: tuple[Any, ...], value: object, path: Path
) -> dict[str, Any] | None:
    key_kind, kind = kinds
    if not isinstance(value, dict):
        source.fault(path, f"{_name(path)} must be a table, {{key = …}} or [key].")
        return None
    made = {
        _convert(source, key_kind, key, (*path, key)): _convert(source, kind, item, (*path, key))
        for key, item in value.items()
    }
    return None if None in made or None in made.values() else made


def _tagged(source: Source, kinds: tuple[type[T], ...], value: object, path: Path) -> T | None:
    by_tag = {str(kind.__struct_config__.tag): kind for kind in kinds}
    tag = value.get("type") if isinstance(value, dict) else None
    if isinstance(tag, str) and tag in by_tag:
        return read(source, by_tag[tag], value, path)
    names = ", ".join(f"“{name}”" for name in by_tag)
    source.fault((*path, "type"), f"“type” must be one of {names}, not {_shown(tag)}.")
    return None


def _missing(kind: type[Struct], name: str, path: Path) -> str:
    if issubclass(kind, Localized) and name in LANGUAGES:
        return f'{_name(path)} has no {_LANGUAGE_NAMES[name]} text: add {name} = "…".'
    return f"“{name}” is missing{' from ' + _name(path) if path else ''}."


def _unknown(key: str, known: Any) -> str:
    close = difflib.get_close_matches(key, known, 1)
    return f"“{key}” is not a key of this table." + (
        f" Did you mean “{close[0]}”?" if close else ""
    )


def _name(path: Path) -> str:
    """Name a place as its author would: “stem.en”, or option 2 for an element of a list."""
    if path and isinstance(path[-1], int):
        return f"{path[-2]} {path[-1] + 1}"
    return f"“{'.'.join(reversed(list(_tail(path))))}”"


def _tail(path: Path) -> Iterator[str]:
    for key in reversed(path):
        if isinstance(key, int):
            return
        yield key


def _description(kind: Any) -> str:
    for note in getattr(kind, "__metadata__", ()):
        if isinstance(note, Meta) and note.description:
            return note.description
    if kind in _DESCRIPTIONS:
        return _DESCRIPTIONS[kind]
    return "one of " + ", ".join(f"“{word}”" for word in get_args(kind))


def _shown(value: object) -> str:
    if value is None:
        return "left out"
    if isinstance(value, bool):
        return str(value).lower()
    text = f"“{value}”" if isinstance(value, str) else str(value)
    return text if len(text) <= 60 else text[:59] + "…"
