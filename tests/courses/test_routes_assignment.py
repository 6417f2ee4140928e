"""The assignment through a browser: drafts, files, handing in, and what comes back."""

import io
import re

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from lms.assignments.models import Decision, Mark, Submission, SubmissionFile, SubmissionState
from lms.assignments.uploads import MAX_BYTES
from lms.db import Database
from lms.learning.models import CohortState
from lms.learning.services import set_cohort_state
from tests.courses.learners import Learner, make_learner
from tests.factories import Visitor

PNG = b"\x89PNG\r\n\x1a\n"
REST = {
    "section-gaps.1.gap": "Sin póliza",
    "section-gaps.1.cost": "100",
    "section-gaps.1.state": "1",
    "section-decision": "go",
}
"""The other sections, filled so that they can be handed in."""


@pytest.fixture
def learner(database: Database) -> Learner:
    with database.writing() as session:
        return make_learner(session)


@pytest.fixture
def trainee(app: Flask, learner: Learner) -> Visitor:
    return Visitor(app, learner.user)


def submissions(database: Database) -> list[tuple[int, str, str]]:
    with database.reading() as session:
        rows = session.scalars(sa.select(Submission).order_by(Submission.number))
        return [(row.number, row.state.value, row.answers.get("service", "")) for row in rows]


def mark_of(page: str) -> str:
    found = re.search(r'name="draft" type="hidden" value="([^"]*)"', page)
    assert found is not None
    return found[1]


def typed(trainee: Visitor, learner: Learner, text: str, **more: object) -> dict[str, object]:
    """What the form sends after it was opened just now."""
    page = trainee.get(learner.url("/assignment")).text
    return {**REST, "section-service": text, "ai_use": "", "draft": mark_of(page), **more}


def image(name: str = "mapa.png", rest: bytes = b"1") -> tuple[io.BytesIO, str]:
    return io.BytesIO(PNG + rest), name


def save(trainee: Visitor, learner: Learner, text: str, **more: object) -> int:
    sent = typed(trainee, learner, text, action="draft", **more)
    return trainee.post(learner.url("/assignment"), sent).status_code


def hand_in(trainee: Visitor, learner: Learner, text: str) -> int:
    sent = typed(trainee, learner, text, action="submit")
    return trainee.post(learner.url("/assignment"), sent).status_code


def return_it(session: Session, learner: Learner) -> None:
    row = session.scalars(sa.select(Submission).order_by(Submission.number.desc())).first()
    assert row is not None
    row.state = SubmissionState.RETURNED
    session.add(
        Mark(
            submission_id=row.id,
            marker_id=learner.trainer.id,
            levels={"clarity": 1},
            comment="Precise el servicio.",
            decision=Decision.RETURN,
        )
    )


def test_the_rubric_and_the_sections_are_seen_before_writing(
    trainee: Visitor, learner: Learner
) -> None:
    page = trainee.get(learner.url("/assignment")).text
    assert "Claridad" in page
    assert "4 · Ejemplar" in page
    assert 'data-count="1500"' in page
    assert f'data-autosave="{learner.url("/assignment/draft")}"' in page


def test_a_draft_is_kept_without_a_script_and_may_be_incomplete(
    trainee: Visitor, learner: Learner, database: Database
) -> None:
    assert save(trainee, learner, "Primera\r\nlínea") == 303
    assert submissions(database) == [(1, "draft", "Primera\nlínea")]
    assert "Primera\nlínea" in trainee.get(learner.url("/assignment")).text


def test_autosave_keeps_the_draft_and_names_what_it_saved(
    trainee: Visitor, learner: Learner, database: Database
) -> None:
    sent = typed(trainee, learner, "Uno")
    answer = trainee.post(learner.url("/assignment/draft"), sent)
    assert (answer.status_code, answer.data) == (204, b"")
    sent |= {"draft": answer.headers["Draft-Mark"], "section-service": "Dos"}
    assert trainee.post(learner.url("/assignment/draft"), sent).status_code == 204
    assert submissions(database) == [(1, "draft", "Dos")]


