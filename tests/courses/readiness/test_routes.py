"""The pages of the readiness assessment, through a browser, in both languages."""

from datetime import timedelta

import html5lib
import pytest
import sqlalchemy as sa
from flask import Flask

from lms.accounts.models import User
from lms.db import Database, utcnow
from lms.learning.models import Enrolment, ReadinessAssessment, ReadinessMoment
from lms.learning.services import complete_module
from lms.permissions import Role
from tests.courses.learners import Learner, make_learner
from tests.courses.readiness.instruments import (
    answer_all,
    answers,
    fill,
    firm_person,
    instrument,
    person_of,
    publish,
    visit,
    worked_example,
)
from tests.factories import Visitor, make_firm, make_user

BASELINE, ENDLINE = ReadinessMoment.BASELINE, ReadinessMoment.ENDLINE
START = "/learn/readiness"


@pytest.fixture
def user(database: Database) -> User:
    """Someone of a firm, where the instrument is published."""
    with database.writing() as session:
        return firm_person(session)


@pytest.fixture
def visitor(app: Flask, user: User) -> Visitor:
    return visit(app, user)


def texts_of(page: str, path: str) -> list[str]:
    """The texts of the elements at a path of a page."""
    tree = html5lib.parse(page, namespaceHTMLElements=False)
    found = tree.findall(f".//{path}")
    return [" ".join(" ".join(one.itertext()).split()) for one in found]


def rows(database: Database) -> list[ReadinessAssessment]:
    with database.reading() as session:
        return list(session.scalars(sa.select(ReadinessAssessment)))


def finished(database: Database, user: User, moment: ReadinessMoment = BASELINE) -> None:
    with database.writing() as session:
        answer_all(session, user, moment, worked_example())


@pytest.mark.parametrize(
    ("language", "told"),
    [
        (
            "es",
            [
                "Autodiagnóstico de preparación exportadora",
                "Línea de base",
                "28 afirmaciones, unos 20 minutos",
                "Estudio Cumbal S.A.S.",
                "Se abre cuando la línea de base está terminada",
                "Aún no se abre",
                "Casi lista (60–79)",
                "Comenzar",
            ],
        ),
        (
            "en",
            [
                "Export-readiness self-assessment",
                "Baseline",
                "28 statements, about 20 minutes",
                "Opens once the baseline is finished",
                "Not open yet",
                "Near-ready (60–79)",
                "Start",
            ],
        ),
    ],
)
def test_the_start_page_says_what_it_is_and_which_moment_is_open(
    app: Flask, user: User, language: str, told: list[str]
) -> None:
    page = visit(app, user, language).get(START).text
    for words in told:
        assert words in page, words
    assert f'href="{START}/baseline/1"' in page
    assert f'href="{START}/endline' not in page


def test_a_person_without_a_firm_is_told_that_she_answers_for_herself(
    app: Flask, database: Database
) -> None:
    with database.writing() as session:
        publish(session)
        alone = person_of(session)
    visitor = visit(app, alone)
    assert "responde por su cuenta" in visitor.get(START).text
    fill(visitor, "baseline", answers(2))
    assert visitor.post(f"{START}/baseline").status_code == 303
    assert [(row.user_id, row.firm_id) for row in rows(database)] == [(alone.id, None)]


def test_nothing_is_published_so_there_is_no_page_and_no_link(
    app: Flask, database: Database
) -> None:
    with database.writing() as session:
        user = make_user(session, Role.TRAINEE)
    visitor = visit(app, user)
    assert visitor.get(START).status_code == 404
    assert visitor.get(f"{START}/baseline/1").status_code == 404
    assert START not in visitor.get("/learn").text


@pytest.mark.parametrize(("language", "word"), [("es", "No lo sé"), ("en", "I don&#39;t know")])
def test_a_dimension_page_has_the_same_scale_for_every_item_and_nothing_chosen(
    app: Flask, user: User, database: Database, language: str, word: str
) -> None:
    page = visit(app, user, language).get(f"{START}/baseline/1").text
    assert page.count('type="radio"') == 4 * 5
    assert page.count(word) == 4
    assert "checked" not in page
    assert len(texts_of(page, "legend")) == 4
    assert rows(database) == []


def test_only_an_item_that_may_not_apply_offers_to_say_so(visitor: Visitor) -> None:
    page = visitor.get(f"{START}/baseline/7").text
    assert page.count('value="not_applicable"') == 1
    assert 'name="item-d7-4" value="not_applicable"' in page
    assert 'value="not_applicable"' not in visitor.get(f"{START}/baseline/6").text


