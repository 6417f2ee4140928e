"""The trainee's home, outline, lessons, glossary and participation, through a browser."""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
import sqlalchemy as sa
from flask import Flask

from courses.services import save_contribution
from lms.accounts.models import Sector, User
from lms.db import Database
from lms.learning.models import CohortState, Completion, Evidence, EvidenceKind
from lms.learning.services import NewEvidence, record_evidence, set_cohort_state
from lms.permissions import Role
from tests.courses.learners import POSITIONS, WORDS, Learner, make_learner, try_quiz
from tests.factories import Visitor, make_firm, make_user


@pytest.fixture
def learner(database: Database) -> Learner:
    with database.writing() as session:
        return make_learner(session)


@pytest.fixture
def trainee(app: Flask, learner: Learner) -> Visitor:
    return Visitor(app, learner.user)


@contextmanager
def counted(database: Database) -> Iterator[list[str]]:
    """The statements that pages read with, meanwhile."""
    statements: list[str] = []

    def note(_c: object, _cursor: object, statement: str, *_rest: object) -> None:
        statements.append(statement)

    sa.event.listen(database.reader, "before_cursor_execute", note)
    yield statements
    sa.event.remove(database.reader, "before_cursor_execute", note)


def facts(database: Database, kind: EvidenceKind) -> list[str]:
    with database.reading() as session:
        return list(session.scalars(sa.select(Evidence.item).filter_by(kind=kind)))


def test_home_names_the_next_step_the_cohort_and_the_trainer(
    trainee: Visitor, learner: Learner
) -> None:
    page = trainee.get("/learn").text
    assert "Comienzo" in page
    assert learner.url("/lesson/1-start") in page
    assert "Cali 2026" in page
    assert "Rocío Peña" in page
    assert page.count("0 de 4 pasos cumplidos") == 1  # the second module waits for the first
    assert '<progress value="0"' in page


def test_home_says_what_opens_a_module_that_waits_for_another(trainee: Visitor) -> None:
    page = trainee.get("/learn").text
    assert page.count("Se abre después de M1") == 1


def test_a_lesson_shows_the_examples_of_the_readers_sector_or_of_another(
    trainee: Visitor, learner: Learner, database: Database
) -> None:
    address = learner.url("/lesson/1-start")
    assert "Caso de general." in trainee.get(address).text
    asked = trainee.get(f"{address}?sector=bpo").text
    assert "Caso de bpo." in asked
    assert "Caso de general." not in asked
    assert "Caso de general." in trainee.get(f"{address}?sector=nonsense").text
    with database.writing() as session:
        firm = make_firm(session, sector=Sector.MARKETING)
        session.get_one(User, learner.user.id).firm_id = firm.id
    page = trainee.get(address).text
    assert "Caso de marketing." in page
    assert "10 minutos de lectura y 15 de práctica" in page
    assert "Material formativo general" in page


