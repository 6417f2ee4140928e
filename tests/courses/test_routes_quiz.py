"""The quiz through a browser: nothing leaks, nothing can be forged, nothing counts twice."""

import re

import pytest
import sqlalchemy as sa
from flask import Flask

from courses.curriculum.schema import Matching, Numeric, Ordering
from courses.models import QuizAttempt
from courses.quiz import draw
from lms.db import Database
from lms.learning.models import CohortState, Evidence, EvidenceKind
from lms.learning.services import set_cohort_state
from tests.courses.learners import (
    POSITIONS,
    Learner,
    attempt,
    grant_attempt,
    make_learner,
    module,
    right_form,
    try_quiz,
)
from tests.factories import Visitor


@pytest.fixture
def learner(database: Database) -> Learner:
    with database.writing() as session:
        return make_learner(session)


@pytest.fixture
def trainee(app: Flask, learner: Learner) -> Visitor:
    return Visitor(app, learner.user)


def answers(database: Database, learner: Learner) -> dict[str, object]:
    with database.reading() as session:
        return dict(attempt(session, learner.place(session), 1).answers)


def right(database: Database, learner: Learner, position: int) -> dict[str, list[str]]:
    with database.reading() as session:
        return right_form(attempt(session, learner.place(session), 1), position)


def test_a_whole_quiz_can_be_taken_with_plain_forms(
    trainee: Visitor, learner: Learner, database: Database
) -> None:
    rules = trainee.get(learner.url("/quiz")).text
    assert "70\N{NO-BREAK SPACE}% de respuestas correctas" in rules
    assert "Le quedan 2 intentos" in rules
    url = trainee.post(learner.url("/quiz")).location
    assert url == learner.url("/quiz/1/1")
    for position in POSITIONS:
        assert f"Pregunta {position} de 4" in trainee.get(url).text
        url = trainee.post(url, right(database, learner, position)).location
    assert url == learner.url("/quiz/1/review")
    assert "Todas las preguntas están respondidas." in trainee.get(url).text
    url = trainee.post(url).location
    result = trainee.get(url).text
    assert "Aprobó el cuestionario" in result
    assert "4 de 4 preguntas correctas: 100\N{NO-BREAK SPACE}%" in result
    assert result.count("Porque sí") == 4


def test_saved_answers_are_shown_again(
    trainee: Visitor, learner: Learner, database: Database
) -> None:
    trainee.post(learner.url("/quiz"))
    for position in POSITIONS:
        trainee.post(learner.url(f"/quiz/1/{position}"), right(database, learner, position))
    choice = trainee.get(learner.url("/quiz/1/1")).text
    assert " checked>" in choice
    for position in (2, 3):
        page = trainee.get(learner.url(f"/quiz/1/{position}")).text
        assert len(re.findall(r"<option value=\"\w+\" selected>", page)) >= 2
    assert 'value="17.5"' in trainee.get(learner.url("/quiz/1/4")).text


def test_no_page_tells_the_key_before_it_may(
    trainee: Visitor, learner: Learner, database: Database
) -> None:
    trainee.post(learner.url("/quiz"))
    with database.reading() as session:
        seed = attempt(session, learner.place(session), 1).seed
    for position, drawn in enumerate(draw(module().quiz, seed), 1):
        page = trainee.get(learner.url(f"/quiz/1/{position}")).text
        main = page[page.index("<main") :].replace(trainee.csrf_token(), "")
        assert "Porque sí" not in main
        assert "correct" not in main.replace("Marque todas las correctas.", "").lower()
        assert drawn.question.id not in main
        if isinstance(drawn.question, Numeric):
            assert "17" not in main
        if isinstance(drawn.question, Ordering):
            labels = re.findall(r'name="position-(\w+)"', main)
            assert labels == ["i1", "i2", "i3"]
            assert [drawn.shown[int(one[1]) - 1].id for one in labels] != ["a", "b", "c"]
        if isinstance(drawn.question, Matching):
            assert set(re.findall(r'<option value="(\w+)"', main)) == {"r1", "r2"}
    trainee.post(learner.url("/quiz/1/review"))
    first = trainee.get(learner.url("/quiz/1/result")).text
    assert "Respuesta correcta" not in first
    assert "Le queda 1 intento" in first


def test_the_key_is_shown_when_no_attempt_is_left(
    trainee: Visitor, learner: Learner, database: Database
) -> None:
    with database.writing() as session:
        try_quiz(session, learner)
        try_quiz(session, learner)
    page = trainee.get(learner.url("/quiz/2/result")).text
    assert page.count("Respuesta correcta") == 4
    assert "17,5 por ciento" in page
    assert "1. Primero" in page
    assert "Sol → Día" in page
    assert "sin responder" in page
    assert learner.trainer.email in page


def test_a_grant_opens_one_more_attempt(
    trainee: Visitor, learner: Learner, database: Database
) -> None:
    with database.writing() as session:
        try_quiz(session, learner)
        try_quiz(session, learner)
    refused = trainee.post(learner.url("/quiz"))
    assert refused.status_code == 409
    assert "Ya usó todos sus intentos." in refused.text
    with database.writing() as session:
        grant_attempt(session, learner)
    assert "Empezar el intento 3" in trainee.get(learner.url("/quiz")).text
    assert trainee.post(learner.url("/quiz")).location == learner.url("/quiz/3/1")
    assert "Respuesta correcta" not in trainee.get(learner.url("/quiz/2/result")).text