def test_an_older_window_overwrites_nothing_and_keeps_what_was_typed(
    trainee: Visitor, learner: Learner, database: Database
) -> None:
    older = typed(trainee, learner, "Ventana vieja", action="draft")
    assert save(trainee, learner, "Ventana nueva") == 303
    answer = trainee.post(learner.url("/assignment"), older)
    assert answer.status_code == 409
    assert "El borrador se cambió en otra ventana" in answer.text
    assert "Ventana vieja" in answer.text
    assert trainee.post(learner.url("/assignment/draft"), older).status_code == 409
    assert submissions(database) == [(1, "draft", "Ventana nueva")]
    again = older | {"draft": mark_of(answer.text)}
    assert trainee.post(learner.url("/assignment"), again).status_code == 303
    assert submissions(database) == [(1, "draft", "Ventana vieja")]


def test_handing_in_asks_for_every_section_within_its_limit(
    trainee: Visitor, learner: Learner, database: Database
) -> None:
    sent = typed(trainee, learner, "", action="submit")
    answer = trainee.post(learner.url("/assignment"), sent)
    assert answer.status_code == 422
    assert "Complete «Servicio»." in answer.text
    answer = trainee.post(learner.url("/assignment"), sent | {"section-service": "x" * 1503})
    assert answer.status_code == 422
    assert "Acorte «Servicio» en 3 caracteres." in answer.text
    assert "x" * 1503 in answer.text
    assert submissions(database) == []


def test_a_draft_may_be_longer_than_what_is_handed_in_but_not_endless(
    trainee: Visitor, learner: Learner, database: Database
) -> None:
    assert save(trainee, learner, "x" * 1503) == 303
    assert save(trainee, learner, "x" * 20_001) == 422
    sent = typed(trainee, learner, "x" * 20_001)
    assert trainee.post(learner.url("/assignment/draft"), sent).status_code == 422
    assert submissions(database) == [(1, "draft", "x" * 1503)]


def test_what_is_handed_in_cannot_change(
    trainee: Visitor, learner: Learner, database: Database
) -> None:
    sent = typed(trainee, learner, "Otro texto", action="draft")
    assert hand_in(trainee, learner, "Mi servicio") == 303
    page = trainee.get(learner.url("/assignment")).text
    assert "Por calificar" in page
    assert 'name="section-service"' not in page
    answer = trainee.post(learner.url("/assignment"), sent)
    assert answer.status_code == 409
    assert "Esta tarea ya estaba entregada" in answer.text
    assert "Otro texto" in answer.text
    assert trainee.post(learner.url("/assignment/draft"), sent).status_code == 409
    assert submissions(database) == [(1, "submitted", "Mi servicio")]


def test_a_returned_version_shows_the_comment_and_starts_the_next_one(
    trainee: Visitor, learner: Learner, database: Database
) -> None:
    save(trainee, learner, "Versión uno", files=image())
    assert hand_in(trainee, learner, "Versión uno") == 303
    with database.writing() as session:
        return_it(session, learner)
    page = trainee.get(learner.url("/assignment")).text
    assert "Precise el servicio." in page
    assert ">\r\nVersión uno</textarea>" in page
    assert "Devuelta" in page
    assert hand_in(trainee, learner, "Versión dos") == 303
    assert submissions(database) == [
        (1, "returned", "Versión uno"),
        (2, "submitted", "Versión dos"),
    ]
    with database.reading() as session:
        names = session.scalars(sa.select(SubmissionFile.name)).all()
    assert names == ["mapa.png", "mapa.png"]


def test_a_file_of_a_returned_version_can_be_left_out_of_the_next(
    trainee: Visitor, learner: Learner, database: Database
) -> None:
    save(trainee, learner, "Versión uno", files=image())
    hand_in(trainee, learner, "Versión uno")
    with database.writing() as session:
        return_it(session, learner)
        sha256 = session.scalars(sa.select(SubmissionFile.sha256)).one()
    sent = typed(trainee, learner, "Versión dos", take_off=sha256)
    assert trainee.post(learner.url("/assignment"), sent).status_code == 303
    with database.reading() as session:
        assert len(session.scalars(sa.select(SubmissionFile)).all()) == 1


