"""Invitations: by an administrator, by the command line, with and without a cohort."""

import pytest
import sqlalchemy as sa
from flask import Flask

from lms.accounts import joining
from lms.accounts.joining import FirmNeeded, Invitation
from lms.accounts.links import UnknownLink
from lms.accounts.models import AccountToken, Consent, RoleGrant, User
from lms.accounts.passwords import hash_password
from lms.db import Database, utcnow
from lms.learning.models import Cohort, CohortState, Enrolment
from lms.permissions import Role
from tests.factories import Visitor, make_cohort, make_firm, make_user
from tests.lms.accounts.outbox import mails, path_in
from tests.lms.accounts.typed import PASSWORD, firm, person

HASH = hash_password(PASSWORD)
BASE = "https://gateway.test"


def invited(database: Database, **changes: object) -> str:
    """The path of a fresh invitation."""
    values = {"email": "eva@example.com", "role": Role.TRAINER, "language": "es"} | changes
    with database.writing() as session:
        link = joining.make_invitation(session, BASE, Invitation(**values))  # type: ignore[arg-type]
    return link.removeprefix(BASE)


def roles_of(database: Database, email: str) -> set[Role]:
    with database.reading() as session:
        query = sa.select(RoleGrant.role).join(User, User.id == RoleGrant.user_id)
        return set(session.scalars(query.where(User.email == email)))


@pytest.fixture
def cohort(database: Database) -> Cohort:
    with database.writing() as session:
        return make_cohort(session)


def test_an_administrator_mails_an_invitation(app: Flask, database: Database) -> None:
    with database.writing() as session:
        admin = make_user(session, Role.ADMINISTRATOR)
    sent = {"email": "Eva@example.com", "role": "reviewer", "language": "en", "cohort_id": "1"}
    answer = Visitor(app, admin).post("/people/invite", sent)
    assert (answer.status_code, answer.location) == (303, "/people")
    (mail,) = mails(database)
    assert (mail.to, mail.subject) == ("eva@example.com", "You are invited to Gateway")
    assert "as reviewer" in mail.text
    with database.reading() as session:
        row = session.scalars(sa.select(AccountToken)).one()
    assert (row.role, row.cohort_id, row.created_by) == (Role.REVIEWER, None, admin.id)
    assert row.expires_at - row.created_at == joining.INVITATION_LIFE
    assert Visitor(app).get(path_in(mail, "/invitation/")).status_code == 200


@pytest.mark.parametrize(
    "wrong", [{"email": "eva"}, {"role": "trainee"}, {"role": "owner"}, {"language": "fr"}]
)
def test_a_wrong_invitation_is_refused(
    app: Flask, database: Database, wrong: dict[str, str]
) -> None:
    with database.writing() as session:
        admin = make_user(session, Role.ADMINISTRATOR)
    sent = {"email": "eva@example.com", "role": "trainer", "language": "es"} | wrong
    assert Visitor(app, admin).post("/people/invite", sent).status_code == 422
    assert mails(database) == []


@pytest.mark.parametrize("role", [None, Role.TRAINEE, Role.TRAINER, Role.REVIEWER])
def test_only_administrators_see_people_and_invite(
    app: Flask, database: Database, role: Role | None
) -> None:
    with database.writing() as session:
        user = make_user(session, role)
    for path in ("/people", "/people/invite"):
        assert Visitor(app, user).get(path).status_code == 403
        assert Visitor(app).get(path).status_code == 302
    assert Visitor(app, user).post("/people/invite").status_code == 403


def test_accepting_makes_the_account_of_the_invited_address_once(
    app: Flask, database: Database
) -> None:
    path = invited(database)
    visitor = Visitor(app, language="en")
    page = visitor.get(path)
    assert page.headers["Referrer-Policy"] == "no-referrer"
    assert "eva@example.com" in page.text
    assert 'name="nit"' not in page.text
    extra = {"email": "else@example.com", "role": "administrator", "cohort_id": "1"}
    answer = visitor.post(path, person(**extra))
    assert (answer.status_code, answer.location) == (303, "/")
    assert visitor.get("/profile").status_code == 200
    assert roles_of(database, "eva@example.com") == {Role.TRAINER}
    with database.reading() as session:
        assert session.scalars(sa.select(User.email)).all() == ["eva@example.com"]
        assert session.scalars(sa.select(Consent.language)).all() == ["en"]
    again = Visitor(app).post(path, person())
    assert again.status_code == 410
    assert Visitor(app).get(path).status_code == 410


def test_a_weak_password_or_no_consent_keeps_the_invitation_open(
    app: Flask, database: Database
) -> None:
    path = invited(database)
    for wrong in ({"password": "eva12345678"}, {"consent": ""}, {"given_names": ""}):
        sent = {
            name: value for name, value in person(**wrong).items() if value or name != "consent"
        }
        assert Visitor(app).post(path, sent).status_code == 422
    assert Visitor(app).post(path, person()).status_code == 303


def test_unknown_and_expired_invitations_are_told_apart(app: Flask, database: Database) -> None:
    path = invited(database)
    with database.writing() as session:
        session.execute(sa.update(AccountToken).values(expires_at=utcnow()))
    visitor = Visitor(app, language="en")
    assert "has expired" in visitor.get(path).text
    assert "is not valid" in visitor.get("/invitation/nothing").text


