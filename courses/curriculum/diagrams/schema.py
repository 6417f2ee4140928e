"""What a diagram file says: one kind of drawing each, in both languages, without any geometry."""

import datetime as dt
from typing import Annotated, Literal

from msgspec import Meta, Struct, field

from courses.curriculum.values import Amount, Id, Localized, Natural, Percent, Text

Tone = Literal["plain", "main", "soft", "good", "warn", "stop"]
Hour = Annotated[int, Meta(ge=0, le=24, description="a whole hour from 0 to 24")]


class Words(Localized, frozen=True):
    """Text that may hold references to facts, such as `{fact:F-TCA-6.period}`."""


class Figure(Words, frozen=True):
    """A number in a few signs, such as “200” or “1/3”."""


class Head(Words, frozen=True):
    """A few words in bold."""


class Label(Words, frozen=True):
    """A sentence at most."""


class Part(Struct, frozen=True, kw_only=True):
    """A named thing with a line about it; the tone colours it and never says more than words."""

    head: Head
    text: Label | None = None
    tone: Tone = "plain"


class Drawing(Struct, frozen=True, kw_only=True, tag_field="kind"):
    """What every diagram has; `alt` tells in full sentences what the drawing shows."""

    id: Id
    title: Localized
    alt: Words

    @property
    def kind(self) -> str:
        """The word that names the kind in the files and in JSON."""
        return str(self.__struct_config__.tag)


class FlowStep(Part, frozen=True, kw_only=True):
    """A step of a flow; `then` stands beside the arrow to the next one."""

    then: Label | None = None


class Back(Struct, frozen=True, kw_only=True):
    """An arrow back from a later step to an earlier one; steps count from 1."""

    start: Natural
    end: Natural
    head: Head | None = None


class Flow(Drawing, frozen=True, kw_only=True, tag="flow"):
    """Steps from top to bottom."""

    steps: tuple[FlowStep, ...] = field(name="step")
    back: Back | None = None
    numbered: bool = False


class DecisionQuestion(Struct, frozen=True, kw_only=True):
    """A question; one answer leaves to its outcome, the other goes on to the next question."""

    text: Label
    leave: Literal["yes", "no"]
    outcome: Part


class Decision(Drawing, frozen=True, kw_only=True, tag="decision"):
    """Yes-or-no questions in order; `outcome` is where one arrives without leaving."""

    questions: tuple[DecisionQuestion, ...] = field(name="question")
    outcome: Part


class Stairs(Drawing, frozen=True, kw_only=True, tag="stairs"):
    """Steps that lead upwards; the file starts with the lowest."""

    steps: tuple[Part, ...] = field(name="step")


class Event(Part, frozen=True, kw_only=True):
    """Something that happens at a time; a gate is a moment of decision."""

    when: Head
    gate: bool = False


class Timeline(Drawing, frozen=True, kw_only=True, tag="timeline"):
    """Events in order of time."""

    events: tuple[Event, ...] = field(name="event")


class Unit(Struct, frozen=True, kw_only=True):
    """How an amount is printed: “CAD” before it, or words such as “min” after it."""

    before: str = ""
    after: Localized | None = None
    decimals: Annotated[int, Meta(ge=0, le=2, description="0, 1 or 2")] = 0


class Bar(Struct, frozen=True, kw_only=True):
    """A bar; without a value it shows the sum so far."""

    head: Head
    value: Amount | None = None
    text: Label | None = None
    tone: Tone = "soft"


class Threshold(Struct, frozen=True, kw_only=True):
    """A line across the bars: an amount, or the first number in what a fact prints."""

    head: Head
    value: Amount | None = None
    fact: Words | None = None


class Bars(Drawing, frozen=True, kw_only=True, tag="bars"):
    """Amounts to compare; when `running`, each bar starts where the one before ended."""

    bars: tuple[Bar, ...] = field(name="bar")
    unit: Unit = Unit()
    running: bool = False
    threshold: Threshold | None = None


class Level(Part, frozen=True, kw_only=True):
    """A level of a funnel, with the number that is left."""

    figure: Figure


