"""Events in order of time, downwards."""

from itertools import pairwise

from courses.curriculum.diagrams import metrics
from courses.curriculum.diagrams.pen import ASCENT, BELOW, LEADING, PADDING, RIGHT, Pen
from courses.curriculum.diagrams.schema import Event, Timeline

_SPINE = 12
_TEXT = 32


def draw_timeline(timeline: Timeline, pen: Pen) -> float:
    """Draw the events beside a line; a gate stands in a box, with a diamond on the line."""
    y, marks = 1.0, []
    for event in timeline.events:
        mark, y = _event(event, pen, y)
        marks.append(mark)
    for (before, _), (after, gate) in pairwise(marks):
        pen.line((_SPINE, before + 8), (_SPINE, after - (11 if gate else 8)))
    return y - 12


def _event(event: Event, pen: Pen, y: float) -> tuple[tuple[float, bool], float]:
    inset = PADDING if event.gate else 0
    room = RIGHT - _TEXT - 2 * inset
    when = metrics.wrap(pen.say(event.when), room, bold=True)
    head = metrics.wrap(pen.say(event.head), room, bold=True)
    text = metrics.wrap(pen.say(event.text), room) if event.text else ()
    rows = len(when) + len(head) + len(text)
    height = ASCENT + LEADING * (rows - 1) + BELOW if event.gate else LEADING * rows + 4
    baseline = y + (ASCENT if event.gate else 16)
    middle = baseline - 5
    if event.gate:
        pen.box(_TEXT, y, RIGHT - _TEXT, height, "warn")
        pen.shape(
            ((_SPINE, middle - 10), (_SPINE + 10, middle), (_SPINE, middle + 10), (2, middle)),
            "warn",
        )
    else:
        pen.dot(_SPINE, middle, 7, "main" if event.tone == "plain" else event.tone)
    pen.lines(_TEXT + inset, baseline, when, classes="o")
    pen.lines(_TEXT + inset, baseline + LEADING * len(when), head, text)
    return (middle, event.gate), y + height + 14