@pytest.mark.usefixtures("learner")
def test_facts_due_for_review_are_flagged_to_those_who_keep_them(
    app: Flask, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    with database.writing() as session:
        user = make_user(session, Role.ADMINISTRATOR)
    administrator = Visitor(app, user)
    page = administrator.get("/learn/facts").text
    assert page.index("F-A-3") < page.index("F-A-2") < page.index("F-A-1")
    assert "M1.1, M2.1" in page
    assert "Ningún dato ha pasado su fecha de revisión" in page
    later = dt.datetime(2027, 2, 1, tzinfo=dt.UTC)
    monkeypatch.setattr("courses.routes.facts.utcnow", lambda: later)
    assert "Datos que ya pasaron su fecha de revisión: 2" in administrator.get("/learn/facts").text


def test_home_asks_those_without_a_cohort_for_a_join_code(app: Flask, database: Database) -> None:
    with database.writing() as session:
        user = make_user(session, Role.TRAINEE)
    page = Visitor(app, user).get("/learn").text
    assert 'href="/join"' in page
    assert 'class="empty"' in page


def test_home_moves_on_as_parts_are_done(
    trainee: Visitor, learner: Learner, database: Database
) -> None:
    trainee.post(learner.url("/lesson/1-start"))
    assert learner.url("/quiz") in trainee.get("/learn").text
    with database.writing() as session:
        try_quiz(session, learner, *POSITIONS)
    assert learner.url("/assignment") in trainee.get("/learn").text


def test_the_outline_says_why_the_module_is_not_complete(
    trainee: Visitor, learner: Learner
) -> None:
    page = trainee.get(learner.url()).text
    assert "Marque como leída una lección más: «Comienzo»." in page
    assert "Apruebe el cuestionario con 70\N{NO-BREAK SPACE}% o más." in page
    assert "Responda bien la pregunta esencial del cuestionario: la 1." in page
    assert "Entregue la tarea" in page


def test_a_completed_module_says_when(
    trainee: Visitor, learner: Learner, database: Database
) -> None:
    with database.writing() as session:
        place = learner.place(session)
        lesson = NewEvidence(EvidenceKind.LESSON_READ, item="1-start")
        passed = NewEvidence(EvidenceKind.ASSIGNMENT_PASSED, item="1")
        record_evidence(session, *place.key, learner.trainer.id, lesson, passed)
        try_quiz(session, learner, *POSITIONS)
        assert session.scalar(sa.select(sa.func.count()).select_from(Completion)) == 1
    page = trainee.get(learner.url()).text
    assert "Completó este módulo el" in page
    assert "Lo que falta" not in page
    assert learner.url("", "M2") in trainee.get("/learn").text


def test_opening_a_lesson_records_nothing_and_the_button_does(
    trainee: Visitor, learner: Learner, database: Database
) -> None:
    url = learner.url("/lesson/1-start")
    page = trainee.get(url).text
    assert "Marcar como leída y seguir" in page
    assert facts(database, EvidenceKind.LESSON_READ) == []
    answer = trainee.post(url)
    assert (answer.status_code, answer.location) == (303, learner.url("/quiz"))
    trainee.post(url)
    assert facts(database, EvidenceKind.LESSON_READ) == ["1-start"]
    assert "Usted marcó esta lección como leída." in trainee.get(url).text


def test_a_lesson_lists_its_sources_its_age_and_links_the_glossary(
    trainee: Visitor, learner: Learner
) -> None:
    page = trainee.get(learner.url("/lesson/1-start")).text
    assert 'id="fact-F-A-1"' in page
    assert 'href="#fact-F-A-2"' in page
    assert "Información al 1 de octubre de 2026." in page
    assert 'href="../../glossary#term-mode"' in page
    glossary = trainee.get(f"/learn/{learner.enrolment_id}/glossary").text
    assert 'id="term-mode"' in glossary
    assert "mode de fourniture" in glossary


def test_a_lesson_is_read_in_the_language_of_the_trainee(
    trainee: Visitor, learner: Learner
) -> None:
    trainee.post("/language", {"language": "en"})
    page = trainee.get(learner.url("/lesson/1-start")).text
    assert "<h1>Start</h1>" in page
    assert "Mark as read and continue" in page


def test_pages_take_few_statements(trainee: Visitor, learner: Learner, database: Database) -> None:
    limits = {
        "/learn": 7,
        learner.url(): 6,
        learner.url("/lesson/1-start"): 3,
        learner.url("/quiz"): 7,
        learner.url("/assignment"): 3,
        f"/learn/{learner.enrolment_id}/glossary": 2,
    }
    for path, limit in limits.items():
        trainee.get(path)
        with counted(database) as statements:
            assert trainee.get(path).status_code == 200
        assert len(statements) <= limit, (path, statements)


@pytest.mark.parametrize(
    "rest", ["", "/lesson/1-start", "/quiz", "/quiz/1/1", "/assignment", "/participation"]
)
def test_a_stranger_s_enrolment_looks_like_an_absent_one(
    app: Flask, learner: Learner, database: Database, rest: str
) -> None:
    with database.writing() as session:
        stranger = make_learner(session, name="Pasto 2026")
        try_quiz(session, learner)
    other = Visitor(app, stranger.user)
    foreign, absent = other.get(learner.url(rest)), other.get(f"/learn/9999/M1{rest}")
    assert foreign.status_code == absent.status_code == 404
    token = other.csrf_token()
    assert foreign.text.replace(learner.url(rest), "X").replace(token, "") == absent.text.replace(
        f"/learn/9999/M1{rest}", "X"
    ).replace(token, "")
    assert other.post(learner.url(rest or "/lesson/1-start")).status_code == 404


def test_a_trainer_cannot_open_trainees_pages(app: Flask, learner: Learner) -> None:
    assert Visitor(app, learner.trainer).get(learner.url()).status_code == 403


@pytest.mark.parametrize("rest", ["/lesson/9-absent", "/quiz/7/1", "/quiz/1/result"])
def test_an_absent_page_of_one_s_own_module_is_not_found(
    trainee: Visitor, learner: Learner, rest: str
) -> None:
    assert trainee.get(learner.url(rest)).status_code == 404


def test_a_later_module_waits_for_the_earlier_one(trainee: Visitor, learner: Learner) -> None:
    outline = trainee.get(learner.url("", "M2")).text
    assert "Complete primero: M1." in outline
    assert learner.url("/quiz", "M2") not in outline
    for rest in ("/lesson/1-start", "/quiz", "/assignment", "/participation"):
        assert trainee.get(learner.url(rest, "M2")).location == learner.url("", "M2")
    assert trainee.post(learner.url("/quiz", "M2")).location == learner.url("", "M2")


def test_a_closed_cohort_can_be_read_and_takes_nothing(
    trainee: Visitor, learner: Learner, database: Database
) -> None:
    with database.writing() as session:
        cohort = session.merge(learner.cohort, load=True)
        set_cohort_state(session, cohort, CohortState.CLOSED)
    page = trainee.get(learner.url("/lesson/1-start"))
    assert "Marcar como leída" not in page.text
    answer = trainee.post(learner.url("/lesson/1-start"))
    assert answer.status_code == 409
    assert "Su cohorte está cerrada" in answer.text
    sent = {"text": WORDS, "watched": "y"}
    answer = trainee.post(learner.url("/participation"), sent)
    assert answer.status_code == 422
    assert facts(database, EvidenceKind.CONTRIBUTION) == []


@pytest.mark.parametrize(
    ("text", "watched", "told"),
    [
        ("Muy corto", "y", "Su texto tiene 2 palabras; escriba al menos 150."),
        (WORDS, "", "Confirme que vio la grabación."),
        ("", "y", "error"),
    ],
)
def test_a_contribution_that_does_not_count_is_refused_and_kept_on_the_page(
    trainee: Visitor, learner: Learner, database: Database, text: str, watched: str, told: str
) -> None:
    sent = {"text": text} | ({"watched": watched} if watched else {})
    answer = trainee.post(learner.url("/participation"), sent)
    assert answer.status_code == 422
    assert told in answer.text
    assert text in answer.text
    assert facts(database, EvidenceKind.CONTRIBUTION) == []


def test_a_contribution_counts_as_taking_part(
    trainee: Visitor, learner: Learner, database: Database
) -> None:
    sent = {"text": f"<b>{WORDS}</b>", "watched": "y"}
    answer = trainee.post(learner.url("/participation"), sent)
    assert (answer.status_code, answer.location) == (303, learner.url())
    assert facts(database, EvidenceKind.CONTRIBUTION) == [""]
    page = trainee.get(learner.url("/participation")).text
    assert "Su aporte está guardado" in page
    assert "&lt;b&gt;palabra" in page


def test_recorded_attendance_is_shown_instead_of_the_form(
    trainee: Visitor, learner: Learner, database: Database
) -> None:
    with database.writing() as session:
        there = NewEvidence(EvidenceKind.ATTENDANCE)
        record_evidence(session, *learner.place(session).key, learner.trainer.id, there)
    page = trainee.get(learner.url("/participation")).text
    assert "Su asistencia está registrada" in page
    assert "<textarea" not in page


def test_a_contribution_is_private_to_its_writer(
    app: Flask, learner: Learner, database: Database
) -> None:
    with database.writing() as session:
        place = learner.place(session)
        save_contribution(session, place, learner.user.id, f"CANARIO {WORDS}", watched=True)
        other = make_learner(session, name="Pasto 2026")
    page = Visitor(app, other.user).get(other.url("/participation")).text
    assert "CANARIO" not in page
