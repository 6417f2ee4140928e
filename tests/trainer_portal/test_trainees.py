"""The lists behind the numbers, a trainee's page, and further quiz attempts."""

from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from lms.accounts.models import User
from lms.db import utcnow
from lms.learning.models import Cohort, CohortState, Enrolment, Evidence, EvidenceKind
from lms.learning.services import CohortClosed, NewEvidence, record_evidence, set_cohort_state
from tests.trainer_portal.conftest import Room
from trainer_portal import queries
from trainer_portal.services import AttemptNotNeeded, grant_attempt

ATTEMPT = EvidenceKind.QUIZ_ATTEMPT


def add(room: Room, enrolment: Enrolment, *facts: NewEvidence) -> None:
    room.write(
        lambda session: record_evidence(
            session, enrolment.id, room.version.id, enrolment.user_id, *facts
        )
    )


def age(room: Room, model: Any, column: str, days: float) -> None:
    moment = utcnow() - timedelta(days=days)
    room.write(lambda session: session.execute(sa.update(model).values({column: moment})))


def at_risk(room: Room) -> list[str]:
    with room.database.reading() as session:
        now = utcnow()
        return [
            person.enrolment.user.given_names
            for person in queries.trainees(session, room.trainer.id)
            if person.at_risk(now)
        ]


def test_who_never_started_is_at_risk_a_week_after_enrolling(room: Room) -> None:
    age(room, Enrolment, "enrolled_at", 6.9)
    assert at_risk(room) == []
    age(room, Enrolment, "enrolled_at", 7.1)
    assert at_risk(room) == ["Ana", "Luz"]


def test_who_started_is_at_risk_after_a_silent_week(room: Room) -> None:
    add(room, room.ana, NewEvidence(EvidenceKind.LESSON_READ, "1-one"))
    age(room, Evidence, "recorded_at", 8)
    assert at_risk(room) == ["Ana"]
    add(room, room.ana, NewEvidence(EvidenceKind.LESSON_READ, "2-two"))
    assert at_risk(room) == []


def test_what_a_trainer_grants_is_not_the_trainees_activity(room: Room) -> None:
    add(room, room.ana, NewEvidence(ATTEMPT, "1", value=40), NewEvidence(ATTEMPT, "2", value=40))
    age(room, Evidence, "recorded_at", 8)
    room.write(lambda session: grant(session, room))
    assert at_risk(room) == ["Ana"]


def test_nobody_of_a_closed_cohort_is_at_risk(room: Room) -> None:
    age(room, Enrolment, "enrolled_at", 30)
    room.write(lambda session: close(session, room))
    assert at_risk(room) == []


def test_who_completed_everything_is_not_at_risk(room: Room) -> None:
    add(
        room,
        room.ana,
        *(NewEvidence(EvidenceKind.LESSON_READ, slug) for slug in ("1-one", "2-two")),
        NewEvidence(EvidenceKind.QUIZ_PASSED, value=80),
        NewEvidence(EvidenceKind.MUST_PASS, "q1"),
        NewEvidence(EvidenceKind.ASSIGNMENT_PASSED, "1"),
        NewEvidence(EvidenceKind.CONTRIBUTION, text="Vi la grabación."),
    )
    age(room, Evidence, "recorded_at", 30)
    age(room, Enrolment, "enrolled_at", 30)
    assert at_risk(room) == ["Luz"]
    page = room.browser.get(f"/trainees/{room.ana.id}").text
    assert "Completado el" in page
    assert "Vi la grabación." in page
    assert "Por qué aún no está completo" not in page


def test_the_lists_lead_from_the_numbers_to_people(room: Room) -> None:
    add(room, room.ana, NewEvidence(EvidenceKind.LESSON_READ, "1-one"))
    everyone = room.browser.get("/cohorts/trainees").text
    assert everyone.index("Ana Muñoz") < everyone.index("Luz Muñoz")
    by_progress = room.browser.get("/cohorts/trainees?order=progress").text
    assert by_progress.index("Luz Muñoz") < by_progress.index("Ana Muñoz")
    assert "1 de 6 pasos" in by_progress
    assert "Nadie está en riesgo" in room.browser.get("/cohorts/trainees?show=at-risk").text
    age(room, Enrolment, "enrolled_at", 8)
    risky = room.browser.get("/cohorts/trainees?show=at-risk").text
    assert "Luz Muñoz" in risky
    assert "Ana Muñoz" not in risky


def test_the_page_says_why_a_module_is_not_complete_yet(room: Room) -> None:
    add(
        room,
        room.ana,
        NewEvidence(EvidenceKind.LESSON_READ, "1-one"),
        NewEvidence(ATTEMPT, "1", value=62.5),
    )
    text = room.browser.get(f"/trainees/{room.ana.id}").text
    for sentence in (
        "Falta leer 1 lección.",
        "Falta aprobar el cuestionario.",
        "Falta responder bien 1 pregunta esencial.",
        "Falta aprobar la tarea.",
        "Falta la asistencia a la sesión en vivo o un aporte escrito.",
        "Leyó la lección 1",
        "Cuestionario, intento 1: 62,5 %",
    ):
        assert sentence in text