def test_a_known_address_accepts_with_its_password(app: Flask, database: Database) -> None:
    with database.writing() as session:
        user = make_user(session, Role.TRAINEE, email="eva@example.com", password_hash=HASH)
    elsewhere = Visitor(app, user)
    path = invited(database)
    visitor = Visitor(app)
    assert visitor.post(path, {"password": "no es esta 1"}).status_code == 422
    assert visitor.post(path, {}).status_code == 422
    assert roles_of(database, "eva@example.com") == {Role.TRAINEE}
    assert visitor.post(path, {"password": PASSWORD, "role": "administrator"}).status_code == 303
    assert roles_of(database, "eva@example.com") == {Role.TRAINEE, Role.TRAINER}
    assert visitor.get("/profile").status_code == 200
    assert elsewhere.get("/profile").status_code == 302


def test_passwords_cannot_be_guessed_through_an_invitation(app: Flask, database: Database) -> None:
    with database.writing() as session:
        make_user(session, Role.TRAINEE, email="eva@example.com", password_hash=HASH)
    path = invited(database)
    visitor = Visitor(app)
    codes = [visitor.post(path, {"password": "no es esta"}).status_code for _ in range(11)]
    assert codes == [422] * 10 + [429]


def test_the_signed_in_accept_with_one_button_and_a_new_session(
    app: Flask, database: Database
) -> None:
    with database.writing() as session:
        user = make_user(session, Role.TRAINEE, email="eva@example.com")
        other = make_user(session, Role.TRAINEE)
    path = invited(database)
    assert 'name="password"' in Visitor(app, other).get(path).text
    visitor = Visitor(app, user)
    assert 'name="password"' not in visitor.get(path).text
    before = visitor.client.get_cookie("__Host-gateway", domain="gateway.test", path="/")
    assert visitor.post(path).status_code == 303
    after = visitor.client.get_cookie("__Host-gateway", domain="gateway.test", path="/")
    assert before is not None
    assert after is not None
    assert before.value != after.value
    assert roles_of(database, "eva@example.com") == {Role.TRAINEE, Role.TRAINER}


def test_an_invitation_to_a_cohort_asks_for_the_firm_and_gives_a_seat(
    app: Flask, database: Database, cohort: Cohort
) -> None:
    path = invited(database, role=Role.TRAINEE, cohort_id=cohort.id)
    assert 'name="nit"' in Visitor(app).get(path).text
    assert Visitor(app).post(path, person()).status_code == 422
    assert Visitor(app).post(path, person() | firm()).status_code == 303
    with database.reading() as session:
        enrolment = session.scalars(sa.select(Enrolment)).one()
        assert enrolment.user.email == "eva@example.com"
        assert enrolment.firm.nit == "9001234568"


def test_a_closed_cohort_gives_no_seat_and_no_account(
    app: Flask, database: Database, cohort: Cohort
) -> None:
    path = invited(database, role=Role.TRAINEE, cohort_id=cohort.id)
    with database.writing() as session:
        session.execute(sa.update(Cohort).values(state=CohortState.CLOSED))
    answer = Visitor(app, language="en").post(path, person() | firm())
    assert answer.status_code == 410
    assert "This cohort is closed" in answer.text
    assert roles_of(database, "eva@example.com") == set()


def test_the_service_gives_an_invitation_only_to_its_address_and_asks_for_a_firm(
    database: Database, cohort: Cohort
) -> None:
    token = invited(database, role=Role.TRAINEE, cohort_id=cohort.id).rpartition("/")[2]
    with database.writing() as session:
        stranger = make_user(session, Role.TRAINEE)
        with pytest.raises(UnknownLink):
            joining.accept_as_known(session, token, stranger.id, None)
        session.execute(sa.update(AccountToken).values(used_at=None))
        eva = make_user(session, email="eva@example.com")
        with pytest.raises(FirmNeeded):
            joining.accept_as_known(session, token, eva.id, None)


def test_the_command_prints_the_first_way_in_and_mails_nothing(
    app: Flask, database: Database
) -> None:
    with database.reading() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(User)) == 0
    arguments = ["people", "invite", "Eva@Example.com", "--role", "administrator"]
    result = app.test_cli_runner().invoke(args=arguments)
    assert result.exit_code == 0, result.output
    path = result.output.strip().removeprefix(BASE)
    assert mails(database) == []
    assert Visitor(app).post(path, person()).status_code == 303
    assert roles_of(database, "eva@example.com") == {Role.ADMINISTRATOR}


def test_the_list_of_people_is_searched_and_paged(
    app: Flask, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("lms.accounts.queries.PAGE_SIZE", 2)
    with database.writing() as session:
        admin = make_user(session, Role.ADMINISTRATOR, first_surname="Zea")
        firm_id = make_firm(session, name="Cien% Digital").id
        make_user(session, Role.TRAINEE, first_surname="Arango", firm_id=firm_id)
        make_user(session, Role.TRAINER, first_surname="Bueno", email="bueno@example.net")
    visitor = Visitor(app, admin, "en")
    first = visitor.get("/people").text
    assert "Arango" in first
    assert "Bueno" in first
    assert ">María José Zea Ordóñez</th>" not in first
    second = visitor.get("/people?page=2").text
    assert ">María José Zea Ordóñez</th>" in second
    assert 'rel="prev"' in second
    assert 'rel="next"' not in second
    found = visitor.get("/people?search=bueno example.net&role=trainer").text
    assert found.count('<th scope="row">') == 1
    assert visitor.get("/people?search=Cien%25").text.count('<th scope="row">') == 1
    for nothing in ("search=%25%25", "search=bueno&role=reviewer", "page=99"):
        assert '<th scope="row">' not in visitor.get(f"/people?{nothing}").text
    for odd in ("page=x", "page=-4", "role=owner", "page=99999999999999999999999"):
        assert visitor.get(f"/people?{odd}").status_code == 200
