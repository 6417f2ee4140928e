"""What a readiness self-assessment is made of, as frozen values that travel through JSON."""

from typing import Literal

import msgspec
from msgspec import Struct, field

from courses.curriculum.values import Count, Id, Localized, Natural, Version

TOP = 100
"""The highest score of a dimension and of the whole."""

How = Literal["assignment", "challenge", "challenge-assignment", "required"]
HOWS: tuple[How, ...] = ("assignment", "challenge", "challenge-assignment", "required")
"""How much of a module a result asks for, the least first."""


class Step(Struct, frozen=True):
    """One answer of the scale that every item has."""

    points: Count
    text: Localized


class Span(Struct, frozen=True):
    """Scores from `start` up to `end`, both included, in whole points."""

    id: Id
    title: Localized
    start: Count = field(name="from")
    end: Count = field(name="to")


class Band(Span, frozen=True, kw_only=True):
    """What a total says about a firm, and the path that it suggests."""

    meaning: Localized
    path: Localized


class Level(Span, frozen=True):
    """How far a dimension is; it decides the route."""


class Gate(Struct, frozen=True):
    """Keeps the band at `cap` while key items have fewer points, or a dimension is lower."""

    id: Id
    cap: Id
    reason: Localized
    item_min: Count = 0
    dimension_min: Count = 0


class Referral(Struct, frozen=True):
    """Advice that an item gives by itself when it has `at_most` so many points."""

    at_most: Count
    advice: Localized


class Item(Struct, frozen=True):
    """A statement to answer; a gate item is key, an optional one may not apply to a firm."""

    id: Id
    text: Localized
    gate: bool = False
    optional: bool = False
    referral: Referral | None = None


class Task(Struct, frozen=True):
    """A module, and how much of it is asked for."""

    code: Id
    how: How


class Route(Struct, frozen=True):
    """Where a level of a dimension leads."""

    level: Id
    modules: tuple[Task, ...]
    advice: Localized


class Dimension(Struct, frozen=True):
    """A side of being ready, with its share of the total in percent."""

    id: Id
    title: Localized
    weight: Natural
    items: tuple[Item, ...] = field(name="item")
    routes: tuple[Route, ...] = field(name="route")

    def route(self, level: str) -> Route:
        """Return the route of a level; raises `KeyError` if there is none."""
        return {route.level: route for route in self.routes}[level]


class Readiness(Struct, frozen=True):
    """One version of the instrument: what is asked, how it counts, and where it leads."""

    version: Version
    minutes: Natural
    title: Localized
    instructions: Localized
    unknown: Localized
    not_applicable: Localized
    always: tuple[Id, ...]
    scale: tuple[Step, ...]
    bands: tuple[Band, ...] = field(name="band")
    gates: tuple[Gate, ...] = field(name="gate")
    levels: tuple[Level, ...] = field(name="level")
    dimensions: tuple[Dimension, ...] = field(name="dimension")

    @property
    def items(self) -> tuple[Item, ...]:
        """Every item, in the order in which they are asked."""
        return tuple(item for dimension in self.dimensions for item in dimension.items)

    @property
    def most(self) -> int:
        """The points of the best answer."""
        return self.scale[-1].points


def dump_readiness(readiness: Readiness) -> bytes:
    """Return canonical JSON: equal instruments give equal bytes."""
    return msgspec.json.encode(readiness, order="sorted")


def parse_readiness(data: bytes) -> Readiness:
    """Return the instrument `dump_readiness` wrote; raises `msgspec.ValidationError` otherwise."""
    return msgspec.json.decode(data, type=Readiness)
