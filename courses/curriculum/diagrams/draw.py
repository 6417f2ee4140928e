"""A diagram in, one `<svg>` out."""

from typing import assert_never

from courses.curriculum.diagrams import schema
from courses.curriculum.diagrams.bars import draw_bars
from courses.curriculum.diagrams.crossing import draw_crossing
from courses.curriculum.diagrams.decision import draw_decision
from courses.curriculum.diagrams.flow import draw_flow
from courses.curriculum.diagrams.hours import draw_hours, tell_hours
from courses.curriculum.diagrams.pen import WIDTH, Pen, escape
from courses.curriculum.diagrams.rings import draw_cycle, draw_hub
from courses.curriculum.diagrams.schema import Diagram
from courses.curriculum.diagrams.sides import draw_panels, draw_scale, draw_sheet
from courses.curriculum.diagrams.stacks import draw_funnel, draw_layers, draw_stairs
from courses.curriculum.diagrams.strips import draw_segments
from courses.curriculum.diagrams.timeline import draw_timeline
from courses.curriculum.diagrams.tree import draw_tree
from courses.curriculum.diagrams.words import Printer, printed
from courses.curriculum.values import Language


def draw(diagram: Diagram, language: Language, fact: Printer) -> str:
    """Return the drawing as an `<svg>` of its own, with title and text alternative.

    `fact` gets a reference such as “F-TCA-6” or “F-TCA-6.period” and returns plain text in the
    language; what it raises passes through. Every text is escaped.
    """
    pen = Pen(language, fact)
    height = _draw(diagram, pen)
    title, described = f"dg-{diagram.id}-t", f"dg-{diagram.id}-d"
    return (
        f'<svg class="dg" viewBox="0 0 {WIDTH} {height:.0f}" role="img"'
        f' aria-labelledby="{title} {described}">'
        f'<title id="{title}">{escape(diagram.title[language])}</title>'
        f'<desc id="{described}">{escape(describe(diagram, language, fact))}</desc>'
        f"{pen.svg()}</svg>"
    )


def describe(diagram: Diagram, language: Language, fact: Printer) -> str:
    """Return the text alternative in full sentences, as plain text."""
    text = printed(diagram.alt[language], fact)
    if isinstance(diagram, schema.Hours):
        return f"{text} {tell_hours(diagram, language)}"
    return text


def _draw(diagram: Diagram, pen: Pen) -> float:  # noqa: C901 - one line for each kind
    """Draw a diagram and return how high it is."""
    match diagram:
        case schema.Flow():
            return draw_flow(diagram, pen)
        case schema.Decision():
            return draw_decision(diagram, pen)
        case schema.Stairs():
            return draw_stairs(diagram, pen)
        case schema.Timeline():
            return draw_timeline(diagram, pen)
        case schema.Bars():
            return draw_bars(diagram, pen)
        case schema.Funnel():
            return draw_funnel(diagram, pen)
        case schema.Segments():
            return draw_segments(diagram, pen)
        case schema.Layers():
            return draw_layers(diagram, pen)
        case schema.Panels():
            return draw_panels(diagram, pen)
        case schema.Hub():
            return draw_hub(diagram, pen)
        case schema.Cycle():
            return draw_cycle(diagram, pen)
        case schema.Tree():
            return draw_tree(diagram, pen)
        case schema.Hours():
            return draw_hours(diagram, pen)
        case schema.Crossing():
            return draw_crossing(diagram, pen)
        case schema.Scale():
            return draw_scale(diagram, pen)
        case schema.Sheet():
            return draw_sheet(diagram, pen)
        case _:
            assert_never(diagram)
