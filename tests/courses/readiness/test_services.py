"""Answering a dimension at a time and finishing, without Flask."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from courses.curriculum.readiness import dump_readiness, parse_readiness
from courses.models import InstrumentContent
from courses.readiness import services
from courses.readiness.moments import State, today
from courses.readiness.publishing import publish_readiness
from courses.readiness.queries import Standing, readiness_of, standing
from courses.readiness.scoring import Unanswered
from lms.accounts.models import User
from lms.db import Database, utcnow
from lms.learning.models import (
    CohortState,
    Enrolment,
    ReadinessAssessment,
    ReadinessMoment,
)
from lms.learning.queries import assessment_of
from lms.learning.services import (
    AssessmentFinished,
    VersionConflict,
    complete_module,
    save_programme,
    set_cohort_state,
)
from tests.courses.learners import Learner, make_learner
from tests.courses.readiness.instruments import (
    answer_all,
    answers,
    firm_person,
    instrument,
    person_of,
    publish,
    respondent,
    worked_example,
)
from tests.factories import make_firm

BASELINE, ENDLINE = ReadinessMoment.BASELINE, ReadinessMoment.ENDLINE
MONTH_6, MONTH_12 = ReadinessMoment.MONTH_6, ReadinessMoment.MONTH_12
LEADERSHIP = {"d1-1": "2", "d1-2": "unknown", "d1-3": "0", "d1-4": "3"}


def found(session: Session, user: User, moment: ReadinessMoment = BASELINE) -> ReadinessAssessment:
    row = assessment_of(session, respondent(user), moment)
    assert row is not None
    return row


def standing_of(session: Session, user: User) -> Standing:
    now = standing(session, respondent(user), today())
    assert now is not None
    return now


def test_publishing_again_changes_nothing_and_a_changed_text_needs_a_version(
    session: Session,
) -> None:
    programme = save_programme(session, "small", {"es": "Pequeño", "en": "Small"})
    assert publish_readiness(session, programme, instrument())
    assert not publish_readiness(session, programme, instrument())
    assert session.scalar(sa.select(sa.func.count()).select_from(InstrumentContent)) == 1
    changed = parse_readiness(dump_readiness(instrument()).replace(b'"minutes":20', b'"minutes":9'))
    with pytest.raises(VersionConflict):
        publish_readiness(session, programme, changed)


def test_what_was_published_is_what_is_asked(session: Session) -> None:
    publish(session)
    now = standing_of(session, person_of(session))
    assert readiness_of(session, now.instrument.id) == instrument()
    assert next(band["title"]["en"] for band in now.instrument.bands) == "Exploring"
    assert sum(one["weight"] for one in now.instrument.dimensions) == 100


def test_nothing_published_is_no_standing_and_takes_no_answers(session: Session) -> None:
    user = person_of(session)
    assert standing(session, respondent(user), today()) is None
    with pytest.raises(services.NotOpen):
        services.save_dimension(session, respondent(user), BASELINE, 1, LEADERSHIP)


def test_a_dimension_is_saved_and_not_knowing_is_kept_apart(session: Session) -> None:
    user = firm_person(session)
    services.save_dimension(session, respondent(user), BASELINE, 1, LEADERSHIP)
    assert found(session, user).answers == {"d1-1": 2, "d1-2": "unknown", "d1-3": 0, "d1-4": 3}


def test_what_is_left_open_stays_as_saved(session: Session) -> None:
    user = firm_person(session)
    services.save_dimension(session, respondent(user), BASELINE, 1, LEADERSHIP)
    services.save_dimension(session, respondent(user), BASELINE, 1, {"d1-3": "1"})
    assert found(session, user).answers["d1-3"] == 1
    assert found(session, user).answers["d1-1"] == 2


def test_answers_of_another_dimension_are_not_saved_here(session: Session) -> None:
    user = firm_person(session)
    services.save_dimension(session, respondent(user), BASELINE, 1, {"d2-1": "3", "x": "3"})
    assert found(session, user).answers == {}


@pytest.mark.parametrize("typed", ["4", "", "not_applicable"])
def test_an_answer_that_does_not_exist_saves_nothing(session: Session, typed: str) -> None:
    user = firm_person(session)
    with pytest.raises(services.UnknownAnswer):
        services.save_dimension(
            session, respondent(user), BASELINE, 1, {"d1-1": "3", "d1-2": typed}
        )
    assert found(session, user).answers == {}


@pytest.mark.parametrize("position", [0, 8, -1])
def test_there_is_no_dimension_outside_of_the_instrument(session: Session, position: int) -> None:
    user = firm_person(session)
    with pytest.raises(services.UnknownDimension):
        services.save_dimension(session, respondent(user), BASELINE, position, {})


def test_finishing_asks_for_every_answer(session: Session) -> None:
    user = firm_person(session)
    services.save_dimension(session, respondent(user), BASELINE, 1, LEADERSHIP)
    with pytest.raises(Unanswered) as error:
        services.finish(session, respondent(user), BASELINE)
    assert len(error.value.items) == 24
    assert found(session, user).finished_at is None


def test_the_worked_example_is_frozen(session: Session) -> None:
    user = firm_person(session)
    answer_all(session, user, BASELINE, worked_example())
    row = found(session, user)
    assert (row.total, row.band) == (46.25, "preparing")
    assert row.scores["finance"] == 33.33
    assert row.finished_at is not None


def test_finishing_twice_changes_nothing_and_later_answers_are_refused(session: Session) -> None:
    user = firm_person(session)
    colleague = person_of(session, user.firm_id)
    answer_all(session, user, BASELINE, worked_example())
    row = found(session, user)
    at = row.finished_at
    services.finish(session, respondent(colleague), BASELINE)
    assert (row.finished_at, row.user_id, row.total) == (at, user.id, 46.25)
    with pytest.raises(AssessmentFinished):
        services.save_dimension(session, respondent(colleague), BASELINE, 1, LEADERSHIP)


def test_two_people_of_a_firm_answer_together(session: Session) -> None:
    user = firm_person(session)
    colleague = person_of(session, user.firm_id)
    half = {item.id: "2" for item in instrument().dimensions[0].items}
    services.save_dimension(session, respondent(user), BASELINE, 1, half)
    for position, dimension in enumerate(instrument().dimensions[1:], 2):
        typed = {item.id: "2" for item in dimension.items}
        services.save_dimension(session, respondent(colleague), BASELINE, position, typed)
    services.finish(session, respondent(colleague), BASELINE)
    assert found(session, user).total == 66.67
    assert found(session, user).user_id == colleague.id


def test_people_of_a_firm_who_save_at_the_same_moment_lose_nothing(database: Database) -> None:
    with database.writing() as session:
        user = firm_person(session)
        people = [respondent(user), respondent(person_of(session, user.firm_id))]

    def save(position: int) -> None:
        typed = {item.id: "2" for item in instrument().dimensions[position - 1].items}
        with database.writing() as session:
            services.save_dimension(session, people[position % 2], BASELINE, position, typed)

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(save, range(1, 8)))
    with database.reading() as session:
        assert len(found(session, user).answers) == 28


def test_a_new_version_leaves_a_draft_and_the_later_moments_on_the_baseline_s(
    session: Session,
) -> None:
    user = firm_person(session)
    services.save_dimension(session, respondent(user), BASELINE, 1, LEADERSHIP)
    old = found(session, user).instrument_id
    newer = parse_readiness(
        dump_readiness(instrument()).replace(b'"version":"1.0"', b'"version":"1.1"')
    )
    programme = save_programme(session, "small", {"es": "Pequeño", "en": "Small"})
    publish_readiness(session, programme, newer)
    now = standing_of(session, user)
    assert now.instrument.version == "1.1"
    assert now.instrument_id(BASELINE) == now.instrument_id(ENDLINE) == old
    fresh = standing_of(session, person_of(session, make_firm(session).id))
    assert fresh.instrument_id(BASELINE) == now.instrument.id


def enrolled(session: Session) -> tuple[Learner, User]:
    """A learner of a cohort of two modules, whose firm has finished its baseline."""
    learner = make_learner(session)
    publish(session)
    user = learner.user
    user.firm_id = session.get_one(Enrolment, learner.enrolment_id).firm_id
    session.flush()
    answer_all(session, user, BASELINE, worked_example())
    return learner, user


def complete(session: Session, learner: Learner, code: str) -> None:
    complete_module(session, *learner.place(session, code).key)


def test_the_endline_opens_when_all_modules_but_one_are_completed(session: Session) -> None:
    learner, user = enrolled(session)
    assert standing_of(session, user).place(ENDLINE).state is State.LATER
    with pytest.raises(services.NotOpen):
        services.save_dimension(session, respondent(user), ENDLINE, 1, LEADERSHIP)
    complete(session, learner, "M1")
    assert standing_of(session, user).place(ENDLINE).state is State.OPEN
    colleague = person_of(session, user.firm_id)
    assert standing_of(session, colleague).place(ENDLINE).state is State.OPEN


def test_the_endline_waits_for_the_baseline(session: Session) -> None:
    learner = make_learner(session)
    publish(session)
    complete(session, learner, "M1")
    assert standing_of(session, learner.user).place(ENDLINE).state is State.LATER


def test_the_endline_opens_when_the_cohort_ends_or_is_closed(session: Session) -> None:
    learner, user = enrolled(session)
    learner.cohort.ends_on = today()
    session.flush()
    assert standing_of(session, user).place(ENDLINE).state is State.LATER
    learner.cohort.ends_on = today() - timedelta(days=1)
    session.flush()
    assert standing_of(session, user).place(ENDLINE).state is State.OPEN
    learner.cohort.ends_on = date(2099, 1, 1)
    set_cohort_state(session, learner.cohort, CohortState.CLOSED)
    assert standing_of(session, user).place(ENDLINE).state is State.OPEN


def test_only_the_newest_cohort_of_the_programme_counts(session: Session) -> None:
    learner, user = enrolled(session)
    complete(session, learner, "M1")
    newer = make_learner(session, name="Pasto 2027")
    enrolment = session.get_one(Enrolment, newer.enrolment_id)
    enrolment.user_id, enrolment.firm_id = user.id, user.firm_id or 0
    session.flush()
    assert standing_of(session, user).place(ENDLINE).state is State.LATER


def test_a_person_without_a_firm_has_a_course_of_her_own(session: Session) -> None:
    learner = make_learner(session)
    publish(session)
    answer_all(session, learner.user, BASELINE, worked_example())
    complete(session, learner, "M1")
    assert standing_of(session, learner.user).place(ENDLINE).state is State.OPEN


def test_six_and_twelve_months_follow_the_endline(session: Session) -> None:
    learner, user = enrolled(session)
    complete(session, learner, "M1")
    answer_all(session, user, ENDLINE, answers(3))
    assert standing_of(session, user).place(MONTH_6).state is State.LATER
    found(session, user, ENDLINE).finished_at = utcnow() - timedelta(days=185)
    session.flush()
    answer_all(session, user, MONTH_6, answers(3))
    assert standing_of(session, user).place(MONTH_6).state is State.FINISHED
    with pytest.raises(services.NotOpen):
        services.finish(session, respondent(user), MONTH_12)
    found(session, user, ENDLINE).finished_at = utcnow() - timedelta(days=370)
    session.flush()
    assert standing_of(session, user).place(MONTH_12).state is State.OPEN


def test_six_months_unanswered_are_over_after_twelve(session: Session) -> None:
    learner, user = enrolled(session)
    complete(session, learner, "M1")
    answer_all(session, user, ENDLINE, answers(3))
    found(session, user, ENDLINE).finished_at = utcnow() - timedelta(days=370)
    session.flush()
    assert standing_of(session, user).place(MONTH_6).state is State.OVER
    with pytest.raises(services.NotOpen):
        services.save_dimension(session, respondent(user), MONTH_6, 1, LEADERSHIP)
    current = standing_of(session, user).current
    assert current is not None
    assert current.moment is MONTH_12
