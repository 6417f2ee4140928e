"""Where everything of a drawing lies, read back from its SVG, and what lies badly."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import combinations, pairwise
from xml.etree import ElementTree

from courses.curriculum.diagrams.metrics import width

SLACK = 1.0
Point = tuple[float, float]

_STEP = re.compile(r"([MLHVZhvlz])([^MLHVZhvlz]*)")


@dataclass(frozen=True)
class Box:
    """A rectangle; a text's is as wide as it can get in any usual font."""

    left: float
    top: float
    right: float
    bottom: float
    text: str = ""

    def inside(self, other: "Box") -> bool:
        """Whether it lies in another one."""
        return (
            self.left >= other.left - SLACK
            and self.top >= other.top - SLACK
            and self.right <= other.right + SLACK
            and self.bottom <= other.bottom + SLACK
        )

    def apart(self, other: "Box") -> bool:
        """Whether it shares no more than an edge with another one."""
        return (
            self.left >= other.right - SLACK
            or self.right <= other.left + SLACK
            or self.top >= other.bottom - SLACK
            or self.bottom <= other.top + SLACK
        )

    def crossed(self, start: Point, end: Point) -> bool:
        """Whether a level or upright line passes through it."""
        (x1, x2), (y1, y2) = sorted((start[0], end[0])), sorted((start[1], end[1]))
        return not self.apart(Box(x1 - SLACK, y1 - SLACK, x2 + SLACK, y2 + SLACK))


@dataclass
class Plan:
    """All parts of a drawing."""

    whole: Box
    shapes: list[Box] = field(default_factory=list)
    polygons: list[list[Point]] = field(default_factory=list)
    texts: list[Box] = field(default_factory=list)
    strokes: list[list[Point]] = field(default_factory=list)
    marks: list[Box] = field(default_factory=list)


def parse(svg: str) -> ElementTree.Element:
    """Parse XML; raises `ElementTree.ParseError` when it is not well-formed."""
    return ElementTree.fromstring(svg)  # noqa: S314 - our own drawing, without a DTD


def read_plan(svg: str) -> Plan:
    """Read an SVG; raises `ElementTree.ParseError` when it is not well-formed."""
    root = parse(svg)
    _, _, wide, high = (float(number) for number in root.attrib["viewBox"].split())
    plan = Plan(Box(0, 0, wide, high))
    for element in root:
        _add(plan, element)
    return plan


def _add(plan: Plan, element: ElementTree.Element) -> None:
    classes = set(element.get("class", "").split())
    if element.tag == "text":
        plan.texts += _text(element, classes)
    elif element.tag in ("rect", "circle"):
        _shape(plan, _corners(*_extent(element)))
    elif element.tag == "path":
        outlines = list(_outlines(element.attrib["d"]))
        if "o" in classes:
            plan.marks += [_bounds(outline) for outline in outlines]
        elif classes & {"l", "t"}:
            plan.strokes += outlines
        else:
            _shape(plan, outlines[0])


def _extent(element: ElementTree.Element) -> tuple[float, float, float, float]:
    given = {name: float(value) for name, value in element.attrib.items() if name != "class"}
    if element.tag == "circle":
        x, y, r = given["cx"], given["cy"], given["r"]
        return x - r, y - r, x + r, y + r
    x, y = given["x"], given["y"]
    return x, y, x + given["width"], y + given["height"]


def _shape(plan: Plan, outline: list[Point]) -> None:
    plan.polygons.append(outline)
    plan.shapes.append(_bounds(outline))


def _corners(left: float, top: float, right: float, bottom: float) -> list[Point]:
    return [(left, top), (right, top), (right, bottom), (left, bottom)]


def _bounds(points: list[Point]) -> Box:
    xs, ys = [x for x, _ in points], [y for _, y in points]
    return Box(min(xs), min(ys), max(xs), max(ys))


def _outlines(path: str) -> Iterator[list[Point]]:
    points: list[Point] = []
    for letter, written in _STEP.findall(path):
        numbers = [float(number) for number in re.findall(r"-?[\d.]+", written)]
        x, y = points[-1] if points else (0.0, 0.0)
        if letter == "M":
            if points:
                yield points
            points = [(numbers[0], numbers[1])]
        elif letter == "L":
            points.append((numbers[0], numbers[1]))
        elif letter == "l":
            points.append((x + numbers[0], y + numbers[1]))
        elif letter in "Hh":
            points.append((numbers[0] + (x if letter == "h" else 0), y))
        elif letter in "Vv":
            points.append((x, numbers[0] + (y if letter == "v" else 0)))
    yield points


def _text(element: ElementTree.Element, classes: set[str]) -> Iterator[Box]:
    x, y = float(element.attrib["x"]), float(element.attrib["y"])
    heavy = bool({"k", "o"} & classes)
    for line in list(element) or [element]:
        y += float(line.get("dy", 0))
        bold = heavy or "k" in line.get("class", "").split()
        wide = width(line.text or "", bold=bold)
        left = x - wide / 2 if "c" in classes else x - wide if "e" in classes else x
        yield Box(left, y - 12, left + wide, y + 4, line.text or "")


def complaints(svg: str) -> list[str]:
    """Return in words whatever lies outside, on top of something else, or across a text."""
    plan = read_plan(svg)
    return [
        *_outside(plan),
        *(
            f"“{one.text}” lies on “{other.text}”."
            for one, other in combinations(plan.texts, 2)
            if not one.apart(other)
        ),
        *(
            f"{one} and {other} overlap."
            for one, other in combinations(plan.shapes, 2)
            if not one.apart(other) and not one.inside(other) and not other.inside(one)
        ),
        *(complaint for text in plan.texts for complaint in _around(text, plan)),
    ]


def _outside(plan: Plan) -> Iterator[str]:
    strokes = [_bounds(stroke) for stroke in plan.strokes]
    for box in (*plan.shapes, *plan.texts, *strokes, *plan.marks):
        if not box.inside(plan.whole):
            yield f"{box} leaves the drawing."


def _around(text: Box, plan: Plan) -> Iterator[str]:
    corners = _corners(text.left, text.top, text.right, text.bottom)
    shapes = list(zip(plan.shapes, plan.polygons, strict=True))
    around = [box for box, polygon in shapes if all(_holds(polygon, at) for at in corners)]
    for box in plan.shapes:
        if box not in around and not text.apart(box):
            yield f"“{text.text}” leaves its box {box}."
    if not all(text.apart(mark) for mark in plan.marks):
        yield f"“{text.text}” lies under a mark."
    if not around:
        lines = [pair for stroke in plan.strokes for pair in pairwise(stroke)]
        if any(text.crossed(start, end) for start, end in lines):
            yield f"A line crosses “{text.text}”."


def _holds(polygon: list[Point], point: Point) -> bool:
    """Whether a convex polygon, drawn clockwise or not, holds a point."""
    turns = [
        (x2 - x1) * (point[1] - y1) - (y2 - y1) * (point[0] - x1)
        for (x1, y1), (x2, y2) in pairwise([*polygon, polygon[0]])
    ]
    return all(turn >= -SLACK for turn in turns) or all(turn <= SLACK for turn in turns)
