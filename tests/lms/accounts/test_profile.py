"""A person's own data, password and firm."""

import re

import pytest
from flask import Flask

from lms.accounts.models import Firm, FirmSize, User
from lms.accounts.passwords import hash_password, verify
from lms.db import Database
from lms.permissions import Role
from tests.factories import Visitor, make_firm, make_user
from tests.lms.accounts.typed import PASSWORD

HASH = hash_password(PASSWORD)
NEW = "una frase nueva y larga"
DETAILS = {
    "given_names": "Eva",
    "first_surname": "Díaz",
    "second_surname": "",
    "certificate_name": "Eva María Díaz",
    "language": "en",
}
FIRM = {"firm_name": "Nueva S.A.S.", "department": "05", "ciiu": "", "size": "micro"}


@pytest.fixture
def user(database: Database) -> User:
    with database.writing() as session:
        return make_user(
            session,
            Role.TRAINEE,
            email="eva@example.com",
            password_hash=HASH,
            firm_id=make_firm(session).id,
        )


def stored(database: Database, user: User) -> User:
    with database.reading() as session:
        return session.get_one(User, user.id)


def test_the_page_shows_what_is_stored(app: Flask, user: User) -> None:
    page = Visitor(app, user).get("/profile").text
    assert 'value="María José Muñoz Ordóñez"' in page
    assert "eva@example.com" in page
    assert "Nariño" in page
    assert "6201 · Desarrollo de sistemas informáticos" in page


def test_a_person_without_a_firm_sees_none(app: Flask, database: Database) -> None:
    with database.writing() as session:
        alone = make_user(session, Role.REVIEWER)
    assert "/profile/firm" not in Visitor(app, alone).get("/profile").text
    assert Visitor(app, alone).get("/profile/firm").status_code == 404
    assert Visitor(app, alone).post("/profile/firm", FIRM).status_code == 404


def test_names_and_language_can_be_changed_and_nothing_else(
    app: Flask, user: User, database: Database
) -> None:
    extra = {"email": "x@example.com", "firm_id": "", "active": "", "role": "administrator"}
    visitor = Visitor(app, user)
    answer = visitor.post("/profile", DETAILS | extra | {"id": "1", "password_hash": "x"})
    assert (answer.status_code, answer.location) == (303, "/profile")
    person = stored(database, user)
    assert (person.full_name, person.certificate_name) == ("Eva Díaz", "Eva María Díaz")
    assert (person.email, person.firm_id, person.active) == ("eva@example.com", user.firm_id, True)
    assert person.password_hash == HASH
    assert '<html lang="en">' in visitor.get("/profile").text
    assert visitor.get("/people").status_code == 403


@pytest.mark.parametrize(
    "wrong",
    [{"given_names": ""}, {"certificate_name": "x" * 81}, {"certificate_name": "a\x07b"}],
)
def test_what_cannot_be_printed_is_refused(
    app: Flask, user: User, database: Database, wrong: dict[str, str]
) -> None:
    assert Visitor(app, user).post("/profile", DETAILS | wrong).status_code == 422
    assert stored(database, user).given_names == "María José"


def test_a_password_is_changed_with_the_present_one_and_other_devices_are_signed_out(
    app: Flask, user: User, database: Database
) -> None:
    here, elsewhere = Visitor(app, user), Visitor(app, user)
    assert here.get("/profile/password").status_code == 200
    wrong = here.post("/profile/password", {"current": "no es esta", "password": NEW})
    assert wrong.status_code == 422
    personal = here.post("/profile/password", {"current": PASSWORD, "password": "Muñoz 2026 11"})
    assert personal.status_code == 422
    assert verify(stored(database, user).password_hash, PASSWORD)
    assert here.post("/profile/password", {"current": PASSWORD, "password": NEW}).status_code == 303
    assert verify(stored(database, user).password_hash, NEW)
    assert here.get("/profile").status_code == 200
    assert elsewhere.get("/profile").status_code == 302


def test_the_present_password_cannot_be_guessed_without_end(app: Flask, user: User) -> None:
    visitor = Visitor(app, user)
    sent = {"current": "no es esta", "password": NEW}
    codes = [visitor.post("/profile/password", sent).status_code for _ in range(11)]
    assert codes == [422] * 10 + [429]


def test_the_firm_is_changed_by_its_people_but_not_its_nit(
    app: Flask, user: User, database: Database
) -> None:
    with database.writing() as session:
        other = make_firm(session)
    visitor = Visitor(app, user)
    assert visitor.get("/profile/firm").status_code == 200
    extra = {"nit": "1", "id": str(other.id), "firm_id": str(other.id), "name": "x"}
    assert visitor.post("/profile/firm", FIRM | extra).status_code == 303
    with database.reading() as session:
        changed = session.get_one(Firm, user.firm_id)
        untouched = session.get_one(Firm, other.id)
    assert (changed.name, changed.department, changed.ciiu) == ("Nueva S.A.S.", "05", None)
    assert changed.size is FirmSize.MICRO
    assert changed.nit not in {"1", other.nit}
    assert untouched.name == other.name


def test_a_firm_keeps_an_activity_that_the_list_does_not_name(
    app: Flask, user: User, database: Database
) -> None:
    visitor = Visitor(app, user)
    assert visitor.post("/profile/firm", FIRM | {"ciiu": "0111"}).status_code == 422
    with database.writing() as session:
        session.get_one(Firm, user.firm_id).ciiu = "0111"
    page = visitor.get("/profile/firm").text
    assert re.search(r'<option (selected )?value="0111"( selected)?>0111</option>', page)
    assert visitor.post("/profile/firm", FIRM | {"ciiu": "0111"}).status_code == 303
    with database.reading() as session:
        changed = session.get_one(Firm, user.firm_id)
    assert (changed.name, changed.ciiu) == ("Nueva S.A.S.", "0111")


def test_what_the_browser_did_not_send_is_empty(app: Flask, user: User, database: Database) -> None:
    visitor = Visitor(app, user)
    for missing in FIRM:
        sent = {name: value for name, value in FIRM.items() if name != missing}
        assert visitor.post("/profile/firm", sent).status_code == 422, missing
    without_language = {name: DETAILS[name] for name in DETAILS.keys() - {"language"}}
    assert visitor.post("/profile", without_language).status_code == 422
    assert stored(database, user).given_names == "María José"


def test_a_wrong_firm_is_refused(app: Flask, user: User, database: Database) -> None:
    answer = Visitor(app, user).post("/profile/firm", FIRM | {"department": "00"})
    assert answer.status_code == 422
    with database.reading() as session:
        assert session.get_one(Firm, user.firm_id).department == "52"


def test_strangers_are_sent_to_sign_in(app: Flask) -> None:
    for path in ("/profile", "/profile/password", "/profile/firm"):
        assert Visitor(app).get(path).location == f"/sign-in?next={path}"


@pytest.mark.parametrize(("language", "words"), [("es", "Ley 1581"), ("en", "working days")])
def test_the_privacy_page_says_who_answers(app: Flask, language: str, words: str) -> None:
    page = Visitor(app, language=language).get("/privacy").text
    assert words in page
    assert "mailto:gateway@localhost" in page
    assert page.count("<h1>") == 1
