"""Opening, changing, closing and reading cohorts."""

from datetime import date, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from lms.accounts.models import AccountToken
from lms.db import utcnow
from lms.jobs.models import Job
from lms.learning.models import Cohort, CohortState, Enrolment
from lms.learning.queries import cohorts_of
from lms.learning.services import set_cohort_state
from tests.factories import Visitor, make_enrolment
from tests.trainer_portal.conftest import Room
from trainer_portal.forms import today_in_colombia

TYPED = {
    "name": "Nariño 2027",
    "department": "52",
    "language": "es",
    "starts_on": "2027-02-01",
    "ends_on": "2027-05-01",
    "seats": "25",
}
BAD = [
    ("name", "   ", 'id="name-error"'),
    ("name", "x" * 121, "120"),
    ("department", "", "Elija un departamento."),
    ("department", "00", "Opción inválida."),
    ("language", "fr", "Opción inválida."),
    ("starts_on", "mañana", "No es una fecha válida"),
    ("starts_on", "0202-02-01", "Revise el año de esta fecha."),
    ("ends_on", "2027-01-31", "El último día no puede ser anterior al primero."),
    ("ends_on", "2029-12-31", "Una cohorte dura dos años como máximo."),
    ("seats", "0", "Escriba un número de 1 a 500."),
    ("seats", "501", "Escriba un número de 1 a 500."),
    ("seats", "muchos", "entero"),
]


def programme_id(room: Room) -> str:
    return str(room.cohort.programme_id)


def reload(room: Room) -> Cohort:
    with room.database.reading() as session:
        return session.get_one(Cohort, room.cohort.id)


def test_a_trainer_without_cohorts_is_told_what_to_do(app: Flask, room: Room) -> None:
    page = Visitor(app, room.other).get("/cohorts")
    assert "Todavía no tiene cohortes" in page.text
    assert "Pasto 2026" not in page.text


def test_the_list_counts_people_over_all_cohorts(room: Room) -> None:
    room.hand_in(room.ana)
    text = " ".join(room.browser.get("/cohorts").text.split())
    assert "<strong>2</strong> <span>participantes</span>" in text
    assert "<strong>1</strong> <span>por calificar</span>" in text
    assert "2 de 20" in text


def test_a_new_cohort_belongs_to_who_opened_it_and_pins_the_modules(room: Room) -> None:
    typed = TYPED | {"programme": programme_id(room), "join_code": "AAAABBBB", "state": "closed"}
    answer = room.browser.post("/cohorts/new", typed)
    assert answer.status_code == 303
    with room.database.reading() as session:
        newest = cohorts_of(session, room.trainer.id)[0]
        assert (newest.name, newest.seats, newest.ends_on) == ("Nariño 2027", 25, date(2027, 5, 1))
        assert (newest.state, newest.join_code == "AAAABBBB") == (CohortState.OPEN, False)
        assert len(cohorts_of(session, room.other.id)) == 0
    assert "M1 · Exportar servicios" in room.browser.get(answer.location).text


@pytest.mark.parametrize(("field", "value", "message"), BAD)
def test_bad_input_is_explained_and_kept(room: Room, field: str, value: str, message: str) -> None:
    typed = TYPED | {"programme": programme_id(room), field: value}
    for path in ("/cohorts/new", f"/cohorts/{room.cohort.id}/edit"):
        answer = room.browser.post(path, typed)
        assert answer.status_code == 422
        assert message in answer.text
        assert "<title>Error: " in answer.text
        assert 'value="Nariño 2027"' in answer.text or field == "name"
    with room.database.reading() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(Cohort)) == 1


def test_a_cohort_needs_a_programme_that_exists(room: Room) -> None:
    assert room.browser.post("/cohorts/new", TYPED | {"programme": "99"}).status_code == 422


def test_without_a_programme_there_is_a_sentence(room: Room) -> None:
    with room.database.writing() as session:
        for table in ("cohort_module", "enrolment", "cohort_trainer", "cohort"):
            session.execute(sa.text(f"DELETE FROM {table}"))  # noqa: S608 — fixed names
        for table in ("module_version", "module", "programme"):
            session.execute(sa.text(f"DELETE FROM {table}"))  # noqa: S608 — fixed names
    assert "Todavía no hay un programa publicado" in room.browser.get("/cohorts/new").text


def test_changes_are_saved(room: Room) -> None:
    answer = room.browser.post(f"/cohorts/{room.cohort.id}/edit", TYPED)
    assert answer.status_code == 303
    assert (reload(room).name, reload(room).seats) == ("Nariño 2027", 25)


def test_seats_never_fall_below_the_people_in_them(room: Room) -> None:
    answer = room.browser.post(f"/cohorts/{room.cohort.id}/edit", TYPED | {"seats": "1"})
    assert answer.status_code == 422
    assert "2 personas inscritas" in answer.text
    assert reload(room).seats == 20


def test_a_cohort_is_closed_and_opened_again_after_a_question(room: Room) -> None:
    path = f"/cohorts/{room.cohort.id}/state"
    assert "¿Cerrar «Pasto 2026»?" in room.browser.get(path).text
    assert reload(room).state is CohortState.OPEN
    room.browser.post(path, {"state": "closed"})
    room.browser.post(path, {"state": "closed"})
    assert reload(room).state is CohortState.CLOSED
    assert "nadie puede unirse" in room.browser.get(f"/cohorts/{room.cohort.id}").text
    assert "¿Abrir de nuevo «Pasto 2026»?" in room.browser.get(path).text
    room.browser.post(path, {"state": "open"})
    assert reload(room).state is CohortState.OPEN
    assert room.browser.post(path, {"state": "frozen"}).status_code == 400


