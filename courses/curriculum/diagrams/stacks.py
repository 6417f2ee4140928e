"""Things above each other: stairs, layers and funnels."""

from courses.curriculum.diagrams import metrics
from courses.curriculum.diagrams.pen import ASCENT, BELOW, LEADING, LEFT, RIGHT, Pen
from courses.curriculum.diagrams.schema import Funnel, Layers, Level, Stairs

_SHIFT = 24
_AXIS = 12


def draw_stairs(stairs: Stairs, pen: Pen) -> float:
    """Draw numbered steps that climb to the right; the highest is the one to reach."""
    count = len(stairs.steps)
    shift = min(_SHIFT, 96 / (count - 1))
    y = 1.0
    for number in range(count, 0, -1):
        step = stairs.steps[number - 1]
        x = LEFT + shift * (number - 1)
        card = pen.card(step, RIGHT - x - 34)
        tone = "main" if number == count and card.tone == "plain" else card.tone
        pen.box(x, y, RIGHT - x, card.height, "soft" if tone == "plain" else tone)
        pen.badge(x + 24, y + card.height / 2, number, tone)
        pen.lines(x + 46, y + ASCENT, card.head, card.text, white=tone == "main")
        y += card.height + 5
    return y - 4


def draw_layers(layers: Layers, pen: Pen) -> float:
    """Draw boxes above each other; between the poles, an arrow leads downwards."""
    poles = layers.top is not None or layers.bottom is not None
    x = LEFT + 24 if poles else LEFT
    y = start = 1.0
    if layers.top:
        start = y = _pole(pen, pen.say(layers.top), y)
    for layer in layers.layers:
        card = pen.card(layer, RIGHT - x)
        pen.put(card, x, y, RIGHT - x)
        y += card.height + 6
    y -= 6
    if poles:
        pen.arrow((_AXIS, start), (_AXIS, y - 1))
    if layers.bottom:
        y = _pole(pen, pen.say(layers.bottom), y + 5)
        return y - 6
    return y + 1


def _pole(pen: Pen, text: str, y: float) -> float:
    lines = metrics.wrap(text, RIGHT - LEFT, bold=True)
    pen.lines(LEFT, y + 14, lines, classes="o")
    return y + 14 + LEADING * (len(lines) - 1) + 10


def draw_funnel(funnel: Funnel, pen: Pen) -> float:
    """Draw levels that narrow downwards, each with its number, and words on the right."""
    numbers = [pen.say(level.figure) for level in funnel.levels]
    least = max(metrics.width(number, bold=True) for number in numbers) + 16
    widest = max(120.0, least + 24)
    step = (widest - least) / len(numbers)
    centre = LEFT + widest / 2
    y = 1.0
    for at, level in enumerate(funnel.levels):
        top, bottom = widest - at * step, widest - (at + 1) * step
        height = _level(level, pen, y, LEFT + widest + 14)
        corners = (
            (centre - top / 2, y),
            (centre + top / 2, y),
            (centre + bottom / 2, y + height),
            (centre - bottom / 2, y + height),
        )
        pen.shape(corners, "main")
        pen.text(centre, y + height / 2 + 5, numbers[at], "k c w")
        y += height + 6
    return y - 5


def _level(level: Level, pen: Pen, y: float, x: float) -> float:
    room = RIGHT - x
    head = metrics.wrap(pen.say(level.head), room, bold=True)
    text = metrics.wrap(pen.say(level.text), room) if level.text else ()
    rows = len(head) + len(text)
    height = max(48, ASCENT + LEADING * (rows - 1) + BELOW)
    pen.lines(x, y + (height - LEADING * rows) / 2 + 15, head, text)
    return height
