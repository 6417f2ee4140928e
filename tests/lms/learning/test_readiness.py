"""Readiness assessments of firms, without Flask: one per firm and moment, frozen when finished."""

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from lms.accounts.joining import join
from lms.accounts.models import FirmSize, User
from lms.accounts.services import NewFirm
from lms.db import Database
from lms.learning.models import ReadinessAssessment, ReadinessInstrument, ReadinessMoment
from lms.learning.queries import (
    Respondent,
    assessment_of,
    assessments_of,
    newest_instrument,
)
from lms.learning.services import (
    AssessmentFinished,
    NewInstrument,
    ReadinessResult,
    VersionConflict,
    bring_assessments,
    finish_assessment,
    open_assessment,
    publish_instrument,
    save_programme,
    save_readiness_answers,
)
from tests.factories import make_cohort, make_firm, make_user

BASELINE, ENDLINE = ReadinessMoment.BASELINE, ReadinessMoment.ENDLINE
RESULT = ReadinessResult(46.25, "preparing", {"offer": 75.0, "market": 25.0})


def make_instrument(
    session: Session, version: str = "1.0", sha256: str = "a" * 64
) -> ReadinessInstrument:
    programme = save_programme(session, "gateway", {"es": "Puerta", "en": "Gateway"})
    new = NewInstrument(version, [{"id": "offer"}], [{"id": "preparing"}], sha256)
    return publish_instrument(session, programme, new)[0]


def make_respondent(session: Session, firm_id: int | None = None) -> Respondent:
    return Respondent(make_user(session, firm_id=firm_id).id, firm_id)


def finished(
    session: Session, respondent: Respondent, instrument: ReadinessInstrument
) -> ReadinessAssessment:
    row = open_assessment(session, respondent, BASELINE, instrument.id)
    save_readiness_answers(session, row, {"d1-1": 2})
    finish_assessment(session, row, respondent.user_id, RESULT)
    return row


def test_a_version_is_published_once_and_never_changes(session: Session) -> None:
    first = make_instrument(session)
    assert make_instrument(session).id == first.id
    with pytest.raises(VersionConflict):
        make_instrument(session, sha256="b" * 64)
    second = make_instrument(session, "1.1", "b" * 64)
    assert newest_instrument(session) == second


def test_two_people_of_a_firm_share_one_draft(session: Session) -> None:
    instrument, firm = make_instrument(session), make_firm(session)
    one, other = make_respondent(session, firm.id), make_respondent(session, firm.id)
    save_readiness_answers(
        session, open_assessment(session, one, BASELINE, instrument.id), {"d1-1": 2, "d1-2": 1}
    )
    shared = open_assessment(session, other, BASELINE, instrument.id)
    save_readiness_answers(session, shared, {"d1-2": "unknown"})
    assert shared.answers == {"d1-1": 2, "d1-2": "unknown"}
    assert shared.user_id == one.user_id
    assert assessments_of(session, one) == assessments_of(session, other) == {BASELINE: shared}


def test_a_draft_keeps_the_instrument_it_began_with(session: Session) -> None:
    old, respondent = make_instrument(session), make_respondent(session)
    open_assessment(session, respondent, BASELINE, old.id)
    new = make_instrument(session, "2.0", "b" * 64)
    assert open_assessment(session, respondent, BASELINE, new.id).instrument_id == old.id
    assert open_assessment(session, respondent, ENDLINE, new.id).instrument_id == new.id


def test_a_finished_assessment_never_changes(session: Session) -> None:
    instrument, firm = make_instrument(session), make_firm(session)
    one, other = make_respondent(session, firm.id), make_respondent(session, firm.id)
    row = finished(session, one, instrument)
    at = row.finished_at
    again = ReadinessResult(100.0, "export-ready", {})
    finish_assessment(session, row, other.user_id, again)
    assert (row.total, row.band, row.scores) == (46.25, "preparing", RESULT.scores)
    assert (row.user_id, row.finished_at) == (one.user_id, at)
    with pytest.raises(AssessmentFinished):
        save_readiness_answers(session, row, {"d1-1": 3})
    assert row.answers == {"d1-1": 2}


def test_the_one_who_finishes_answers_for_the_firm(session: Session) -> None:
    instrument, firm = make_instrument(session), make_firm(session)
    one, other = make_respondent(session, firm.id), make_respondent(session, firm.id)
    open_assessment(session, one, BASELINE, instrument.id)
    assert finished(session, other, instrument).user_id == other.user_id


def test_nobody_of_another_firm_finds_it(session: Session) -> None:
    instrument = make_instrument(session)
    own = make_respondent(session, make_firm(session).id)
    finished(session, own, instrument)
    for stranger in (make_respondent(session, make_firm(session).id), make_respondent(session)):
        assert assessment_of(session, stranger, BASELINE) is None
        assert assessments_of(session, stranger) == {}


def test_people_without_a_firm_answer_for_themselves(session: Session) -> None:
    instrument = make_instrument(session)
    one, other = make_respondent(session), make_respondent(session)
    first = open_assessment(session, one, BASELINE, instrument.id)
    second = open_assessment(session, other, BASELINE, instrument.id)
    assert first.id != second.id
    assert open_assessment(session, one, BASELINE, instrument.id).id == first.id


@pytest.mark.parametrize("alone", [True, False])
def test_the_database_refuses_a_second_row_for_a_moment(database: Database, alone: bool) -> None:
    with database.writing() as session:
        instrument = make_instrument(session)
        firm_id = None if alone else make_firm(session).id
        respondent = make_respondent(session, firm_id)
        open_assessment(session, respondent, BASELINE, instrument.id)
        values = {"user_id": respondent.user_id, "instrument_id": instrument.id}
    row = ReadinessAssessment(firm_id=firm_id, moment=BASELINE, answers={}, **values)
    with pytest.raises(sa.exc.IntegrityError), database.writing() as session:
        session.add(row)


def test_answers_given_before_having_a_firm_become_the_firm_s(session: Session) -> None:
    instrument, firm = make_instrument(session), make_firm(session)
    alone = make_respondent(session)
    row = finished(session, alone, instrument)
    for _again in range(2):
        bring_assessments(session, alone.user_id, firm.id)
    session.expire_all()
    colleague = make_respondent(session, firm.id)
    assert assessments_of(session, colleague) == {BASELINE: row}
    assert assessments_of(session, alone) == {}


def test_a_firm_that_answered_already_keeps_its_own(session: Session) -> None:
    instrument, firm = make_instrument(session), make_firm(session)
    known = finished(session, make_respondent(session, firm.id), instrument)
    alone = make_respondent(session)
    open_assessment(session, alone, BASELINE, instrument.id)
    later = open_assessment(session, alone, ENDLINE, instrument.id)
    bring_assessments(session, alone.user_id, firm.id)
    session.expire_all()
    colleague = make_respondent(session, firm.id)
    assert assessments_of(session, colleague) == {BASELINE: known, ENDLINE: later}


def test_joining_a_cohort_with_a_firm_brings_the_answers_along(session: Session) -> None:
    instrument = make_instrument(session)
    alone = make_respondent(session)
    row = finished(session, alone, instrument)
    new = NewFirm("9001234561", "Galeras S.A.S.", "52", "6201", FirmSize.MICRO)
    join(session, make_cohort(session).join_code, alone.user_id, new)
    session.refresh(row)
    assert row.firm_id is not None
    assert row.firm_id == session.get_one(User, alone.user_id).firm_id