def test_saved_answers_are_shown_again(visitor: Visitor) -> None:
    sent = {"item-d1-1": "2", "item-d1-2": "unknown"}
    answer = visitor.post(f"{START}/baseline/1", sent)
    assert (answer.status_code, answer.location) == (303, f"{START}/baseline/2")
    page = visitor.get(f"{START}/baseline/1").text
    assert page.count(" checked") == 2
    assert 'name="item-d1-1" value="2" checked' in page
    assert 'name="item-d1-2" value="unknown" checked' in page
    assert "2 de 28 respondidas" in page


def test_answers_can_be_left_at_any_page_for_a_last_look(visitor: Visitor) -> None:
    answer = visitor.post(f"{START}/baseline/3", {"item-d3-1": "1", "to_review": "1"})
    assert answer.location == f"{START}/baseline"
    page = visitor.get(f"{START}/baseline").text
    assert "1 de 4 respondidas" in page
    assert "summary-errors" not in page
    assert "1 de 28 respondidas" in visitor.get(START).text


def test_the_last_dimension_leads_to_the_last_look(visitor: Visitor) -> None:
    assert visitor.post(f"{START}/baseline/7", {}).location == f"{START}/baseline"


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("es", "Responda todos los puntos antes de terminar."),
        ("en", "Answer every item before you finish."),
    ],
)
def test_missing_answers_are_told_when_finishing_with_links_to_them(
    app: Flask, user: User, database: Database, language: str, told: str
) -> None:
    visitor = visit(app, user, language)
    given = answers(2)
    fill(visitor, "baseline", given, positions=range(1, 7))
    visitor.post(f"{START}/baseline/7", {"item-d7-1": "2", "item-d7-2": "2"})
    answer = visitor.post(f"{START}/baseline")
    assert answer.status_code == 422
    assert told in answer.text
    assert answer.text.count(f'href="{START}/baseline/7#item-d7-') == 2
    assert f'href="{START}/baseline/7#item-d7-3"' in answer.text
    assert 'id="item-d7-3"' in visitor.get(f"{START}/baseline/7").text
    assert [row.finished_at for row in rows(database)] == [None]


def test_finishing_without_any_answer_writes_nothing(visitor: Visitor, database: Database) -> None:
    assert visitor.post(f"{START}/baseline").status_code == 422
    assert rows(database) == []


def test_a_tampered_answer_is_refused(visitor: Visitor, database: Database) -> None:
    answer = visitor.post(f"{START}/baseline/1", {"item-d1-1": "9"})
    assert answer.status_code == 422
    assert "Esa respuesta no es de esta pregunta" in answer.text
    assert rows(database) == []


@pytest.mark.parametrize("path", ["/baseline/0", "/baseline/8", "/baseline/x", "/midline", "/x/1"])
def test_there_is_no_page_outside_of_the_instrument(visitor: Visitor, path: str) -> None:
    assert visitor.get(START + path).status_code == 404
    assert visitor.post(START + path).status_code == 404


@pytest.mark.parametrize("moment", ["endline", "month_6", "month_12"])
def test_a_moment_that_is_not_open_takes_nothing_and_says_when(
    visitor: Visitor, database: Database, moment: str
) -> None:
    for answer in (
        visitor.get(f"{START}/{moment}"),
        visitor.get(f"{START}/{moment}/1"),
        visitor.post(f"{START}/{moment}"),
        visitor.post(f"{START}/{moment}/1", {"item-d1-1": "3"}),
    ):
        assert (answer.status_code, answer.location) == (303, START)
    assert "no está abierto ahora" in visitor.get(START).text
    assert rows(database) == []


@pytest.mark.parametrize(
    ("language", "told"),
    [
        (
            "es",
            [
                "Preparando: 46,3 de 100 puntos",
                "Ruta de 12 semanas",
                "Lo que falta para la siguiente franja",
                "Un punto clave que no existe",
                "6.2 Todas las personas que crean",
                "Por construir",
                "41,7",
                "Módulo completo",
                "Por: Conocimiento del mercado (25,0)",
                "Respondió María José Muñoz; terminado el",
                "Versión 1.0",
            ],
        ),
        (
            "en",
            [
                "Preparing: 46.3 of 100 points",
                "A 12-week path",
                "What the next band needs",
                "6.2 Everyone who creates",
                "To build",
                "41.7",
                "Whole module",
                "Because of: Market knowledge (25.0)",
            ],
        ),
    ],
)
def test_the_result_says_the_band_the_profile_and_the_plan(
    app: Flask, user: User, database: Database, language: str, told: list[str]
) -> None:
    finished(database, user)
    page = visit(app, user, language).get(f"{START}/baseline").text
    for words in told:
        assert words in page, words
    assert page.count('role="img"') == 2
    assert "style=" not in page
    assert len(texts_of(page, "ol[@class='tasks plan']/li")) == 10