def test_the_page_tells_who_recorded_what_and_hides_drafts(room: Room) -> None:
    first = room.hand_in(room.ana)
    fact = NewEvidence(EvidenceKind.ATTENDANCE)
    room.write(
        lambda session: record_evidence(
            session, room.ana.id, room.version.id, room.trainer.id, fact
        )
    )
    text = room.browser.get(f"/trainees/{room.ana.id}").text
    assert "(lo registró Carmen Muñoz)" in text
    assert f'href="/grading/{first}"' in text
    assert "Versión 2" not in text


def grant(session: Session, room: Room, reason: str = "Hablamos.") -> None:
    enrolment = session.get_one(Enrolment, room.ana.id)
    version = session.get_one(type(room.version), room.version.id)
    grant_attempt(session, enrolment, version, room.trainer.id, reason)


def close(session: Session, room: Room) -> None:
    set_cohort_state(session, session.get_one(Cohort, room.cohort.id), CohortState.CLOSED)


def granted(room: Room) -> list[tuple[str, str | None]]:
    """The number and the reason of each attempt that the trainer allowed Ana."""
    query = sa.select(Evidence.item, Evidence.text).filter_by(
        enrolment_id=room.ana.id,
        module_version_id=room.version.id,
        kind=EvidenceKind.ATTEMPT_GRANTED,
        recorded_by=room.trainer.id,
    )
    with room.database.reading() as session:
        return [(item, text) for item, text in session.execute(query.order_by(Evidence.id))]


def test_an_attempt_is_granted_once_until_it_is_used(room: Room) -> None:
    add(room, room.ana, NewEvidence(ATTEMPT, "1", value=40))
    with pytest.raises(AttemptNotNeeded), room.database.writing() as session:
        grant(session, room)
    add(room, room.ana, NewEvidence(ATTEMPT, "2", value=50))
    room.write(lambda session: grant(session, room))
    with pytest.raises(AttemptNotNeeded), room.database.writing() as session:
        grant(session, room)
    add(room, room.ana, NewEvidence(ATTEMPT, "3", value=60))
    room.write(lambda session: grant(session, room))
    assert [item for item, _text in granted(room)] == ["1", "2"]


def test_no_attempt_after_passing_or_in_a_closed_cohort(room: Room) -> None:
    add(room, room.ana, NewEvidence(ATTEMPT, "1", value=40), NewEvidence(ATTEMPT, "2", value=40))
    room.write(lambda session: close(session, room))
    with pytest.raises(CohortClosed), room.database.writing() as session:
        grant(session, room)
    path = f"/trainees/{room.ana.id}/attempts/M1"
    answer = room.browser.post(path, {"reason": "x"}, follow_redirects=True)
    assert "ábrala de nuevo para autorizar un intento" in answer.text
    assert path not in answer.text
    room.write(
        lambda session: set_cohort_state(
            session, session.get_one(Cohort, room.cohort.id), CohortState.OPEN
        )
    )
    must_pass = room.version.rule["must_pass"][0]
    add(room, room.ana, NewEvidence(EvidenceKind.QUIZ_PASSED, value=90))
    add(room, room.ana, NewEvidence(EvidenceKind.MUST_PASS, must_pass))
    with pytest.raises(AttemptNotNeeded), room.database.writing() as session:
        grant(session, room)


def test_an_open_essential_question_allows_an_attempt_after_passing(room: Room) -> None:
    add(room, room.ana, NewEvidence(ATTEMPT, "1", value=40), NewEvidence(ATTEMPT, "2", value=90))
    add(room, room.ana, NewEvidence(EvidenceKind.QUIZ_PASSED, value=90))
    room.write(lambda session: grant(session, room))
    assert [item for item, _text in granted(room)] == ["1"]


def test_the_trainer_grants_an_attempt_with_a_reason(room: Room) -> None:
    path = f"/trainees/{room.ana.id}/attempts/M1"
    assert path not in room.browser.get(f"/trainees/{room.ana.id}").text
    add(room, room.ana, NewEvidence(ATTEMPT, "1", value=40), NewEvidence(ATTEMPT, "2", value=40))
    assert path in room.browser.get(f"/trainees/{room.ana.id}").text
    assert "M1 · Exportar servicios" in room.browser.get(path).text
    empty = room.browser.post(path, {"reason": "  "})
    assert empty.status_code == 422
    assert "Escriba por qué autoriza un intento más." in empty.text
    typed = {"reason": "Repasamos el tema.\x07", "granted_by": str(room.other.id)}
    page = room.browser.post(path, typed, follow_redirects=True).text
    assert "Quedó autorizado un intento más." in page
    assert path not in page
    again = room.browser.post(path, {"reason": "Otra vez"}, follow_redirects=True).text
    assert "Por ahora no hace falta otro intento" in again
    assert granted(room) == [("1", "Repasamos el tema.")]
    assert "Se le autorizó un intento más del cuestionario: Repasamos el tema." in page
    assert "(lo registró Carmen Muñoz)" in page


def test_an_unknown_module_is_not_found(room: Room) -> None:
    assert room.browser.get(f"/trainees/{room.ana.id}/attempts/M9").status_code == 404
    assert room.browser.post(f"/trainees/{room.ana.id}/attempts/M9").status_code == 404


def test_the_page_speaks_english_too(room: Room) -> None:
    def speak(session: Session) -> None:
        session.get_one(User, room.trainer.id).language = "en"

    room.write(speak)
    text = room.browser.get(f"/trainees/{room.ana.id}").text
    assert "2 lessons are still to be read." in text
    assert "The quiz is not passed yet." in text
