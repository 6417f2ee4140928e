"""The file to fill in, downloaded from the assignment's own page."""

import io

import docx
import openpyxl
import pytest
from flask import Flask

from courses.deliverables import file_name
from courses.queries import names_of
from lms.db import Database
from tests.courses.deliverables.test_workbook import cover
from tests.courses.learners import Learner, make_learner
from tests.courses.sheets import assignment, gap_row, opened, programme
from tests.factories import Visitor


@pytest.fixture
def learner(database: Database) -> Learner:
    with database.writing() as session:
        return make_learner(session, programme())


@pytest.fixture
def trainee(app: Flask, learner: Learner) -> Visitor:
    return Visitor(app, learner.user)


def texts(content: bytes) -> str:
    made = docx.Document(io.BytesIO(content))
    inside = [cell.text for table in made.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(one.text for one in made.paragraphs), *inside])


def test_the_file_brings_the_draft_and_can_be_had_empty(
    trainee: Visitor, learner: Learner, database: Database
) -> None:
    page = trainee.get(learner.url("/assignment")).text
    assert f'href="{learner.url("/assignment/template")}" download' in page
    assert "blank=1" not in page
    sent = opened(trainee, learner) | gap_row(1) | {"section-service": "Sprints", "action": "draft"}
    trainee.post(learner.url("/assignment"), sent)
    assert "template?blank=1" in trainee.get(learner.url("/assignment")).text
    answer = trainee.get(learner.url("/assignment/template"))
    assert answer.mimetype.endswith("wordprocessingml.document")
    assert answer.headers["Content-Disposition"].startswith("attachment; filename=M1-memo-20")
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    with database.reading() as session:
        person, firm = names_of(session, learner.enrolment_id)
    filled = texts(answer.data)
    for text in ("Sprints", "Sin póliza", f"Empresa: {firm}", f"Persona: {person}"):
        assert text in filled
    empty = texts(trainee.get(learner.url("/assignment/template?blank=1")).data)
    assert "Sprints" not in empty
    assert f"Empresa: {firm}" in empty


def test_it_is_in_the_language_of_the_page(
    app: Flask, learner: Learner, database: Database
) -> None:
    with database.writing() as session:
        session.merge(learner.user).language = "en"
    trainee = Visitor(app, learner.user)
    assert "Firm: " in texts(trainee.get(learner.url("/assignment/template")).data)


def test_a_spreadsheet_assignment_gives_a_workbook(app: Flask, database: Database) -> None:
    with database.writing() as session:
        learner = make_learner(session, programme("xlsx"))
    answer = Visitor(app, learner.user).get(learner.url("/assignment/template"))
    assert answer.headers["Content-Disposition"].endswith(".xlsx")
    assert openpyxl.load_workbook(io.BytesIO(answer.data)).sheetnames[1] == "Brechas"


def test_nobody_else_gets_it(app: Flask, learner: Learner, database: Database) -> None:
    with database.writing() as session:
        stranger = make_learner(session, programme(), name="Pasto 2026")
    path = learner.url("/assignment/template")
    assert Visitor(app, stranger.user).get(path).status_code == 404
    assert Visitor(app, learner.trainer).get(path).status_code == 403
    assert Visitor(app).get(path).status_code in (302, 303)


def test_a_module_that_is_not_open_yet_gives_no_file(trainee: Visitor, learner: Learner) -> None:
    answer = trainee.get(learner.url("/assignment/template", code="M2"))
    assert (answer.status_code, answer.location) == (303, learner.url(code="M2"))


def test_a_file_name_is_short_and_plain() -> None:
    assert file_name(assignment(), cover()) == "M1-memo-2026-11-24.docx"
