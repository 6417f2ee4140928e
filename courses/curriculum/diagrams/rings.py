"""Things around a centre: hubs and cycles."""

from courses.curriculum.diagrams import metrics
from courses.curriculum.diagrams.flow import draw_flow
from courses.curriculum.diagrams.pen import LEADING, LEFT, RIGHT, Card, Pen
from courses.curriculum.diagrams.schema import Back, Cycle, Flow, FlowStep, Hub, Part
from courses.curriculum.diagrams.sides import fits_card

_MIDDLE = (LEFT + RIGHT) / 2
_TRUNK = 24
_SPOKE = (RIGHT - LEFT - _TRUNK) / 2
_ACROSS = 26
_STEP = (RIGHT - LEFT - _ACROSS) / 2
_DOWN = 36
_CENTRE = _STEP - 20


def draw_hub(hub: Hub, pen: Pen) -> float:
    """Draw the spokes around the centre, or below it where two in a row would not fit."""
    two = all(fits_card(spoke, pen, _SPOKE) for spoke in hub.spokes)
    centre = pen.card(hub.centre, RIGHT - LEFT)
    if not two:
        pen.put(centre, LEFT, 1, RIGHT - LEFT)
        return _comb(hub.spokes, pen, centre.height + 1)
    cards = [pen.card(spoke, _SPOKE) for spoke in hub.spokes]
    rows = [cards[at : at + 2] for at in range(0, len(cards), 2)]
    above = len(rows) // 2
    y, ends = 1.0, []
    for at, row in enumerate(rows):
        if at == above:
            pen.put(centre, LEFT, y, RIGHT - LEFT)
            y += centre.height + 10
        ends.append(_spokes(row, pen, y))
        y += max(card.height for card in row) + 10
    pen.line((_MIDDLE, ends[0]), (_MIDDLE, ends[-1]))
    return y - 9


def _spokes(row: list[Card], pen: Pen, y: float) -> float:
    """Draw one or two spokes; return where they meet the trunk."""
    if len(row) == 1:
        pen.put(row[0], _MIDDLE - _SPOKE / 2, y, _SPOKE)
        return y
    height = max(card.height for card in row)
    pen.put(row[0], LEFT, y, _SPOKE, height)
    pen.put(row[1], RIGHT - _SPOKE, y, _SPOKE, height)
    pen.line((LEFT + _SPOKE, y + height / 2), (RIGHT - _SPOKE, y + height / 2))
    return y + height / 2


def _comb(spokes: tuple[Part, ...], pen: Pen, y: float) -> float:
    start, middle, x = y, y, LEFT + 34
    for spoke in spokes:
        card = pen.card(spoke, RIGHT - x)
        y += 10
        middle = y + card.height / 2
        pen.put(card, x, y, RIGHT - x)
        pen.line((LEFT + 14, middle), (x, middle))
        y += card.height
    pen.line((LEFT + 14, start), (LEFT + 14, middle))
    return y + 1


def draw_cycle(cycle: Cycle, pen: Pen) -> float:
    """Draw the steps clockwise in two columns, or downwards where they would not fit."""
    centre = pen.say(cycle.centre) if cycle.centre else ""
    fit = all(fits_card(step, pen, _STEP) for step in cycle.steps)
    if not fit or not metrics.fits(centre, _CENTRE, bold=True):
        return draw_flow(_turned(cycle), pen)
    cards = [pen.card(step, _STEP, number) for number, step in enumerate(cycle.steps, 1)]
    return _ring(cycle, cards, pen)


def _ring(cycle: Cycle, cards: list[Card], pen: Pen) -> float:
    """Draw the second half of the steps on the right, downwards, and the others back up."""
    count = len(cards)
    rows = count // 2
    centre = metrics.wrap(pen.say(cycle.centre), _CENTRE, bold=True) if cycle.centre else ()
    gap = max(_DOWN, LEADING * len(centre) + 18)
    y, left, right = 1.0, LEFT + _STEP / 2, RIGHT - _STEP / 2
    for row in range(rows):
        end = _pair(cards[-row % count], cards[row + 1], pen, y, row, last=2 * row + 2 == count)
        if row == 0:
            start = end + (gap - LEADING * len(centre)) / 2 + 14
            for at, line in enumerate(centre):
                pen.text(_MIDDLE, start + at * LEADING, line, "c o")
        if 2 * row + 2 == count:
            return end + 1
        y = end + gap
        pen.arrow((right, end), (right, y - 1))
        pen.arrow((left, y), (left, end + 1))
    last = pen.card(cycle.steps[rows + 1], RIGHT - LEFT, rows + 2)
    pen.put(last, LEFT, y, RIGHT - LEFT)
    return y + last.height + 1


def _pair(left: Card, right: Card, pen: Pen, y: float, row: int, *, last: bool) -> float:
    height = max(left.height, right.height)
    pen.put(left, LEFT, y, _STEP, height)
    pen.put(right, RIGHT - _STEP, y, _STEP, height)
    if row == 0:
        pen.arrow((LEFT + _STEP, y + height / 2), (RIGHT - _STEP - 1, y + height / 2))
    elif last:
        pen.arrow((RIGHT - _STEP, y + height / 2), (LEFT + _STEP + 1, y + height / 2))
    return y + height


def _turned(cycle: Cycle) -> Flow:
    steps = tuple(FlowStep(head=s.head, text=s.text, tone=s.tone) for s in cycle.steps)
    back = Back(start=len(steps), end=1, head=cycle.centre)
    return Flow(
        id=cycle.id, title=cycle.title, alt=cycle.alt, steps=steps, back=back, numbered=True
    )