def test_own_files_come_back_as_attachments_only(
    trainee: Visitor, learner: Learner, database: Database
) -> None:
    assert save(trainee, learner, "Texto", files=image("../../plano.png")) == 303
    with database.reading() as session:
        file_id = session.scalars(sa.select(SubmissionFile.id)).one()
    answer = trainee.get(f"/learn/files/{file_id}")
    assert answer.data == PNG + b"1"
    assert answer.headers["Content-Disposition"] == "attachment; filename=plano.png"
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_a_stranger_s_file_looks_like_an_absent_one(
    app: Flask, trainee: Visitor, learner: Learner, database: Database
) -> None:
    save(trainee, learner, "Texto", files=image())
    with database.writing() as session:
        stranger = make_learner(session, name="Pasto 2026")
        file_id = session.scalars(sa.select(SubmissionFile.id)).one()
    other = Visitor(app, stranger.user)
    foreign, absent = other.get(f"/learn/files/{file_id}"), other.get("/learn/files/9999")
    assert foreign.status_code == absent.status_code == 404
    token = other.csrf_token()
    seen = foreign.text.replace(token, "").replace(f"/learn/files/{file_id}", "")
    assert seen == absent.text.replace(token, "").replace("/learn/files/9999", "")


@pytest.mark.parametrize(
    ("file", "told"),
    [
        ((io.BytesIO(b"MZ\x90"), "virus.exe"), "«virus.exe» no es de un tipo permitido"),
        ((io.BytesIO(b"<svg/>"), "mapa.png"), "«mapa.png» no es de un tipo permitido"),
        ((io.BytesIO(b"PK\x03\x04"), "hoja.xlsx"), "«hoja.xlsx» no es de un tipo permitido"),
        ((io.BytesIO(PNG + b"0" * MAX_BYTES), "grande.png"), "«grande.png» pesa más de 10 MB."),
    ],
    ids=["kind", "content", "archive", "size"],
)
def test_a_file_that_cannot_be_taken_changes_nothing_and_keeps_the_text(
    trainee: Visitor,
    learner: Learner,
    database: Database,
    file: tuple[io.BytesIO, str],
    told: str,
) -> None:
    sent = typed(trainee, learner, "Texto escrito", action="submit", files=file)
    answer = trainee.post(learner.url("/assignment"), sent)
    answer.request.environ["wsgi.input"].close()  # a large body is a temporary file
    assert answer.status_code == 422
    assert told in answer.text
    assert "Texto escrito" in answer.text
    assert submissions(database) == []


def test_too_many_files_change_nothing(
    trainee: Visitor, learner: Learner, database: Database
) -> None:
    files = [image(f"{n}.png", bytes([n])) for n in range(4)]
    sent = typed(trainee, learner, "Texto", action="draft", files=files)
    answer = trainee.post(learner.url("/assignment"), sent)
    assert answer.status_code == 422
    assert "Serían demasiados archivos." in answer.text
    assert submissions(database) == []


def test_a_closed_cohort_takes_no_assignment_and_keeps_the_text_on_the_page(
    trainee: Visitor, learner: Learner, database: Database
) -> None:
    sent = typed(trainee, learner, "Texto escrito", action="submit")
    with database.writing() as session:
        set_cohort_state(session, session.merge(learner.cohort), CohortState.CLOSED)
    answer = trainee.post(learner.url("/assignment"), sent)
    assert answer.status_code == 409
    assert "Su cohorte está cerrada" in answer.text
    assert "Texto escrito" in answer.text
    assert submissions(database) == []
    assert 'name="section-service"' not in trainee.get(learner.url("/assignment")).text


def test_fields_that_are_not_the_trainee_s_are_ignored(
    trainee: Visitor, learner: Learner, database: Database
) -> None:
    forged = {"state": "passed", "number": "7", "section-absent": "x", "enrolment_id": "9"}
    assert save(trainee, learner, "Texto", **forged) == 303
    with database.reading() as session:
        row = session.scalars(sa.select(Submission)).one()
    assert (row.number, row.state) == (1, SubmissionState.DRAFT)
    assert row.answers == {
        "service": "Texto",
        "gaps": [{"gap": "Sin póliza", "cost": "100", "state": "1"}],
        "decision": "go",
    }


def test_markup_in_an_answer_stays_text(trainee: Visitor, learner: Learner) -> None:
    assert hand_in(trainee, learner, "</textarea><script>alert(1)</script>{{7*7}}") == 303
    page = trainee.get(learner.url("/assignment")).text
    assert "<script>alert" not in page
    assert "{{7*7}}" in page
