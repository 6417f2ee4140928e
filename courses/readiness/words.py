"""Sentences of the readiness pages: moments, states, what to do with a module."""

from collections.abc import Callable
from decimal import Decimal

import flask_babel

from courses.curriculum.readiness import How, Item, Readiness
from courses.curriculum.schema import Language
from courses.readiness.moments import Place, State
from courses.readiness.queries import Standing
from courses.readiness.scoring import NOT_APPLICABLE, UNKNOWN, Answer, rounded
from courses.words import Task
from lms.learning.models import ReadinessAssessment, ReadinessMoment

_: Callable[..., str] = flask_babel.gettext
ngettext: Callable[..., str] = flask_babel.ngettext


def moment_name(moment: ReadinessMoment) -> str:
    """What a moment is called."""
    return {
        ReadinessMoment.BASELINE: _("Baseline"),
        ReadinessMoment.ENDLINE: _("Endline"),
        ReadinessMoment.MONTH_6: _("6 months later"),
        ReadinessMoment.MONTH_12: _("12 months later"),
    }[moment]


def moment_hint(place: Place, row: ReadinessAssessment | None) -> str:
    """When a moment is open, or was finished, in a sentence."""
    if row is not None and row.finished_at is not None:
        return _("Finished on %(date)s.", date=flask_babel.format_date(row.finished_at, "long"))
    if place.opens is not None:
        day = flask_babel.format_date(place.opens, "long")
        if place.state is State.LATER:
            return _("Opens on %(date)s.", date=day)
        return _("Open since %(date)s.", date=day)
    return {
        ReadinessMoment.BASELINE: _("Open from the start: answer it before the first module."),
        ReadinessMoment.ENDLINE: _(
            "Opens once the baseline is finished and someone of the firm has completed every "
            "module of the cohort but one, or the cohort has ended."
        ),
        ReadinessMoment.MONTH_6: _("Opens six months after the endline, for six months."),
        ReadinessMoment.MONTH_12: _("Opens twelve months after the endline."),
    }[place.moment]


def state_words(place: Place, standing: Standing, readiness: Readiness) -> tuple[str, str]:
    """The state of a moment as words and the kind of its tag."""
    row = standing.found.get(place.moment)
    if place.state is State.FINISHED and row is not None:
        return result_words(row), "done"
    if place.state is State.DRAFT and row is not None:
        return answered_words(len(row.answers), len(readiness.items)), "todo"
    return {
        State.OPEN: (_("To do"), "todo"),
        State.OVER: (_("Not answered in time"), "locked"),
    }.get(place.state, (_("Not open yet"), "locked"))


def result_words(row: ReadinessAssessment) -> str:
    """A finished assessment in a few words: its points and its band."""
    bands = {band["id"]: band["title"] for band in row.instrument.bands}
    name = bands[row.band][flask_babel.get_locale().language]
    return f"{number(rounded(row.total or 0))} · {name}"


def answered_words(done: int, total: int) -> str:
    """How many items have an answer."""
    return _("%(done)s of %(total)s answered", done=done, total=total)


def number(value: Decimal) -> str:
    """A number with one decimal, as people write it in the language of the request."""
    return str(flask_babel.format_decimal(value, "0.0"))


def percent(share: int) -> str:
    """A whole percentage, as people write it in the language of the request."""
    return str(flask_babel.format_percent(share / 100))


def gained(points: Decimal) -> str:
    """Points gained or lost, with their sign."""
    return str(flask_babel.format_decimal(points, "+0.0;−0.0")) if points else "0"


def answer_words(readiness: Readiness, answer: Answer, language: Language) -> str:
    """An answer as the scale words it."""
    if answer == UNKNOWN:
        return readiness.unknown[language]
    if answer == NOT_APPLICABLE:
        return readiness.not_applicable[language]
    return {step.points: step.text for step in readiness.scale}[answer][language]


def how_words(how: How) -> str:
    """How much of a module a plan asks for."""
    return {
        "required": _("Whole module"),
        "challenge": _("Quiz first"),
        "challenge-assignment": _("Quiz and assignment first"),
        "assignment": _("Assignment first"),
    }[how]


def numbers_of(readiness: Readiness) -> dict[str, str]:
    """The number of each item, such as 3.2 for the second one of the third dimension."""
    return {
        item.id: f"{at}.{item_at}"
        for at, dimension in enumerate(readiness.dimensions, 1)
        for item_at, item in enumerate(dimension.items, 1)
    }


def choices_of(readiness: Readiness, item: Item, language: Language) -> list[dict[str, str]]:
    """What an item offers to choose from, as the choices macro reads it."""
    offered = [{"id": str(step.points), "text": step.text[language]} for step in readiness.scale]
    offered.append({"id": UNKNOWN, "text": readiness.unknown[language]})
    if item.optional:
        offered.append({"id": NOT_APPLICABLE, "text": readiness.not_applicable[language]})
    return offered


def moment_task(place: Place, standing: Standing, readiness: Readiness, url: str) -> Task:
    """A moment as a row of a task list; without an address while it is not open."""
    reachable = place.writable or place.state is State.FINISHED
    return Task(
        moment_name(place.moment),
        url if reachable else "",
        moment_hint(place, standing.found.get(place.moment)),
        *state_words(place, standing, readiness),
    )
