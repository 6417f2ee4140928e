"""The grading queue and marking one submission."""

from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from lms.accounts.models import User
from lms.assignments.models import Decision, Mark, Submission, SubmissionState
from lms.assignments.services import attach, open_draft, save_draft, submit
from lms.assignments.uploads import Upload
from lms.db import utcnow
from lms.jobs.models import Job
from lms.learning.models import Evidence, EvidenceKind
from tests.trainer_portal.conftest import Room

PASS = {"rubric-service": "3", "rubric-evidence": "2", "comment": "Claro.", "decision": "pass"}
RETURN = PASS | {"decision": "return", "comment": "Falta la evidencia."}


def state_of(room: Room, submission_id: int) -> SubmissionState:
    with room.database.reading() as session:
        return session.get_one(Submission, submission_id).state


def mails(room: Room) -> list[dict[str, Any]]:
    with room.database.reading() as session:
        return [job.payload for job in session.scalars(sa.select(Job).filter_by(kind="mail.send"))]


def aged(room: Room, submission_id: int, days: float) -> None:
    def change(session: Session) -> None:
        moment = utcnow() - timedelta(days=days)
        session.get_one(Submission, submission_id).submitted_at = moment

    room.write(change)


def test_the_queue_is_oldest_first_with_the_waiting_time(room: Room) -> None:
    assert "Nada por calificar" in room.browser.get("/grading").text
    young, old = room.hand_in(room.ana), room.hand_in(room.luz)
    aged(room, young, 2.2)
    aged(room, old, 6)
    text = room.browser.get("/grading").text
    assert "2 entregas esperan su calificación" in text
    assert text.index("Luz Muñoz") < text.index("Ana Muñoz")
    assert '<span class="tag tag-danger">Espera hace 6 días</span>' in text
    assert '<span class="tag tag-wait">Espera hace 2 días</span>' in text


def test_one_submission_is_read_with_its_sections_and_the_rubric(room: Room) -> None:
    text = room.browser.get(f"/grading/{room.hand_in(room.ana)}").text
    for part in (
        "El servicio",
        "Soporte remoto",
        "La decisión",
        "Sin respuesta.",
        "ChatGPT: estilo",
        "No entregó archivos.",
        "Nivel 4",
        "3 · Listo",
        "ningún criterio está en nivel 1 y el promedio es de 2,5 o más",
    ):
        assert part in text
    assert " checked" not in text


def test_a_pass_is_recorded_and_mailed_and_the_next_one_follows(room: Room) -> None:
    first, second = room.hand_in(room.ana), room.hand_in(room.luz)
    answer = room.browser.post(f"/grading/{first}", PASS | {"then": "next"})
    assert answer.location == f"/grading/{second}"
    assert state_of(room, first) is SubmissionState.PASSED
    with room.database.reading() as session:
        fact = session.scalars(
            sa.select(Evidence).filter_by(kind=EvidenceKind.ASSIGNMENT_PASSED)
        ).one()
        assert fact.recorded_by == room.trainer.id
    (mail,) = mails(room)
    assert mail["subject"] == "Su tarea fue aprobada: Exportar servicios"
    assert "Claro." in mail["text"]
    answer = room.browser.post(f"/grading/{second}", PASS | {"then": "next"})
    assert answer.location == "/grading"


def test_save_and_stop_leads_back_to_the_queue(room: Room) -> None:
    first, _second = room.hand_in(room.ana), room.hand_in(room.luz)
    answer = room.browser.post(f"/grading/{first}", PASS | {"then": "stop"})
    assert answer.location == "/grading"


def test_a_return_is_mailed_in_the_language_of_the_trainee(room: Room) -> None:
    def speak(session: Session) -> None:
        session.get_one(User, room.ana.user_id).language = "en"

    room.write(speak)
    room.browser.post(f"/grading/{room.hand_in(room.ana)}", RETURN)
    (mail,) = mails(room)
    assert mail["subject"] == "Please revise your assignment: Exporting services"
    assert "Hello Ana," in mail["text"]
    assert "Falta la evidencia." in mail["text"]
    assert "https://gateway.test" in mail["text"]


BAD = [
    ({"rubric-service": ""}, "Elija un nivel para «Service»."),
    ({"rubric-service": "5"}, "Elija un nivel para «Service»."),
    ({"rubric-service": "0"}, "Elija un nivel para «Service»."),
    ({"rubric-service": "tres"}, "Elija un nivel para «Service»."),
    ({"rubric-service": "1", "rubric-evidence": "4"}, "Con estos niveles no se puede aprobar"),
    ({"rubric-service": "2"}, "Con estos niveles no se puede aprobar"),
    ({"decision": ""}, "Elija una decisión."),
    ({"decision": "maybe"}, "Opción inválida."),
    ({"decision": "return", "comment": "  "}, "Diga qué debe cambiar"),
    ({"comment": "x" * 4001}, "Escriba como máximo 4000 caracteres."),
]


