"""When a firm answers: which of the four moments is open, done, still to come, or over.

The baseline is open from the start. The endline opens when the baseline is finished and the
programme is nearly over for the firm: one of its people has completed all modules of the newest
cohort but one, or that cohort has ended. The other two follow six and twelve months after the
endline, and the first of them closes when the second opens.
"""

from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from zoneinfo import ZoneInfo

from lms.db import utcnow
from lms.i18n import TIME_ZONE
from lms.learning.models import ReadinessAssessment, ReadinessMoment

MONTHS_AFTER = {ReadinessMoment.MONTH_6: 6, ReadinessMoment.MONTH_12: 12}
BOGOTA = ZoneInfo(TIME_ZONE)


class State(StrEnum):
    """Where a moment stands; a draft is open too."""

    LATER = "later"
    OPEN = "open"
    DRAFT = "draft"
    FINISHED = "finished"
    OVER = "over"


@dataclass(frozen=True, slots=True)
class Course:
    """The firm's newest cohort: modules completed by whoever has most, of all; whether it ended."""

    done: int
    modules: int
    ended: bool

    @property
    def nearly_over(self) -> bool:
        """Whether little of the programme is left for the firm."""
        return self.ended or 0 < self.done >= self.modules - 1


@dataclass(frozen=True, slots=True)
class Place:
    """One moment with its state; `opens` is a day in Colombia, where one is known."""

    moment: ReadinessMoment
    state: State
    opens: date | None = None

    @property
    def writable(self) -> bool:
        """Whether answers may be saved now."""
        return self.state in (State.OPEN, State.DRAFT)


Found = Mapping[ReadinessMoment, ReadinessAssessment]


def places(found: Found, course: Course | None, today: date) -> tuple[Place, ...]:
    """Every moment in order, as it stands on a day in Colombia."""
    return tuple(_place(moment, found, course, today) for moment in ReadinessMoment)


def current(everywhere: tuple[Place, ...]) -> Place | None:
    """The moment that is open now; the last one where several are."""
    return next((place for place in reversed(everywhere) if place.writable), None)


def _place(moment: ReadinessMoment, found: Found, course: Course | None, today: date) -> Place:
    row = found.get(moment)
    opens = _opens(moment, found)
    if row is not None and row.finished_at is not None:
        return Place(moment, State.FINISHED, opens)
    if not _is_open(moment, found, course, today):
        return Place(moment, State.LATER, opens)
    if moment is ReadinessMoment.MONTH_6 and _reached(ReadinessMoment.MONTH_12, found, today):
        return Place(moment, State.OVER, opens)
    return Place(moment, State.OPEN if row is None else State.DRAFT, opens)


def _is_open(moment: ReadinessMoment, found: Found, course: Course | None, today: date) -> bool:
    if moment is ReadinessMoment.BASELINE:
        return True
    if moment is ReadinessMoment.ENDLINE:
        nearly_over = course is not None and course.nearly_over
        return nearly_over and _finished(ReadinessMoment.BASELINE, found) is not None
    return _reached(moment, found, today)


def _reached(moment: ReadinessMoment, found: Found, today: date) -> bool:
    opens = _opens(moment, found)
    return opens is not None and opens <= today


def _opens(moment: ReadinessMoment, found: Found) -> date | None:
    endline = _finished(ReadinessMoment.ENDLINE, found)
    months = MONTHS_AFTER.get(moment)
    return add_months(endline, months) if endline is not None and months is not None else None


def _finished(moment: ReadinessMoment, found: Found) -> date | None:
    """The day in Colombia on which a moment was finished."""
    row = found.get(moment)
    if row is None or row.finished_at is None:
        return None
    return row.finished_at.astimezone(BOGOTA).date()


def today() -> date:
    """The present day in Colombia."""
    return utcnow().astimezone(BOGOTA).date()


def add_months(day: date, months: int) -> date:
    """The same day so many months later, or the last of a month that is too short."""
    years, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, month + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))