def test_the_table_says_what_the_picture_shows(
    visitor: Visitor, user: User, database: Database
) -> None:
    finished(database, user)
    page = visitor.get(f"{START}/baseline").text
    cells = texts_of(page, "tbody/tr")
    assert cells[1] == "Oferta y competitividad Por completar 75,0"
    assert cells[-1] == "Total ponderado 46,3"
    assert page.count('class="now" x="0"') == 7
    assert 'width="75.0%"' in page


def test_strengths_and_gaps_name_the_items(
    visitor: Visitor, user: User, database: Database
) -> None:
    finished(database, user)
    strong, weak, *_all = texts_of(visitor.get(f"{START}/baseline").text, "ul[@class='rows']")
    assert strong.startswith("2.1 Podemos explicar el servicio exportable")
    assert weak.startswith("6.2 Todas las personas que crean")
    assert "7.3 El RUT está actualizado" in weak


def test_a_gate_that_lowered_the_band_says_why(app: Flask, user: User, database: Database) -> None:
    with database.writing() as session:
        answer_all(session, user, BASELINE, answers(3, d3_1=0, d3_2=0, d3_3=0, d5_3=1))
    page = visit(app, user).get(f"{START}/baseline").text
    assert "Casi lista: 90,0 de 100 puntos" in page
    assert "Solo por puntos sería «Lista para exportar»" in page
    assert "Dimensión por debajo de 50: Conocimiento del mercado" in page
    assert "5.3 Al menos una persona comercial" in page
    assert "Inglés de trabajo" in page


def test_a_perfect_result_has_no_gap_and_no_gate(
    app: Flask, user: User, database: Database
) -> None:
    with database.writing() as session:
        answer_all(session, user, BASELINE, answers(3))
    page = visit(app, user).get(f"{START}/baseline").text
    assert "Lista para exportar: 100,0 de 100 puntos" in page
    assert "Ninguno: todo está al menos en uso parcial." in page
    assert "notice-warning" not in page


def test_nothing_in_use_says_that_strengths_will_come(
    app: Flask, user: User, database: Database
) -> None:
    with database.writing() as session:
        answer_all(session, user, BASELINE, answers(0) | {"d7-4": "not_applicable"})
    page = visit(app, user).get(f"{START}/baseline").text
    assert "Explorando: 0,0 de 100 puntos" in page
    assert "Lo primero que complete aparecerá aquí la próxima vez." in page
    assert "No aplica a mi empresa" in page


def test_finishing_shows_the_result_and_closes_the_pages(
    visitor: Visitor, database: Database
) -> None:
    fill(visitor, "baseline", worked_example())
    answer = visitor.post(f"{START}/baseline")
    assert (answer.status_code, answer.location) == (303, f"{START}/baseline")
    assert "Sus respuestas son definitivas" in visitor.get(f"{START}/baseline").text
    [before] = rows(database)
    assert visitor.get(f"{START}/baseline/1").location == f"{START}/baseline"
    late = visitor.post(f"{START}/baseline/1", {"item-d1-1": "3"})
    assert (late.status_code, late.location) == (303, START)
    assert visitor.post(f"{START}/baseline").status_code == 303
    [after] = rows(database)
    assert (after.answers, after.total, after.finished_at) == (
        before.answers,
        46.25,
        before.finished_at,
    )


def test_a_colleague_goes_on_where_the_first_stopped(
    app: Flask, user: User, database: Database
) -> None:
    with database.writing() as session:
        colleague = person_of(session, user.firm_id, given_names="Jairo", first_surname="Tulcán")
    given = worked_example()
    fill(visit(app, user), "baseline", given, positions=range(1, 4))
    other = visit(app, colleague)
    assert "12 de 28 respondidas" in other.get(START).text
    fill(other, "baseline", given, positions=range(4, 8))
    assert other.post(f"{START}/baseline").status_code == 303
    assert "Respondió Jairo Tulcán" in visit(app, user).get(f"{START}/baseline").text


def test_another_firm_s_result_is_as_absent_as_one_that_was_never_given(
    app: Flask, user: User, database: Database
) -> None:
    with database.writing() as session:
        people = [person_of(session, make_firm(session).id), person_of(session)]
    stranger, alone = (visit(app, one) for one in people)
    before = [one.get(f"{START}/baseline").text for one in (stranger, alone)]
    finished(database, user)
    assert [one.get(f"{START}/baseline").text for one in (stranger, alone)] == before
    assert "46,3" not in stranger.get(START).text + stranger.get("/learn").text


