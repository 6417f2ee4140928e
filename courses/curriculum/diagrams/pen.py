"""What drawings are made of: boxes, texts, lines and arrows, as compact SVG.

All lengths are units of a drawing that is 340 wide; y grows downwards. Colours are left to
the classes of the stylesheet: one letter each, so that a drawing stays small.
"""

import html
import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from courses.curriculum.diagrams import metrics
from courses.curriculum.diagrams.schema import Part, Tone, Words
from courses.curriculum.diagrams.words import Printer, printed
from courses.curriculum.values import Language

WIDTH = 340
LEFT, RIGHT = 1, 339
LEADING = 19
PADDING = 12
ASCENT, BELOW = 22, 13
"""From the top of a box to its first baseline, and from the last one to the bottom."""

TONES: dict[Tone, str] = {
    "plain": "",
    "main": "m",
    "soft": "s",
    "good": "g",
    "warn": "a",
    "stop": "r",
}
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_BOUND = re.compile(r"\b([A-Z]{3}) (?=\d)|(?<=\d) (?=(?:%|h|min)(?:\W|$))")


@dataclass(frozen=True, slots=True)
class Card:
    """The text of a part, wrapped to a width."""

    head: tuple[str, ...]
    text: tuple[str, ...]
    tone: Tone

    @property
    def height(self) -> int:
        """The height of a box around it."""
        return ASCENT + LEADING * (len(self.head) + len(self.text) - 1) + BELOW


@dataclass
class Pen:
    """Collects the parts of one drawing in one language."""

    language: Language
    fact: Printer
    shapes: list[str] = field(default_factory=list)
    strokes: list[str] = field(default_factory=list)
    tips: list[str] = field(default_factory=list)

    def say(self, words: Words) -> str:
        """Return a text with its facts; amounts keep their currency on the same line.

        What a fact prints is made for the middle of a sentence, so it gets a capital here.
        """
        text = printed(words[self.language], self.fact)
        if words[self.language].startswith("{"):
            text = text[:1].upper() + text[1:]
        return _BOUND.sub(lambda found: f"{found[1] or ''}\u00a0", text)

    def card(self, part: Part, width: float, number: int = 0) -> Card:
        """Wrap a part to the inside of a box of a width."""
        room = width - 2 * PADDING
        head = self.say(part.head)
        return Card(
            metrics.wrap(f"{number}. {head}" if number else head, room, bold=True),
            metrics.wrap(self.say(part.text), room) if part.text else (),
            part.tone,
        )

    def put(self, card: Card, x: float, y: float, width: float, height: float = 0) -> None:
        """Draw a box with a card in it."""
        self.box(x, y, width, height or card.height, card.tone)
        self.lines(x + PADDING, y + ASCENT, card.head, card.text, white=card.tone == "main")

    def box(self, x: float, y: float, width: float, height: float, tone: Tone) -> None:
        """Draw a rectangle."""
        self.shapes.append(
            f'<rect{_class(TONES[tone])} x="{_n(x)}" y="{_n(y)}" width="{_n(width)}"'
            f' height="{_n(height)}"/>'
        )

    def dot(self, x: float, y: float, radius: float, tone: Tone = "main") -> None:
        """Draw a circle."""
        self.shapes.append(
            f'<circle{_class(TONES[tone])} cx="{_n(x)}" cy="{_n(y)}" r="{_n(radius)}"/>'
        )

    def shape(self, points: Sequence[tuple[float, float]], tone: Tone) -> None:
        """Draw a polygon."""
        path = "L".join(f"{_n(x)} {_n(y)}" for x, y in points)
        self.shapes.append(f'<path{_class(TONES[tone])} d="M{path}Z"/>')

    def badge(self, x: float, y: float, number: int, below: Tone = "plain") -> None:
        """Draw a number in a disc that stands out from the tone below it."""
        light = below == "main"
        self.dot(x, y, 13, "plain" if light else "main")
        self.text(x, y + 5, str(number), "k c" if light else "k c w")

    def bar(self, x: float, y: float, width: float, height: float, tone: Tone) -> None:
        """Draw a length to compare: a box without round corners."""
        self.shapes.append(
            f'<path{_class(TONES[tone])} d="M{_n(x)} {_n(y)}h{_n(width)}v{_n(height)}H{_n(x)}z"/>'
        )

    def mark(self, x: float, y: float, height: float) -> None:
        """Draw a piece of a line that crosses bars."""
        self.shapes.append(f'<path class="o" d="M{_n(x)} {_n(y)}v{_n(height)}"/>')

    def text(self, x: float, y: float, text: str, classes: str = "") -> None:
        """Write one line; c centres it at x, e ends it there, k is bold, q quiet, w white."""
        self.shapes.append(f'<text{_class(classes)} x="{_n(x)}" y="{_n(y)}">{escape(text)}</text>')

    def lines(
        self,
        x: float,
        y: float,
        head: Sequence[str],
        text: Sequence[str] = (),
        *,
        white: bool = False,
        classes: str = "",
    ) -> None:
        """Write lines in bold, then lines of plain text below them; y is the first baseline."""
        tspans = []
        for at, line in enumerate((*head, *text)):
            place = f' x="{_n(x)}" dy="{LEADING}"' if at else ""
            bold = ' class="k"' if at < len(head) else ""
            tspans.append(f"<tspan{bold}{place}>{escape(line)}</tspan>")
        names = " ".join(name for name in (classes, "w" if white else "") if name)
        self.shapes.append(f'<text{_class(names)} x="{_n(x)}" y="{_n(y)}">{"".join(tspans)}</text>')

    def line(self, *points: tuple[float, float]) -> None:
        """Draw a line through points."""
        self.strokes.append("M" + "L".join(f"{_n(x)} {_n(y)}" for x, y in points))

    def arrow(self, *points: tuple[float, float], both: bool = False) -> None:
        """Draw a line through points, with a tip at its end, or at both ends."""
        self.line(*points)
        self._tip(points[-2], points[-1])
        if both:
            self._tip(points[1], points[0])

    def _tip(self, before: tuple[float, float], end: tuple[float, float]) -> None:
        x, y = end
        if before[0] == x:
            back = -9 if y > before[1] else 9
            self.tips.append(f"M{_n(x)} {_n(y)}l-5 {back}h10z")
        else:
            back = -9 if x > before[0] else 9
            self.tips.append(f"M{_n(x)} {_n(y)}l{back} -5v10z")

    def svg(self) -> str:
        """Return everything drawn; lines lie below boxes."""
        parts = []
        if self.strokes:
            parts.append(f'<path class="l" d="{"".join(self.strokes)}"/>')
        if self.tips:
            parts.append(f'<path class="t" d="{"".join(self.tips)}"/>')
        return "".join([*parts, *self.shapes])


def escape(text: str) -> str:
    """Return a text that is safe inside an element or a quoted attribute of XML and HTML."""
    return html.escape(_CONTROL.sub("", text))


def _class(names: str) -> str:
    return f' class="{names}"' if names else ""


def _n(number: float) -> str:
    return f"{number:.1f}".removesuffix(".0")
