"""Two sides and what passes between them, in order."""

from courses.curriculum.diagrams import metrics
from courses.curriculum.diagrams.pen import LEADING, LEFT, RIGHT, Pen
from courses.curriculum.diagrams.schema import Arrow, Crossing, Part

_SIDE = 116
_LINES = (LEFT + 18, RIGHT - 18)
_BOX = 256


def draw_crossing(crossing: Crossing, pen: Pen) -> float:
    """Draw both sides as lines under their names, arrows between them, boxes on one of them."""
    y, tops = _sides(crossing, pen)
    for number, arrow in enumerate(crossing.arrows, 1):
        shown = number if crossing.numbered else 0
        if arrow.goes in ("at-left", "at-right"):
            y, tops = _stay(arrow, shown, pen, y, tops)
        else:
            y = _pass(arrow, shown, pen, y)
    for x, top in zip(_LINES, tops, strict=True):
        pen.line((x, top), (x, y + 4))
    return y + 6


def _sides(crossing: Crossing, pen: Pen) -> tuple[float, tuple[float, float]]:
    room = _SIDE - 16
    names = [
        metrics.wrap(pen.say(side), room, bold=True) for side in (crossing.left, crossing.right)
    ]
    height = LEADING * (max(len(name) for name in names) - 1) + 35
    for name, x in zip(names, (LEFT, RIGHT - _SIDE), strict=True):
        pen.box(x, 1, _SIDE, height, "main")
        start = 1 + (height - LEADING * len(name)) / 2 + 14
        for at, line in enumerate(name):
            pen.text(x + _SIDE / 2, start + at * LEADING, line, "k c w")
    return height + 1.0, (height + 1.0, height + 1.0)


def _pass(arrow: Arrow, number: int, pen: Pen, y: float) -> float:
    left, right = _LINES[0], _LINES[1]
    room = right - left - 16
    head = pen.say(arrow.head)
    lines = metrics.wrap(f"{number}. {head}" if number else head, room, bold=True)
    text = metrics.wrap(pen.say(arrow.text), room) if arrow.text else ()
    y += 10
    for at, line in enumerate(lines):
        pen.text((left + right) / 2, y + 14 + at * LEADING, line, "k c")
    y += LEADING * len(lines) + 9
    ends = ((left + 1, y), (right - 1, y))
    if arrow.goes == "left":
        ends = (ends[1], ends[0])
    pen.arrow(*ends, both=arrow.goes == "both")
    for at, line in enumerate(text):
        pen.text((left + right) / 2, y + 20 + at * LEADING, line, "c")
    return y + LEADING * len(text) + 10


def _stay(
    arrow: Arrow, number: int, pen: Pen, y: float, tops: tuple[float, float]
) -> tuple[float, tuple[float, float]]:
    card = pen.card(Part(head=arrow.head, text=arrow.text, tone="soft"), _BOX, number)
    y += 12
    at_left = arrow.goes == "at-left"
    x = LEFT if at_left else RIGHT - _BOX
    side = 0 if at_left else 1
    pen.line((_LINES[side], tops[side]), (_LINES[side], y))
    pen.put(card, x, y, _BOX)
    y += card.height
    return y, (y, tops[1]) if at_left else (tops[0], y)