def test_handing_in_twice_counts_once(
    trainee: Visitor, learner: Learner, database: Database
) -> None:
    trainee.post(learner.url("/quiz"))
    for _ in range(2):
        answer = trainee.post(learner.url("/quiz/1/review"))
        assert answer.location == learner.url("/quiz/1/result")
    with database.reading() as session:
        kind = EvidenceKind.QUIZ_ATTEMPT
        assert len(session.scalars(sa.select(Evidence).filter_by(kind=kind)).all()) == 1
    assert trainee.get(learner.url("/quiz/1/1")).location == learner.url("/quiz/1/result")
    assert trainee.get(learner.url("/quiz/1/review")).location == learner.url("/quiz/1/result")


def test_a_forged_score_is_ignored(trainee: Visitor, learner: Learner, database: Database) -> None:
    forged = {"score": "100", "passed": "1", "correct": "1", "seed": "1", "number": "9"}
    trainee.post(learner.url("/quiz"), forged)
    trainee.post(learner.url("/quiz/1/4"), {"answer": "3", **forged})
    trainee.post(learner.url("/quiz/1/review"), forged)
    with database.reading() as session:
        row = session.scalars(sa.select(QuizAttempt)).one()
    assert (row.number, row.score, row.passed) == (1, 0, False)


@pytest.mark.parametrize(
    ("kind", "sent", "told"),
    [
        ("ordering", {"position-i1": "1"}, "Dé una posición a cada elemento"),
        (
            "ordering",
            {"position-i1": "1", "position-i2": "1", "position-i3": "2"},
            "Dos elementos tienen la misma posición",
        ),
        ("ordering", {"position-zz": "1"}, "Esa respuesta no es de esta pregunta."),
        ("matching", {"match-a": "zz"}, "Esa respuesta no es de esta pregunta."),
        ("numeric", {"answer": "mucho"}, "Escriba un número en cifras, por ejemplo 17,5."),
        ("numeric", {"answer": "1.500"}, "Escriba el número sin separador de miles."),
        ("single", {"answer": "zz"}, "Esa respuesta no es de esta pregunta."),
    ],
)
def test_an_answer_that_cannot_be_is_told_in_a_sentence_and_nothing_is_saved(
    trainee: Visitor,
    learner: Learner,
    database: Database,
    kind: str,
    sent: dict[str, str],
    told: str,
) -> None:
    trainee.post(learner.url("/quiz"))
    position = {"single": 1, "ordering": 2, "matching": 3, "numeric": 4}[kind]
    answer = trainee.post(learner.url(f"/quiz/1/{position}"), sent)
    assert answer.status_code == 422
    assert told in answer.text
    assert "<title>Error: " in answer.text
    if kind == "numeric":
        assert f'value="{sent["answer"]}"' in answer.text
    assert answers(database, learner) == {}


def test_an_answer_after_handing_in_is_kept_on_the_page_and_not_saved(
    trainee: Visitor, learner: Learner, database: Database
) -> None:
    with database.writing() as session:
        try_quiz(session, learner)
    answer = trainee.post(learner.url("/quiz/1/4"), {"answer": "12"})
    assert answer.status_code == 409
    assert "Este intento ya estaba entregado" in answer.text
    assert 'value="12"' in answer.text
    assert answers(database, learner) == {}


def test_a_passed_quiz_takes_no_further_attempt(
    trainee: Visitor, learner: Learner, database: Database
) -> None:
    with database.writing() as session:
        try_quiz(session, learner, *POSITIONS)
    answer = trainee.post(learner.url("/quiz"))
    assert answer.status_code == 409
    assert "Usted ya aprobó este cuestionario" in answer.text


def test_an_open_essential_question_is_explained(
    trainee: Visitor, learner: Learner, database: Database
) -> None:
    with database.writing() as session:
        try_quiz(session, learner, 2, 3, 4)
    page = trainee.get(learner.url("/quiz/1/result")).text
    assert "El puntaje alcanza, pero falta una pregunta esencial" in page
    assert "La pregunta 1 es esencial" in page
    assert learner.url("/quiz") in page


def test_questions_outside_of_the_attempt_are_not_found(trainee: Visitor, learner: Learner) -> None:
    trainee.post(learner.url("/quiz"))
    for position in (0, 5):
        assert trainee.get(learner.url(f"/quiz/1/{position}")).status_code == 404
        assert trainee.post(learner.url(f"/quiz/1/{position}")).status_code == 404
    assert trainee.post(learner.url("/quiz/2/review")).status_code == 404
    assert trainee.get(learner.url("/quiz/1/result")).location == learner.url("/quiz/1/review")


def test_save_and_review_goes_to_the_last_look(trainee: Visitor, learner: Learner) -> None:
    trainee.post(learner.url("/quiz"))
    answer = trainee.post(learner.url("/quiz/1/1"), {"to_review": "1"})
    assert answer.location == learner.url("/quiz/1/review")
    assert "4 preguntas están sin responder." in trainee.get(answer.location).text


def test_a_closed_cohort_keeps_the_typed_answer_on_the_page(
    trainee: Visitor, learner: Learner, database: Database
) -> None:
    trainee.post(learner.url("/quiz"))
    with database.writing() as session:
        set_cohort_state(session, session.merge(learner.cohort), CohortState.CLOSED)
    answer = trainee.post(learner.url("/quiz/1/4"), {"answer": "17.5"})
    assert answer.status_code == 409
    assert "Su cohorte está cerrada" in answer.text
    assert 'value="17.5"' in answer.text
    for rest in ("/quiz", "/quiz/1/review"):
        assert trainee.post(learner.url(rest)).status_code == 409
    assert answers(database, learner) == {}
