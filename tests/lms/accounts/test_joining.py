"""Joining a cohort by its code."""

import re
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from lms.accounts.consent import VERSION, consent_text
from lms.accounts.models import Consent, Firm, FirmSize, RoleGrant, User
from lms.accounts.passwords import verify
from lms.db import Database, utcnow
from lms.learning.models import Cohort, CohortState, Enrolment
from lms.learning.services import enrol_invited
from lms.learning.services.cohorts import CohortFull
from lms.permissions import Role
from tests.factories import Visitor, make_cohort, make_enrolment, make_firm, make_user
from tests.lms.accounts.outbox import mails
from tests.lms.accounts.typed import NIT, PASSWORD, firm, sign_up


@pytest.fixture
def cohort(database: Database) -> Cohort:
    with database.writing() as session:
        return make_cohort(session)


def change(database: Database, cohort: Cohort, **values: Any) -> None:
    with database.writing() as session:
        session.execute(sa.update(Cohort).filter_by(id=cohort.id).values(**values))


def count(database: Database, model: type) -> int:
    with database.reading() as session:
        return session.scalar(sa.select(sa.func.count()).select_from(model)) or 0


def test_signing_up_gives_an_account_a_firm_a_seat_and_a_session(
    app: Flask, database: Database, cohort: Cohort
) -> None:
    visitor = Visitor(app)
    answer = visitor.post(f"/join/{cohort.join_code}", sign_up(email=" Ana@Example.COM"))
    assert (answer.status_code, answer.location) == (303, "/")
    with database.reading() as session:
        user = session.scalars(sa.select(User).filter_by(email="ana@example.com")).one()
        assert verify(user.password_hash, PASSWORD)
        assert user.certificate_name == "Ana Lucía Ñáñez Güiza"
        assert user.firm is not None
        assert (user.firm.nit, user.firm.ciiu) == ("9001234568", "6201")
        enrolment = session.scalars(sa.select(Enrolment)).one()
        assert (enrolment.user_id, enrolment.firm_id) == (user.id, user.firm_id)
        roles = session.scalars(sa.select(RoleGrant.role).filter_by(user_id=user.id)).all()
        assert roles == [Role.TRAINEE]
    assert visitor.get("/profile").status_code == 200


def test_the_consent_that_was_shown_is_stored(
    app: Flask, database: Database, cohort: Cohort
) -> None:
    visitor = Visitor(app, language="en")
    page = visitor.get(f"/join/{cohort.join_code}").text
    text = consent_text("en", "gateway@localhost")
    assert all(paragraph in page.replace("&#39;", "'") for paragraph in text.paragraphs)
    assert "checked" not in page
    visitor.post(f"/join/{cohort.join_code}", sign_up())
    with database.reading() as session:
        row = session.scalars(sa.select(Consent)).one()
    assert (row.text_version, row.text_sha256, row.language) == (VERSION, text.sha256, "en")


@pytest.mark.parametrize("language", ["es", "en"])
def test_the_page_says_what_one_joins(app: Flask, cohort: Cohort, language: str) -> None:
    page = Visitor(app, language=language).get(f"/join/{cohort.join_code}").text
    assert f'<html lang="{language}">' in page
    assert {"es": "Puerta", "en": "Gateway"}[language] in page
    assert {"es": "1 de noviembre de 2026", "en": "November 1, 2026"}[language] in page
    assert "Pasto 2026" in page
    assert "María José Muñoz" in page


@pytest.mark.parametrize(
    "wrong",
    [
        {"email": "ana"},
        {"password": "corta"},
        {"password": "ana lucía 2026"},
        {"given_names": "   "},
        {"given_names": "Ana\u202e"},
        {"first_surname": "x" * 81},
        {"certificate_name": "x" * 81},
        {"given_names": "x" * 50, "first_surname": "y" * 50},
        {"language": "fr"},
        {"nit": "900.123.456-7"},
        {"nit": "12"},
        {"nit": "no tengo"},
        {"nit": "123456789012-3"},
        {"nit": "10000000000-8"},
        {"firm_name": ""},
        {"department": ""},
        {"department": "00"},
        {"ciiu": "9999"},
        {"size": "huge"},
        {"consent": ""},
    ],
)
def test_a_wrong_field_is_named_what_was_typed_stays_and_nothing_is_kept(
    app: Flask, database: Database, cohort: Cohort, wrong: dict[str, str]
) -> None:
    sent = sign_up(**wrong)
    if not sent["consent"]:
        del sent["consent"]
    people = count(database, User)
    answer = Visitor(app).post(f"/join/{cohort.join_code}", sent)
    assert answer.status_code == 422
    assert 'class="error"' in answer.text
    assert wrong.get("firm_name", "Píxel del Sur S.A.S.") in answer.text
    assert sent["password"] not in answer.text or sent["password"] == "corta"
    assert count(database, User) == people
    assert count(database, Firm) == 0