@pytest.mark.parametrize(("changes", "message"), BAD)
def test_what_does_not_fit_is_explained_and_kept(
    room: Room, changes: dict[str, str], message: str
) -> None:
    submission = room.hand_in(room.ana)
    answer = room.browser.post(f"/grading/{submission}", PASS | changes)
    assert answer.status_code == 422
    assert message in answer.text
    assert "Claro." in answer.text or "comment" in changes
    assert 'name="rubric-evidence" value="' in answer.text
    level = (PASS | changes)["rubric-evidence"]
    assert f'name="rubric-evidence" value="{level}" checked' in answer.text
    assert state_of(room, submission) is SubmissionState.SUBMITTED
    assert mails(room) == []


def test_low_levels_may_be_returned(room: Room) -> None:
    submission = room.hand_in(room.ana)
    typed = RETURN | {"rubric-service": "1", "rubric-evidence": "1", "marker_id": "99"}
    assert room.browser.post(f"/grading/{submission}", typed).status_code == 303
    with room.database.reading() as session:
        mark = session.scalars(sa.select(Mark)).one()
        assert (mark.decision, mark.levels) == (Decision.RETURN, {"service": 1, "evidence": 1})
        assert mark.marker_id == room.trainer.id


def test_the_second_marker_is_told_and_changes_nothing(room: Room) -> None:
    submission = room.hand_in(room.ana)
    room.browser.post(f"/grading/{submission}", RETURN)
    answer = room.browser.post(f"/grading/{submission}", PASS, follow_redirects=True)
    assert "Alguien calificó esta entrega mientras tanto" in answer.text
    assert "Devuelta para ajustes" in answer.text
    assert '<form method="post" data-guard' not in answer.text
    assert state_of(room, submission) is SubmissionState.RETURNED
    assert len(mails(room)) == 1


def test_a_mark_that_lands_between_reading_and_writing_wins(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    submission = room.hand_in(room.ana)
    from trainer_portal.forms import GradeForm

    validate = GradeForm.validate

    def someone_is_faster(form: GradeForm) -> bool:
        monkeypatch.setattr(GradeForm, "validate", validate)
        room.browser.post(f"/grading/{submission}", RETURN)
        return form.validate()

    monkeypatch.setattr(GradeForm, "validate", someone_is_faster)
    answer = room.browser.post(f"/grading/{submission}", PASS)
    assert answer.location == f"/grading/{submission}"
    assert state_of(room, submission) is SubmissionState.RETURNED


def test_a_new_version_stands_beside_the_one_before(room: Room) -> None:
    first = room.hand_in(room.ana, "Primera idea")
    room.browser.post(f"/grading/{first}", RETURN)
    second = room.hand_in(room.ana, "Segunda idea")
    text = room.browser.get(f"/grading/{second}").text
    for part in (
        "Primera idea",
        "Segunda idea",
        "Cómo se calificó la versión 1",
        "Falta la evidencia.",
        "sin cambios",
    ):
        assert part in text
    assert room.browser.post(f"/grading/{second}", PASS).status_code == 303
    assert [mail["subject"].split(":")[0] for mail in mails(room)] == [
        "Por favor corrija su tarea",
        "Su tarea fue aprobada",
    ]


def handed_in_file(app: Flask, room: Room) -> tuple[int, bytes]:
    content = b"%PDF-1.7 <script>alert(1)</script>"
    sha256 = app.extensions["storage"].put(content)
    with room.database.writing() as session:
        draft = open_draft(session, room.ana.id, room.version.id)
        upload = Upload("memo ñ.pdf", "application/pdf", content)
        attach(session, draft, upload, sha256, 3)
        session.refresh(draft)
        submit(session, draft, room.ana.user_id)
        return draft.files[0].id, content


def test_a_file_is_always_a_sandboxed_download(app: Flask, room: Room) -> None:
    file_id, content = handed_in_file(app, room)
    answer = room.browser.get(f"/grading/files/{file_id}")
    assert answer.data == content
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_a_lost_file_is_explained(app: Flask, room: Room) -> None:
    file_id, _content = handed_in_file(app, room)

    def lose(session: Session) -> None:
        session.execute(sa.text("UPDATE submission_file SET sha256 = :none"), {"none": "0" * 64})

    room.write(lose)
    answer = room.browser.get(f"/grading/files/{file_id}")
    assert answer.status_code == 404
    assert "Este archivo ya no se puede leer." in answer.text


def test_a_draft_is_private(room: Room) -> None:
    with room.database.writing() as session:
        draft = save_draft(session, room.ana.id, room.version.id, {"service": "Secreto"}, "").id
    assert room.browser.get(f"/grading/{draft}").status_code == 404
    assert room.browser.post(f"/grading/{draft}", PASS).status_code == 404
    assert "Secreto" not in room.browser.get(f"/trainees/{room.ana.id}").text
