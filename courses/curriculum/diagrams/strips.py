"""Wholes and their parts, such as the minutes of an hour."""

from courses.curriculum.diagrams import metrics
from courses.curriculum.diagrams.amounts import amount
from courses.curriculum.diagrams.pen import LEADING, LEFT, RIGHT, Pen
from courses.curriculum.diagrams.schema import Portion, Segments, Strip, Tone

_THICK = 32
_TONES: tuple[Tone, ...] = ("main", "soft", "warn", "plain")


def draw_segments(segments: Segments, pen: Pen) -> float:
    """Draw each whole as a strip, to one scale, with its numbered parts listed below it."""
    longest = max(sum(part.value for part in strip.portions) for strip in segments.strips)
    scale = (RIGHT - LEFT) / float(longest)
    y = 1.0
    for strip in segments.strips:
        y = _strip(strip, segments, pen, y, scale) + 16
    return y - 16


def _strip(strip: Strip, segments: Segments, pen: Pen, y: float, scale: float) -> float:
    head = metrics.wrap(pen.say(strip.head), RIGHT - LEFT, bold=True)
    pen.lines(LEFT, y + 14, head)
    y += LEADING * len(head) + 4
    x = float(LEFT)
    tones = [_tone(part, at) for at, part in enumerate(strip.portions)]
    for number, part in enumerate(strip.portions, 1):
        wide, tone = float(part.value) * scale, tones[number - 1]
        pen.bar(x, y, wide, _THICK, tone)
        if wide >= 16:
            pen.text(x + wide / 2, y + 21, str(number), "k c w" if tone == "main" else "k c")
        x += wide
    y += _THICK + 12
    for number, part in enumerate(strip.portions, 1):
        shown = amount(part.value, segments.unit, pen.language)
        y = _entry(part, number, tones[number - 1], shown, pen, y)
    return y


def _tone(part: Portion, at: int) -> Tone:
    return _TONES[at % len(_TONES)] if part.tone == "plain" else part.tone


def _entry(part: Portion, number: int, tone: Tone, shown: str, pen: Pen, y: float) -> float:
    x = LEFT + 34
    room = RIGHT - x - metrics.width(shown, bold=True) - 10
    head = metrics.wrap(pen.say(part.head), room, bold=True)
    text = metrics.wrap(pen.say(part.text), RIGHT - x) if part.text else ()
    pen.bar(LEFT, y, 24, 22, tone)
    pen.text(LEFT + 12, y + 16, str(number), "k c w" if tone == "main" else "k c")
    pen.lines(x, y + 16, head, text)
    pen.text(RIGHT, y + 16, shown, "k e")
    return y + LEADING * (len(head) + len(text)) + 10
