"""Which of the four moments is open on a day, as rules without a database."""

from datetime import UTC, date, datetime

import pytest

from courses.readiness.moments import Course, State, add_months, current, places
from lms.learning.models import ReadinessAssessment, ReadinessMoment

BASELINE, ENDLINE = ReadinessMoment.BASELINE, ReadinessMoment.ENDLINE
MONTH_6, MONTH_12 = ReadinessMoment.MONTH_6, ReadinessMoment.MONTH_12
NEARLY = Course(done=9, modules=10, ended=False)
TODAY = date(2026, 11, 24)


def row(finished: datetime | None = None) -> ReadinessAssessment:
    return ReadinessAssessment(finished_at=finished)


DRAFT = row()
DONE = row(datetime(2026, 11, 1, 3, tzinfo=UTC))  # 31 October in Colombia


def states(
    found: dict[ReadinessMoment, ReadinessAssessment],
    course: Course | None = None,
    today: date = TODAY,
) -> list[str]:
    return [place.state.value for place in places(found, course, today)]


def test_the_baseline_is_open_from_the_start_and_nothing_else_is() -> None:
    assert states({}, NEARLY) == ["open", "later", "later", "later"]
    assert states({BASELINE: DRAFT}, NEARLY) == ["draft", "later", "later", "later"]


@pytest.mark.parametrize(
    ("course", "state"),
    [
        (None, "later"),
        (Course(8, 10, ended=False), "later"),
        (Course(9, 10, ended=False), "open"),
        (Course(10, 10, ended=False), "open"),
        (Course(0, 1, ended=False), "later"),
        (Course(1, 1, ended=False), "open"),
        (Course(0, 10, ended=True), "open"),
    ],
)
def test_the_endline_opens_when_the_programme_is_nearly_over(
    course: Course | None, state: str
) -> None:
    assert states({BASELINE: DONE}, course)[1] == state


@pytest.mark.parametrize(
    ("today", "expected"),
    [
        (date(2027, 4, 29), ["later", "later"]),
        (date(2027, 4, 30), ["open", "later"]),
        (date(2027, 10, 30), ["open", "later"]),
        (date(2027, 10, 31), ["over", "open"]),
        (date(2030, 1, 1), ["over", "open"]),
    ],
)
def test_later_moments_count_from_the_endline_s_day_in_colombia(
    today: date, expected: list[str]
) -> None:
    found = {BASELINE: DONE, ENDLINE: DONE}
    assert states(found, NEARLY, today) == ["finished", "finished", *expected]


def test_a_draft_of_six_months_is_over_when_twelve_open() -> None:
    found = {BASELINE: DONE, ENDLINE: DONE, MONTH_6: DRAFT}
    assert states(found, NEARLY, date(2027, 5, 1))[2] == "draft"
    assert states(found, NEARLY, date(2027, 11, 1))[2:] == ["over", "open"]


def test_the_current_moment_is_the_open_one() -> None:
    everywhere = places({BASELINE: DONE}, NEARLY, TODAY)
    found = current(everywhere)
    assert found is not None
    assert (found.moment, found.state) == (ENDLINE, State.OPEN)
    assert current(places({BASELINE: DONE}, None, TODAY)) is None


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (date(2026, 8, 31), 6, date(2027, 2, 28)),
        (date(2027, 8, 31), 6, date(2028, 2, 29)),
        (date(2026, 12, 1), 12, date(2027, 12, 1)),
        (date(2026, 6, 15), 6, date(2026, 12, 15)),
    ],
)
def test_months_are_counted_as_people_count_them(day: date, months: int, expected: date) -> None:
    assert add_months(day, months) == expected
