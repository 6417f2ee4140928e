"""Amounts to compare, side by side or each from where the last one ended."""

from collections.abc import Iterator
from decimal import Decimal

from courses.curriculum.diagrams import metrics
from courses.curriculum.diagrams.amounts import amount, first_number
from courses.curriculum.diagrams.pen import LEADING, LEFT, RIGHT, Pen
from courses.curriculum.diagrams.schema import Bar, Bars, Threshold

_THICK = 18


def draw_bars(bars: Bars, pen: Pen) -> float:
    """Draw a line of words over each bar; a threshold crosses the bars, never the words."""
    spans = list(_spans(bars))
    threshold = bars.threshold
    limit = _limit(threshold, pen) if threshold else Decimal(0)
    low = min(Decimal(0), *(start for start, _ in spans), *(end for _, end in spans))
    high = max(limit, *(start for start, _ in spans), *(end for _, end in spans))
    scale = (RIGHT - LEFT) / float(high - low)

    def place(value: Decimal) -> float:
        return LEFT + float(value - low) * scale

    y = 1.0
    for bar, (start, end) in zip(bars.bars, spans, strict=True):
        shown = end if bar.value is None else bar.value
        y = _words(bar, amount(shown, bars.unit, pen.language), pen, y)
        left, right = sorted((place(start), place(end)))
        wide = max(3, right - left)
        pen.bar(min(left, RIGHT - wide), y, wide, _THICK, bar.tone)
        if threshold:
            pen.mark(place(limit), y - 4, _THICK + 8)
        y += _THICK + 14
    if threshold:
        y = _legend(pen.say(threshold.head), place(limit), pen, y - 6)
    return y - 10


def _spans(bars: Bars) -> Iterator[tuple[Decimal, Decimal]]:
    """Yield from which amount to which each bar reaches."""
    reached = Decimal(0)
    for bar in bars.bars:
        if bar.value is None or not bars.running:
            yield Decimal(0), reached if bar.value is None else bar.value
        else:
            yield reached, reached + bar.value
            reached += bar.value


def _limit(threshold: Threshold, pen: Pen) -> Decimal:
    if threshold.value is not None:
        return threshold.value
    return first_number(pen.say(threshold.fact), pen.language) if threshold.fact else Decimal(0)


def _words(bar: Bar, value: str, pen: Pen, y: float) -> float:
    room = RIGHT - LEFT - metrics.width(value, bold=True) - 12
    head = metrics.wrap(pen.say(bar.head), room, bold=True)
    text = metrics.wrap(pen.say(bar.text), RIGHT - LEFT) if bar.text else ()
    rows = len(head) + len(text)
    pen.lines(LEFT, y + 14, head, text)
    pen.text(RIGHT, y + 14 + LEADING * (len(head) - 1), value, "k e")
    return y + LEADING * rows + 3


def _legend(text: str, x: float, pen: Pen, y: float) -> float:
    lines = metrics.wrap(text, RIGHT - LEFT, bold=True)
    widest = max(metrics.width(line, bold=True) for line in lines)
    classes = "o e" if x + widest > RIGHT else "o"
    at = max(min(x, RIGHT), LEFT + widest) if classes == "o e" else x
    pen.lines(at, y + 16, lines, classes=classes)
    return y + 16 + LEADING * len(lines)
