"""Recording who was at a live session."""

from datetime import date

import pytest
import sqlalchemy as sa

from lms.learning.models import Cohort, CohortState, Evidence, EvidenceKind
from lms.learning.services import set_cohort_state
from tests.factories import make_cohort, make_enrolment
from tests.trainer_portal.conftest import Room


def path(room: Room) -> str:
    return f"/cohorts/{room.cohort.id}/participation/M1"


def recorded(room: Room) -> list[tuple[int, int]]:
    with room.database.reading() as session:
        rows = session.execute(
            sa.select(Evidence.enrolment_id, Evidence.recorded_by)
            .filter_by(kind=EvidenceKind.ATTENDANCE)
            .order_by(Evidence.enrolment_id)
        )
        return [(enrolment_id, trainer_id) for enrolment_id, trainer_id in rows]


def ticks(text: str) -> int:
    return text.count(" checked")


def test_everyone_is_ticked_at_first_and_only_the_recorded_afterwards(room: Room) -> None:
    assert ticks(room.browser.get(path(room)).text) == 2
    answer = room.browser.post(path(room), {"present": [room.ana.id]}, follow_redirects=True)
    assert "Asistencia registrada para 1 persona." in answer.text
    assert ticks(answer.text) == 1
    assert "registrada el" in answer.text
    assert ticks(room.browser.get(f"{path(room)}?mark=all").text) == 2
    assert recorded(room) == [(room.ana.id, room.trainer.id)]


def test_recording_twice_changes_nothing_and_takes_nothing_back(room: Room) -> None:
    room.browser.post(path(room), {"present": [room.ana.id]})
    again = room.browser.post(path(room), {"present": [room.ana.id]}, follow_redirects=True)
    assert "No se marcó a nadie más como presente." in again.text
    room.browser.post(path(room), {"present": [room.luz.id]})
    assert recorded(room) == [(room.ana.id, room.trainer.id), (room.luz.id, room.trainer.id)]


def test_people_of_other_cohorts_and_rubbish_are_passed_over(room: Room) -> None:
    with room.database.writing() as session:
        foreign = make_enrolment(session, make_cohort(session, room.other)).id
        own_other = make_cohort(session, room.trainer, name="Otra", starts_on=date(2026, 1, 1))
        elsewhere = make_enrolment(session, own_other).id
    sent = [foreign, elsewhere, "x", -1, 10**30]
    assert room.browser.post(path(room), {"present": sent}).status_code == 303
    assert recorded(room) == []


def test_a_closed_cohort_records_nothing(room: Room) -> None:
    with room.database.writing() as session:
        cohort = session.get_one(Cohort, room.cohort.id)
        set_cohort_state(session, cohort, CohortState.CLOSED)
    assert "ábrala de nuevo" in room.browser.get(path(room)).text
    answer = room.browser.post(path(room), {"present": [room.ana.id]}, follow_redirects=True)
    assert "notice-danger" in answer.text
    assert recorded(room) == []


def test_a_cohort_without_people_is_explained(room: Room) -> None:
    with room.database.writing() as session:
        empty = make_cohort(session, room.trainer, name="Vacía").id
    text = room.browser.get(f"/cohorts/{empty}/participation/M1").text
    assert "Todavía no se ha unido nadie" in text


@pytest.mark.parametrize("code", ["M9", "m1", "%2e"])
def test_a_module_that_the_cohort_does_not_follow_is_not_found(room: Room, code: str) -> None:
    wrong = f"/cohorts/{room.cohort.id}/participation/{code}"
    assert room.browser.get(wrong).status_code == 404
    assert room.browser.post(wrong, {"present": [room.ana.id]}).status_code == 404