@pytest.mark.parametrize("nit", ["9001234568", "900123456-8", " 900.123.456-8 ", "1032456789-7"])
def test_a_nit_may_be_typed_as_people_do(
    app: Flask, database: Database, cohort: Cohort, nit: str
) -> None:
    answer = Visitor(app).post(f"/join/{cohort.join_code}", sign_up(nit=nit))
    assert answer.status_code == 303
    with database.reading() as session:
        assert session.scalars(sa.select(Firm.nit)).one().isdigit()


def test_the_second_person_of_a_nit_joins_the_firm_as_it_is(
    app: Flask, database: Database, cohort: Cohort
) -> None:
    Visitor(app).post(f"/join/{cohort.join_code}", sign_up())
    second = sign_up(email="b@example.com", firm_name="Otra cosa", department="05", size="large")
    assert Visitor(app).post(f"/join/{cohort.join_code}", second).status_code == 303
    with database.reading() as session:
        found = session.scalars(sa.select(Firm)).one()
        assert (found.name, found.department) == ("Píxel del Sur S.A.S.", "52")
        people = session.scalars(sa.select(User.email).filter_by(firm_id=found.id)).all()
    assert sorted(people) == ["ana@example.com", "b@example.com"]


@pytest.mark.parametrize("path", ["/join/{}", "/join?code={}"])
@pytest.mark.parametrize(
    "values",
    [
        {"join_code_expires_at": utcnow() - timedelta(minutes=1)},
        {"seats": 0},
        {"state": CohortState.CLOSED},
        {"join_code": "ANOTHER2"},
    ],
)
def test_a_code_that_gives_no_seat_is_told_in_one_sentence_and_stays_typed(
    app: Flask, database: Database, cohort: Cohort, values: dict[str, Any], path: str
) -> None:
    change(database, cohort, **values)
    visitor = Visitor(app)
    for answer in (
        visitor.get(path.format(cohort.join_code)),
        visitor.post("/join", {"code": cohort.join_code}),
    ):
        assert answer.status_code == 422
        assert f'value="{cohort.join_code}"' in answer.text
        assert answer.text.count('class="error"') == 1
    assert visitor.post(f"/join/{cohort.join_code}", sign_up()).status_code == 422
    assert count(database, Enrolment) == 0


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"join_code_expires_at": utcnow() - timedelta(minutes=1)}, "venció"),
        ({"seats": 0}, "cupo"),
        ({"state": CohortState.CLOSED}, "cerr"),
    ],
)
def test_a_cohort_lost_while_typing_gives_the_filled_form_back(
    app: Flask, database: Database, cohort: Cohort, values: dict[str, Any], sentence: str
) -> None:
    change(database, cohort, **values)
    answer = Visitor(app).post(f"/join/{cohort.join_code}", sign_up())
    assert answer.status_code == 422
    assert 'value="ana@example.com"' in answer.text
    assert 'value="Píxel del Sur S.A.S."' in answer.text
    (summary,) = re.findall(r'<div class="summary-errors".*?</div>', answer.text, re.DOTALL)
    assert sentence in summary
    assert count(database, User) == 1  # the trainer


def test_a_code_typed_with_dash_and_small_letters_leads_to_the_cohort(
    app: Flask, cohort: Cohort
) -> None:
    code = cohort.join_code
    typed = f" {code[:4].lower()}-{code[4:]} "
    visitor = Visitor(app)
    assert visitor.post("/join", {"code": typed}).location == f"/join/{code}"
    assert visitor.get(f"/join?code={code}").location == f"/join/{code}"
    assert visitor.get("/join").status_code == 200
    assert visitor.post("/join", {"code": ""}).status_code == 422


def test_twenty_wrong_codes_close_the_door_even_to_a_right_one(app: Flask, cohort: Cohort) -> None:
    visitor = Visitor(app)
    for _ in range(25):
        assert visitor.get(f"/join/{cohort.join_code}").status_code == 200
    for number in range(20):
        assert visitor.get(f"/join/WRONG{number:03d}").status_code == 422
    assert visitor.get(f"/join/{cohort.join_code}").status_code == 429
    assert visitor.post("/join", {"code": cohort.join_code}).status_code == 429


