"""Measure text in the certificate's own fonts, so that nothing is clipped and no box is empty."""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import Literal

from fontTools.ttLib import TTFont  # type: ignore[import-untyped]

from lms.exports import FONTS as FONTS
from lms.exports import PangoMissing as PangoMissing

Face = Literal["Alegreya-Medium", "AlegreyaSans-Regular", "AlegreyaSans-Bold"]
FACES: tuple[Face, ...] = ("Alegreya-Medium", "AlegreyaSans-Regular", "AlegreyaSans-Bold")
POINTS_PER_MM = 72 / 25.4
# Widths are measured without kerning and with the default figures; both move a line by less.
SAFETY = 1.03


class UnprintableText(ValueError):
    """A text holds characters that the certificate's fonts cannot print."""

    def __init__(self, text: str, characters: tuple[str, ...]) -> None:
        self.text = text
        self.characters = characters
        named = ", ".join(f"{c!r} (U+{ord(c):04X})" for c in characters)
        super().__init__(f"A certificate cannot print {named} in {text!r}")


class UnprintableName(UnprintableText):
    """The name of a person holds characters that the certificate's fonts cannot print."""


class TextTooLong(ValueError):
    """A text does not fit its place on the certificate even at the smallest size."""


@dataclass(frozen=True, slots=True)
class Fitted:
    """A text broken into lines at a size in points."""

    size: float
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Place:
    """Where a text goes: face, width in mm, and sizes in points with the lines each allows."""

    face: Face
    width: float
    steps: tuple[tuple[float, int], ...]


def clean(text: str, refusal: type[UnprintableText] = UnprintableText) -> str:
    """Compose accents (NFC) and fold white space; raises `refusal` when a glyph is missing."""
    composed = " ".join(unicodedata.normalize("NFC", text).split())
    if missing := unprintable(composed):
        raise refusal(composed, missing)
    return composed


def unprintable(text: str) -> tuple[str, ...]:
    """List the characters that cannot be seen in print, each once, in order of appearance.

    These are characters that some face lacks, and invisible ones (controls, marks of direction,
    joiners), with which two names could look alike and differ.
    """
    return tuple(c for c in dict.fromkeys(text) if not _can_be_seen(c))


def _can_be_seen(character: str) -> bool:
    invisible = unicodedata.category(character).startswith("C")
    return not invisible and all(ord(character) in _advances(face) for face in FACES)


def fit(text: str, place: Place) -> Fitted:
    """Choose the largest size at which the text fits; raises TextTooLong."""
    for size, allowed in place.steps:
        lines = wrap(text, place.face, size, place.width)
        if len(lines) <= allowed:
            return Fitted(size, balance(lines, place.face))
    raise TextTooLong(f"This text is too long for a certificate: {text!r}")


def fit_all(texts: Iterable[str], place: Place) -> float:
    """Choose the largest size at which all texts together take no more than the lines allowed."""
    texts = tuple(texts)
    for size, allowed in place.steps:
        if sum(len(wrap(t, place.face, size, place.width)) for t in texts) <= allowed:
            return size
    raise TextTooLong(f"These texts are too long for a certificate: {texts!r}")


def wrap(text: str, face: Face, size: float, width: float) -> tuple[str, ...]:
    """Break a text into lines of at most `width` mm, between words where words fit."""
    lines: list[str] = []
    line = ""
    for word in text.split():
        longer = f"{line} {word}".lstrip()
        if measure(longer, face, size) <= width:
            line = longer
            continue
        lines += [line] if line else []
        *full, line = _chop(word, face, size, width)
        lines += full
    return (*lines, line)


def balance(lines: tuple[str, ...], face: Face) -> tuple[str, ...]:
    """Move the break of a two-line text so that both lines are about as long."""
    words = " ".join(lines).split()
    if len(lines) != 2 or len(words) < 3:
        return lines
    breaks = ((" ".join(words[:i]), " ".join(words[i:])) for i in range(1, len(words)))
    return min((lines, *breaks), key=lambda pair: max(measure(half, face, 1) for half in pair))


def measure(text: str, face: Face, size: float) -> float:
    """Tell the width of a line in mm, a little too wide rather than too narrow."""
    advances = _advances(face)
    units = sum(advances[ord(c)] for c in text)
    return units * size * SAFETY / POINTS_PER_MM


def _chop(word: str, face: Face, size: float, width: float) -> list[str]:
    cuts = [0]
    for end in range(1, len(word) + 1):
        if measure(word[cuts[-1] : end], face, size) > width:
            cuts.append(end - 1)
    return [word[a:b] for a, b in pairwise([*cuts, len(word)])]


@cache
def _advances(face: Face) -> dict[int, float]:
    """Advance widths in em by code point."""
    with TTFont(FONTS / f"{face}.ttf", lazy=True) as font:
        metrics, em = font["hmtx"].metrics, font["head"].unitsPerEm
        return {point: metrics[glyph][0] / em for point, glyph in font.getBestCmap().items()}