@pytest.fixture
def learner(database: Database) -> Learner:
    """A trainee of a firm that has finished its baseline and is through with module M1."""
    with database.writing() as session:
        learner = make_learner(session)
        publish(session)
        enrolment = session.get_one(Enrolment, learner.enrolment_id)
        learner.user.firm_id = enrolment.firm_id
        session.flush()
        answer_all(session, learner.user, BASELINE, worked_example())
        complete_module(session, *learner.place(session).key)
    return learner


def test_the_plan_links_the_modules_in_which_one_is_enrolled(app: Flask, learner: Learner) -> None:
    page = visit(app, learner.user).get(f"{START}/baseline").text
    assert f'<a href="{learner.url()}">M1 · Primero</a>' in page
    assert f'href="{learner.url("", "M2")}"' in page
    assert "<strong>M10</strong>" in page


def test_a_colleague_who_is_not_enrolled_sees_the_plan_without_links(
    app: Flask, learner: Learner, database: Database
) -> None:
    with database.writing() as session:
        enrolment = session.get_one(Enrolment, learner.enrolment_id)
        colleague = person_of(session, enrolment.firm_id)
    page = visit(app, colleague).get(f"{START}/baseline").text
    assert "<strong>M1 · Primero</strong>" in page
    assert learner.url() not in page


def test_the_endline_shows_the_points_gained_since_the_baseline(
    app: Flask, learner: Learner
) -> None:
    visitor = visit(app, learner.user)
    assert f'href="{START}/endline/1"' in visitor.get(START).text
    fill(visitor, "endline", worked_example() | {"d6-2": 2, "d7-3": 2, "d1-4": 1, "d3-1": 3})
    visitor.post(f"{START}/endline")
    page = visitor.get(f"{START}/endline").text
    assert "Resultado: Cierre" in page
    assert "Línea de base: 46,3 puntos. Diferencia: +5,4." in page
    rows = texts_of(page, "tbody/tr")
    assert rows[0] == "Liderazgo y compromiso Por completar 50,0 58,3 −8,3"
    assert rows[1] == "Oferta y competitividad Por completar 75,0 75,0 0"
    assert rows[-1] == "Total ponderado 51,7 46,3 +5,4"
    assert page.count('class="before"') == 7
    assert "Diferencia" not in visitor.get(f"{START}/baseline").text


def test_the_later_moments_open_by_the_calendar(
    app: Flask, learner: Learner, database: Database
) -> None:
    with database.writing() as session:
        answer_all(session, learner.user, ENDLINE, answers(2))
    visitor = visit(app, learner.user)
    page = visitor.get(START).text
    assert "Nada por responder ahora" in page
    assert page.count("Se abre el ") == 2
    with database.writing() as session:
        endline = session.scalars(sa.select(ReadinessAssessment).filter_by(moment=ENDLINE)).one()
        endline.finished_at = utcnow() - timedelta(days=370)
    page = visitor.get(START).text
    assert "No se respondió a tiempo" in page
    assert f'href="{START}/month_12/1"' in page


def test_the_home_shows_where_the_assessment_stands(
    app: Flask, user: User, database: Database
) -> None:
    visitor = visit(app, user)
    home = visitor.get("/learn").text
    assert f'href="{START}"' in home
    assert "Pendiente" in home
    visitor.post(f"{START}/baseline/1", {"item-d1-1": "2"})
    assert "1 de 28 respondidas" in visitor.get("/learn").text
    finished(database, user)
    assert "46,3 · Preparando" in visitor.get("/learn").text
    assert "46.3 · Preparing" in visit(app, user, "en").get("/learn").text


def test_the_home_of_someone_in_another_programme_does_not_ask(
    app: Flask, database: Database
) -> None:
    with database.writing() as session:
        learner = make_learner(session)
        publish(session, "another")
    assert START not in visit(app, learner.user).get("/learn").text


def test_trainers_and_reviewers_have_no_such_page(app: Flask, database: Database) -> None:
    with database.writing() as session:
        publish(session)
        people = [make_user(session, role) for role in (Role.TRAINER, Role.REVIEWER)]
    for one in people:
        assert visit(app, one).get(START).status_code == 403


def test_every_item_is_asked_in_both_languages(app: Flask, user: User) -> None:
    for language in ("es", "en"):
        visitor = visit(app, user, language)
        asked = [
            text
            for position in range(1, 8)
            for text in texts_of(visitor.get(f"{START}/baseline/{position}").text, "legend")
        ]
        assert len(asked) == 28
        for item, shown in zip(instrument().items, asked, strict=True):
            assert item.text.get(language) in shown