def test_a_taken_address_is_refused_in_general_words_and_its_owner_is_told(
    app: Flask, database: Database, cohort: Cohort
) -> None:
    with database.writing() as session:
        make_user(session, Role.TRAINEE, email="ana@example.com", language="en")
    visitor = Visitor(app, language="en")
    for _ in range(2):
        answer = visitor.post(f"/join/{cohort.join_code}", sign_up())
        assert answer.status_code == 422
        assert "If you already have an account, sign in and join from there." in answer.text
        assert 'aria-invalid="true"' not in answer.text
    (mail,) = mails(database)
    assert mail.to == "ana@example.com"
    assert "https://gateway.test/sign-in" in mail.text
    assert count(database, Firm) == count(database, Consent) == count(database, Enrolment) == 0


def test_probing_addresses_at_sign_up_is_limited(
    app: Flask, database: Database, cohort: Cohort, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("lms.accounts.routes.coming.WRONG_TRIES", 2)
    with database.writing() as session:
        make_user(session, Role.TRAINEE, email="ana@example.com")
    visitor = Visitor(app)
    path = f"/join/{cohort.join_code}"
    assert [visitor.post(path, sign_up()).status_code for _ in range(3)] == [422, 422, 429]


def test_extra_fields_at_sign_up_change_nothing(
    app: Flask, database: Database, cohort: Cohort
) -> None:
    with database.writing() as session:
        other = make_cohort(session)
    extra = {
        "role": "administrator",
        "roles": "administrator",
        "cohort_id": str(other.id),
        "firm_id": "99",
        "active": "",
        "id": "4242",
        "user_id": "4242",
        "password_hash": "x",
        "granted_by": "1",
    }
    assert Visitor(app).post(f"/join/{cohort.join_code}", sign_up(**extra)).status_code == 303
    with database.reading() as session:
        user = session.scalars(sa.select(User).filter_by(email="ana@example.com")).one()
        assert user.active
        assert user.id != 4242
        assert session.scalars(sa.select(RoleGrant.role).filter_by(user_id=user.id)).all() == [
            Role.TRAINEE
        ]
        assert session.scalars(sa.select(Enrolment.cohort_id)).one() == cohort.id


def test_the_signed_in_join_with_one_button(app: Flask, database: Database, cohort: Cohort) -> None:
    with database.writing() as session:
        user = make_user(session, Role.TRAINEE, firm_id=make_firm(session).id)
    visitor = Visitor(app, user)
    page = visitor.get(f"/join/{cohort.join_code}").text
    assert 'name="nit"' not in page
    answer = visitor.post(f"/join/{cohort.join_code}", {"nit": NIT, "user_id": "1"})
    assert (answer.status_code, answer.location) == (303, "/")
    with database.reading() as session:
        enrolment = session.scalars(sa.select(Enrolment)).one()
        assert (enrolment.user_id, enrolment.firm_id) == (user.id, user.firm_id)
    again = visitor.get(f"/join/{cohort.join_code}")
    assert again.status_code == 422
    assert again.text.count('class="error"') == 1


def test_the_signed_in_without_a_firm_are_asked_for_it(
    app: Flask, database: Database, cohort: Cohort
) -> None:
    with database.writing() as session:
        user = make_user(session, Role.TRAINER)
    visitor = Visitor(app, user)
    assert 'name="nit"' in visitor.get(f"/join/{cohort.join_code}").text
    assert visitor.post(f"/join/{cohort.join_code}", {}).status_code == 422
    assert visitor.post(f"/join/{cohort.join_code}", firm()).status_code == 303
    with database.reading() as session:
        found = session.get_one(User, user.id).firm
        assert found is not None
        assert found.size is FirmSize.SMALL


def test_an_invitation_needs_no_live_code_but_a_free_seat(database: Database) -> None:
    with database.writing() as session:
        past = utcnow() - timedelta(days=1)
        cohort = make_cohort(session, seats=1)
        cohort.join_code_expires_at = past
        person, late = make_user(session), make_user(session)
        enrol_invited(session, cohort.id, person.id, make_firm(session).id)
        with pytest.raises(CohortFull):
            enrol_invited(session, cohort.id, late.id, make_firm(session).id)
        assert make_enrolment(session).user_id != person.id