class Funnel(Drawing, frozen=True, kw_only=True, tag="funnel"):
    """Fewer and fewer; the file starts with the widest."""

    levels: tuple[Level, ...] = field(name="level")


class Portion(Part, frozen=True, kw_only=True):
    """A part of a whole, with its size."""

    value: Amount


class Strip(Struct, frozen=True, kw_only=True):
    """A whole made of parts."""

    head: Head
    portions: tuple[Portion, ...] = field(name="portion")


class Segments(Drawing, frozen=True, kw_only=True, tag="segments"):
    """How a whole divides, such as the minutes of an hour; strips share one scale."""

    strips: tuple[Strip, ...] = field(name="strip")
    unit: Unit = Unit()


class Layers(Drawing, frozen=True, kw_only=True, tag="layers"):
    """Things that lie on each other, the topmost first; the poles say what changes downwards."""

    layers: tuple[Part, ...] = field(name="layer")
    top: Head | None = None
    bottom: Head | None = None


class Panels(Drawing, frozen=True, kw_only=True, tag="panels"):
    """Equal things side by side, two in a row; `result` is what they make together."""

    panels: tuple[Part, ...] = field(name="panel")
    result: Part | None = None
    numbered: bool = False


class Hub(Drawing, frozen=True, kw_only=True, tag="hub"):
    """A centre and what surrounds it."""

    centre: Part
    spokes: tuple[Part, ...] = field(name="spoke")


class Cycle(Drawing, frozen=True, kw_only=True, tag="cycle"):
    """Steps that start again after the last, clockwise from the top left."""

    steps: tuple[Part, ...] = field(name="step")
    centre: Head | None = None


class Branch(Part, frozen=True, kw_only=True):
    """A branch of a tree with its leaves."""

    leaves: tuple[Label, ...] = ()


class Tree(Drawing, frozen=True, kw_only=True, tag="tree"):
    """One thing that divides into branches, and these into leaves."""

    root: Part
    branches: tuple[Branch, ...] = field(name="branch")


class City(Struct, frozen=True, kw_only=True):
    """A city by its IANA zone, with the local hours when its offices work."""

    name: Localized
    zone: Text
    start: Hour = 9
    end: Hour = 17


class Hours(Drawing, frozen=True, kw_only=True, tag="hours"):
    """When cities work on a date, in the time of `home`; computed from the tz database."""

    date: dt.date
    home: City
    cities: tuple[City, ...] = field(name="city")


class Arrow(Struct, frozen=True, kw_only=True):
    """Something that goes from one side to the other, or stays on one (“at-left”, “at-right”)."""

    head: Head
    text: Label | None = None
    goes: Literal["right", "left", "both", "at-left", "at-right"]


class Crossing(Drawing, frozen=True, kw_only=True, tag="crossing"):
    """Two sides, such as Colombia and Canada, and what passes between them, in order."""

    left: Head
    right: Head
    arrows: tuple[Arrow, ...] = field(name="arrow")
    numbered: bool = True


class Point(Struct, frozen=True, kw_only=True):
    """A thing on a scale, between the left pole (1) and the right pole (100)."""

    head: Head
    text: Label | None = None
    at: Percent


class Scale(Drawing, frozen=True, kw_only=True, tag="scale"):
    """Things between two poles; their order counts, not the distance."""

    left: Head
    right: Head
    points: tuple[Point, ...] = field(name="point")


class Block(Part, frozen=True, kw_only=True):
    """A part of a page; two halves that follow each other stand side by side."""

    half: bool = False


class Sheet(Drawing, frozen=True, kw_only=True, tag="sheet"):
    """A page and what stands where on it."""

    heading: Part
    blocks: tuple[Block, ...] = field(name="block")


Diagram = (
    Flow
    | Decision
    | Stairs
    | Timeline
    | Bars
    | Funnel
    | Segments
    | Layers
    | Panels
    | Hub
    | Cycle
    | Tree
    | Hours
    | Crossing
    | Scale
    | Sheet
)