def test_the_page_says_how_to_join_and_where_everyone_stands(room: Room) -> None:
    text = room.browser.get(f"/cohorts/{room.cohort.id}").text
    code = room.cohort.join_code
    assert f"{code[:4]}-{code[4:]}" in text
    assert "Ana Muñoz Ordóñez" in text
    assert "Sin empezar" in text
    assert "2 de 20 ocupados" in text


def test_a_new_code_ends_the_old_one_at_once(room: Room) -> None:
    path = f"/cohorts/{room.cohort.id}/join-code"
    day = today_in_colombia() + timedelta(days=3)
    assert room.browser.post(path, {"expires_on": day.isoformat()}).status_code == 303
    after = reload(room)
    assert after.join_code != room.cohort.join_code
    assert after.join_code_expires_at.isoformat() == f"{day + timedelta(days=1)}T04:59:59+00:00"


@pytest.mark.parametrize(
    ("days", "message"),
    [(-1, "Elija hoy o un día posterior."), (367, "un año como máximo"), (3_000_000, "un año")],
)
def test_a_code_holds_from_today_to_a_year(room: Room, days: int, message: str) -> None:
    day = min(today_in_colombia() + timedelta(days=min(days, 2_000_000)), date.max)
    path = f"/cohorts/{room.cohort.id}/join-code"
    answer = room.browser.post(path, {"expires_on": day.isoformat()})
    assert answer.status_code == 422
    assert message in answer.text
    assert reload(room).join_code == room.cohort.join_code


def test_the_slide_shows_the_code_and_its_qr(room: Room) -> None:
    text = room.browser.get(f"/cohorts/{room.cohort.id}/slide").text
    code = room.cohort.join_code
    assert f"{code[:4]}-{code[4:]}" in text
    assert "data:image/svg+xml" in text
    assert f"https://gateway.test/join/{code}" in text


def test_the_slide_of_an_expired_code_shows_no_code(room: Room) -> None:
    def expire(session: Any) -> None:
        session.get_one(Cohort, room.cohort.id).join_code_expires_at = utcnow()

    room.write(expire)
    text = room.browser.get(f"/cohorts/{room.cohort.id}/slide").text
    assert "El código de ingreso venció." in text
    assert "data:image" not in text


def test_an_invitation_is_mailed_for_this_cohort(room: Room) -> None:
    path = f"/cohorts/{room.cohort.id}/invite"
    typed = {"email": "Nueva@Firma.co", "language": "en", "cohort_id": "1", "role": "trainer"}
    assert room.browser.post(path, typed).status_code == 303
    with room.database.reading() as session:
        token = session.scalars(sa.select(AccountToken)).one()
        mail = session.scalars(sa.select(Job).filter_by(kind="mail.send")).one()
    assert (token.cohort_id, token.role, token.email) == (
        room.cohort.id,
        "trainee",
        "nueva@firma.co",
    )
    assert mail.payload["to"] == "nueva@firma.co"


def test_a_wrong_address_or_a_closed_cohort_sends_nothing(room: Room) -> None:
    path = f"/cohorts/{room.cohort.id}/invite"
    assert room.browser.post(path, {"email": "nadie", "language": "es"}).status_code == 422

    def close(session: Any) -> None:
        cohort = session.get_one(Cohort, room.cohort.id)
        set_cohort_state(session, cohort, CohortState.CLOSED)

    room.write(close)
    answer = room.browser.post(path, {"email": "a@firma.co", "language": "es"})
    assert answer.status_code == 422
    assert "nadie puede unirse" in answer.text
    with room.database.reading() as session:
        assert session.scalars(sa.select(Job)).all() == []


def test_invitations_have_a_limit(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("trainer_portal.routes.joining.INVITATIONS", 1)
    path = f"/cohorts/{room.cohort.id}/invite"
    assert room.browser.post(path, {"email": "a@firma.co", "language": "es"}).status_code == 303
    answer = room.browser.post(path, {"email": "b@firma.co", "language": "es"})
    assert answer.status_code == 422
    assert "Espere una hora" in answer.text


def test_the_cohort_page_asks_as_often_for_sixty_people_as_for_two(room: Room) -> None:
    path = f"/cohorts/{room.cohort.id}"
    few = count_statements(room, path)

    def fill(session: Any) -> None:
        session.get_one(Cohort, room.cohort.id).seats = 60
        for _number in range(58):
            make_enrolment(session, session.get_one(Cohort, room.cohort.id))

    room.write(fill)
    many = count_statements(room, path)
    with room.database.reading() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(Enrolment)) == 60
    assert len(many) == len(few) <= 8, "\n".join(many)


def count_statements(room: Room, path: str) -> list[str]:
    found: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        found.append(statement)

    engine = room.database.reader
    sa.event.listen(engine, "before_cursor_execute", note)
    try:
        assert room.browser.get(path).status_code == 200
    finally:
        sa.event.remove(engine, "before_cursor_execute", note)
    return [text for text in found if not text.startswith("BEGIN")]


def test_pages_speak_english_too(room: Room) -> None:
    def speak(session: Any) -> None:
        session.get_one(type(room.trainer), room.trainer.id).language = "en"

    room.write(speak)
    assert "Open a cohort" in room.browser.get("/cohorts").text
    assert "2 of 20 taken" in room.browser.get(f"/cohorts/{room.cohort.id}").text
