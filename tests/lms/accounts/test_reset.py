"""A new password by a mailed link."""

import hashlib

import pytest
import sqlalchemy as sa
from flask import Flask

from lms.accounts import links
from lms.accounts.links import ExpiredLink, NewLink, UnknownLink, UsedLink
from lms.accounts.models import AccountToken, TokenPurpose, User
from lms.accounts.passwords import verify
from lms.db import Database, utcnow
from lms.permissions import Role
from tests.factories import Visitor, make_user
from tests.lms.accounts.outbox import mails, path_in, send_resets

NEW = "otra frase bien larga 7"


@pytest.fixture
def user(database: Database) -> User:
    with database.writing() as session:
        return make_user(session, Role.TRAINEE, email="ana@example.com", language="en")


def asked_path(app: Flask, database: Database) -> str:
    assert Visitor(app).post("/forgot", {"email": "Ana@example.com"}).status_code == 303
    send_resets(app)
    return path_in(mails(database)[-1], "/reset/")


@pytest.mark.usefixtures("user")
def test_the_answer_is_the_same_for_every_address(app: Flask) -> None:
    visitor = Visitor(app)
    token = visitor.csrf_token()
    known = visitor.post("/forgot", {"email": "ana@example.com", "csrf_token": token})
    page_of_known = visitor.get("/sign-in").text
    unknown = visitor.post("/forgot", {"email": "ano@example.com", "csrf_token": token})
    page_of_unknown = visitor.get("/sign-in").text
    assert known.data == unknown.data
    assert list(known.headers) == list(unknown.headers)
    assert page_of_known == page_of_unknown
    assert "notice-success" in page_of_known


@pytest.mark.usefixtures("user")
def test_only_the_known_address_gets_a_mail_in_its_own_language(
    app: Flask, database: Database
) -> None:
    Visitor(app).post("/forgot", {"email": "nobody@example.com"})
    path = asked_path(app, database)
    (mail,) = mails(database)
    assert (mail.to, mail.subject) == ("ana@example.com", "Choose a new password for Gateway")
    assert path.startswith("/reset/")


def test_the_mail_carries_the_configured_address_whatever_host_was_asked(
    app: Flask, user: User, database: Database
) -> None:
    visitor = Visitor(app)
    evil = visitor.client.post("/forgot", data={"email": user.email}, base_url="https://evil.test")
    assert evil.status_code == 400
    asked_path(app, database)
    assert "evil" not in mails(database)[-1].text


def test_the_link_sets_the_password_once_and_ends_every_session(
    app: Flask, user: User, database: Database
) -> None:
    elsewhere = Visitor(app, user)
    first, second = asked_path(app, database), asked_path(app, database)
    visitor = Visitor(app)
    page = visitor.get(first)
    assert page.status_code == 200
    assert page.headers["Referrer-Policy"] == "no-referrer"
    answer = visitor.post(first, {"password": NEW, "email": "x@example.com", "user_id": "1"})
    assert (answer.status_code, answer.location) == (303, "/sign-in")
    with database.reading() as session:
        person = session.get_one(User, user.id)
        assert verify(person.password_hash, NEW)
        assert person.email == "ana@example.com"
    assert elsewhere.get("/profile").status_code == 302
    assert visitor.get(first).status_code == 410
    assert visitor.post(first, {"password": NEW}).status_code == 410
    assert visitor.get(second).status_code == 410


@pytest.mark.usefixtures("user")
def test_a_weak_password_is_refused_and_the_link_still_works(
    app: Flask, database: Database
) -> None:
    path = asked_path(app, database)
    visitor = Visitor(app)
    for weak in ("corta", "1234567890", "Muñoz123456", ""):
        assert visitor.post(path, {"password": weak}).status_code == 422
    assert visitor.post(path, {"password": NEW}).status_code == 303


def test_too_many_requests_for_one_address_are_refused(app: Flask) -> None:
    visitor = Visitor(app)
    codes = [visitor.post("/forgot", {"email": "a@example.com"}).status_code for _ in range(11)]
    assert codes == [303] * 10 + [429]


def test_an_address_that_is_none_is_refused(app: Flask) -> None:
    for wrong in ("", "ana", "ana@", "a b@example.com", "ana@example.com\r\nBcc: x@example.com"):
        assert Visitor(app).post("/forgot", {"email": wrong}).status_code == 422


@pytest.mark.usefixtures("user")
def test_the_job_mails_once_even_if_it_runs_again(app: Flask, database: Database) -> None:
    path = asked_path(app, database)
    send_resets(app)
    assert [path_in(mail, "/reset/") for mail in mails(database)] == [path]


def new_link(database: Database, user: User) -> str:
    with database.writing() as session:
        new = NewLink(TokenPurpose.RESET, user.email, links.RESET_LIFE, user_id=user.id)
        return links.make_link(session, new)


def test_only_the_hash_of_256_random_bits_is_stored(user: User, database: Database) -> None:
    token = new_link(database, user)
    assert len(token) == 43
    with database.reading() as session:
        row = session.scalars(sa.select(AccountToken)).one()
    assert row.token_sha256 == hashlib.sha256(token.encode()).hexdigest()
    assert row.expires_at - row.created_at == links.RESET_LIFE


def test_a_link_is_bound_to_its_purpose_its_time_and_one_use(
    user: User, database: Database
) -> None:
    token = new_link(database, user)
    with database.writing() as session:
        with pytest.raises(UnknownLink):
            links.find_link(session, TokenPurpose.INVITATION, token)
        with pytest.raises(UnknownLink):
            links.find_link(session, TokenPurpose.RESET, token + "x")
        links.reset_password(session, token, "hash")
        with pytest.raises(UsedLink):
            links.use_link(session, TokenPurpose.RESET, token)
    late = new_link(database, user)
    with database.writing() as session:
        session.execute(sa.update(AccountToken).values(expires_at=utcnow(), used_at=None))
        with pytest.raises(ExpiredLink):
            links.find_link(session, TokenPurpose.RESET, late)


def test_a_link_of_an_account_put_away_since_then_is_worth_nothing(
    user: User, database: Database
) -> None:
    token = new_link(database, user)
    with database.writing() as session:
        session.get_one(User, user.id).active = False
        with pytest.raises(UnknownLink):
            links.reset_password(session, token, "hash")
