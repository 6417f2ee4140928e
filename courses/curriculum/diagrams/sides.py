"""Things beside each other: panels, points on a scale, the parts of a page."""

from collections.abc import Iterator, Sequence

from courses.curriculum.diagrams import metrics
from courses.curriculum.diagrams.pen import LEADING, LEFT, PADDING, RIGHT, Card, Pen
from courses.curriculum.diagrams.schema import Block, Panels, Part, Point, Scale, Sheet

_GAP = 8
_HALF = (RIGHT - LEFT - _GAP) / 2


def draw_panels(panels: Panels, pen: Pen) -> float:
    """Draw two panels in a row, or one where a word would not fit; then what they make."""
    two = all(fits_card(part, pen, _HALF) for part in panels.panels)
    width = _HALF if two else float(RIGHT - LEFT)
    cards = [
        pen.card(part, width, number if panels.numbered else 0)
        for number, part in enumerate(panels.panels, 1)
    ]
    y = 1.0
    size = 2 if two else 1
    for at in range(0, len(cards), size):
        y = put_row(pen, cards[at : at + size], LEFT, y, RIGHT - LEFT) + _GAP
    if panels.result:
        middle = (LEFT + RIGHT) / 2
        pen.arrow((middle, y - _GAP), (middle, y + 19))
        y += 20
        card = pen.card(panels.result, RIGHT - LEFT)
        pen.put(card, LEFT, y, RIGHT - LEFT)
        y += card.height + _GAP
    return y - _GAP + 1


def put_row(pen: Pen, cards: Sequence[Card], x: float, y: float, width: float) -> float:
    """Draw cards side by side at equal height; return where the row ends."""
    height = max(card.height for card in cards)
    each = (width - _GAP * (len(cards) - 1)) / len(cards)
    for at, card in enumerate(cards):
        pen.put(card, x + at * (each + _GAP), y, each, height)
    return y + height


def fits_card(part: Part, pen: Pen, width: float) -> bool:
    """Say whether no word of a part needs to be cut in a box of a width."""
    room = width - 2 * PADDING
    text = pen.say(part.text) if part.text else ""
    return metrics.fits(pen.say(part.head), room, bold=True) and metrics.fits(text, room)


def draw_scale(scale: Scale, pen: Pen) -> float:
    """Draw each thing as a point on a line between the poles."""
    half = (RIGHT - LEFT) / 2 - 8
    left = metrics.wrap(pen.say(scale.left), half, bold=True)
    right = metrics.wrap(pen.say(scale.right), half, bold=True)
    pen.lines(LEFT, 15, left, classes="o")
    for at, line in enumerate(right):
        pen.text(RIGHT, 15 + at * LEADING, line, "k o e")
    y = LEADING * max(len(left), len(right)) + 14.0
    for point in scale.points:
        y = _point(point, pen, y) + 16
    return y - 14


def _point(point: Point, pen: Pen, y: float) -> float:
    head = metrics.wrap(pen.say(point.head), RIGHT - LEFT, bold=True)
    text = metrics.wrap(pen.say(point.text), RIGHT - LEFT) if point.text else ()
    pen.lines(LEFT, y + 14, head, text)
    y += LEADING * (len(head) + len(text)) + 10
    pen.line((LEFT + 1, y), (RIGHT - 1, y))
    pen.line((LEFT + 1, y - 5), (LEFT + 1, y + 5))
    pen.line((RIGHT - 1, y - 5), (RIGHT - 1, y + 5))
    pen.dot(LEFT + 9 + (RIGHT - LEFT - 18) * point.at / 100, y, 8)
    return y + 8


def draw_sheet(sheet: Sheet, pen: Pen) -> float:
    """Draw a page with its parts; halves stand side by side."""
    inner, start = RIGHT - LEFT - 20, len(pen.shapes)
    heading = pen.card(sheet.heading, inner)
    pen.put(heading, LEFT + 10, 11, inner)
    y = 11.0 + heading.height + _GAP
    for row in _rows(sheet.blocks):
        width = (inner - _GAP * (len(row) - 1)) / len(row)
        cards = [pen.card(block, width) for block in row]
        y = put_row(pen, cards, LEFT + 10, y, inner) + _GAP
    page = Pen(pen.language, pen.fact)
    page.box(LEFT, 1, RIGHT - LEFT, y + 1, "plain")
    pen.shapes[start:start] = page.shapes
    return y + 3


def _rows(blocks: Sequence[Block]) -> Iterator[tuple[Block, ...]]:
    waiting: Block | None = None
    for block in blocks:
        if waiting and block.half:
            yield waiting, block
            waiting = None
            continue
        if waiting:
            yield (waiting,)
        waiting = block if block.half else None
        if waiting is None:
            yield (block,)
    if waiting:
        yield (waiting,)
