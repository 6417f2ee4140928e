"""Signing in and out."""

from urllib.parse import urljoin, urlsplit

import argon2
import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.test import TestResponse

from lms.accounts.models import User, WebSession
from lms.accounts.passwords import hash_password, needs_rehash
from lms.db import Database
from lms.permissions import Role
from lms.security import local_path
from lms.sessions import cookie_name
from tests.factories import Visitor, make_user
from tests.lms.accounts.typed import PASSWORD

FOREIGN = [
    "https://evil.example/",
    "//evil.example",
    "///evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "/\t/evil.example",
    "/\n/evil.example",
    " //evil.example",
    "javascript:alert(1)",
    "https:evil.example",
    "people",
]


@pytest.fixture
def user(database: Database) -> User:
    with database.writing() as session:
        return make_user(session, Role.ADMINISTRATOR, email="ana@example.com", password_hash=HASH)


HASH = hash_password(PASSWORD)


def enter(
    visitor: Visitor, password: str = PASSWORD, path: str = "/sign-in", **changes: str
) -> TestResponse:
    return visitor.post(path, {"email": "ana@example.com", "password": password} | changes)


@pytest.mark.usefixtures("user")
def test_the_right_password_opens_the_first_own_page(app: Flask) -> None:
    visitor = Visitor(app)
    answer = enter(visitor, email="  ANA@Example.com ")
    assert (answer.status_code, answer.location) == (303, "/")
    assert "María José Muñoz" in visitor.get("/profile").text


@pytest.mark.usefixtures("user")
@pytest.mark.parametrize("language", ["es", "en"])
def test_a_wrong_password_and_an_unknown_address_get_the_same_bytes(
    app: Flask, language: str
) -> None:
    visitor = Visitor(app, language=language)
    known = enter(visitor, "equivocada 12")
    unknown = enter(visitor, "equivocada 12", email="ano@example.com")
    assert known.status_code == unknown.status_code == 422
    assert known.text == unknown.text.replace("ano@example.com", "ana@example.com")
    assert list(known.headers.keys()) == list(unknown.headers.keys())
    assert f'<html lang="{language}">' in known.text
    assert known.text.count('role="alert"') == 1
    assert "equivocada" not in known.text


@pytest.mark.parametrize("column", [{"password_hash": None}, {"active": False}])
def test_an_account_without_password_or_put_away_cannot_sign_in(
    app: Flask, user: User, database: Database, column: dict[str, object]
) -> None:
    with database.writing() as session:
        person = session.get_one(User, user.id)
        for name, value in column.items():
            setattr(person, name, value)
    assert enter(Visitor(app)).status_code == 422


@pytest.mark.usefixtures("user")
def test_signing_in_replaces_a_token_that_was_planted(app: Flask) -> None:
    victim = Visitor(app)
    name = cookie_name(app)
    victim.client.set_cookie(name, "planted", domain="gateway.test", secure=True, path="/")
    enter(victim)
    attacker = Visitor(app)
    attacker.client.set_cookie(name, "planted", domain="gateway.test", secure=True, path="/")
    assert victim.get("/profile").status_code == 200
    assert attacker.get("/profile").status_code == 302


@pytest.mark.usefixtures("user")
def test_signing_out_kills_the_token_and_clears_the_cache(app: Flask) -> None:
    visitor = Visitor(app)
    enter(visitor)
    name = cookie_name(app)
    cookie = visitor.client.get_cookie(name, domain="gateway.test", path="/")
    assert cookie is not None
    answer = visitor.post("/sign-out")
    assert answer.headers["Clear-Site-Data"] == '"cache"'
    replay = Visitor(app)
    replay.client.set_cookie(name, cookie.value, domain="gateway.test", secure=True, path="/")
    assert replay.get("/profile").status_code == 302


@pytest.mark.usefixtures("user")
def test_the_eleventh_try_is_refused_even_with_the_right_password(app: Flask) -> None:
    visitor = Visitor(app)
    codes = [enter(visitor, "equivocada 12").status_code for _ in range(10)]
    assert codes == [422] * 10
    last = enter(visitor)
    assert last.status_code == 429
    assert PASSWORD not in last.text


def test_the_limit_counts_unknown_addresses_too(app: Flask) -> None:
    visitor = Visitor(app)
    assert {enter(visitor, "nada nada 1").status_code for _ in range(10)} == {422}
    assert enter(visitor, "nada nada 1").status_code == 429


def test_the_fifty_first_try_of_a_network_address_is_refused(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("lms.accounts.routes.access.person_of", lambda *_typed: None)
    visitor = Visitor(app)
    token = visitor.csrf_token()
    for number in range(50):
        answer = enter(visitor, email=f"p{number}@example.com", csrf_token=token)
        assert answer.status_code == 422
    assert enter(visitor, email="another@example.com", csrf_token=token).status_code == 429


def test_an_old_hash_is_renewed_at_sign_in(app: Flask, user: User, database: Database) -> None:
    weak = argon2.PasswordHasher(time_cost=1, memory_cost=1024, parallelism=1).hash(PASSWORD)
    with database.writing() as session:
        session.get_one(User, user.id).password_hash = weak
    assert enter(Visitor(app)).status_code == 303
    with database.reading() as session:
        stored = session.get_one(User, user.id).password_hash
    assert stored is not None
    assert not needs_rehash(stored)
    assert enter(Visitor(app)).status_code == 303


def test_empty_fields_are_named(app: Flask) -> None:
    answer = Visitor(app, language="en").post("/sign-in", {"email": "", "password": ""})
    assert answer.status_code == 422
    assert answer.text.count('aria-invalid="true"') == 2


@pytest.mark.usefixtures("user")
@pytest.mark.parametrize("target", FOREIGN)
def test_a_foreign_next_leads_home(app: Flask, target: str) -> None:
    assert enter(Visitor(app), next=target).location == "/"


@pytest.mark.usefixtures("user")
def test_a_local_next_is_followed_and_the_signed_in_need_no_form(app: Flask) -> None:
    visitor = Visitor(app)
    assert enter(visitor, path="/sign-in?next=/people?page=2").location == "/people?page=2"
    assert visitor.get("/sign-in?next=/profile").location == "/profile"


@given(st.one_of(st.text(), st.from_regex(r"/[/\\\s.@:a-z%0-9]{0,12}", fullmatch=True)))
def test_no_next_leaves_the_site(target: str) -> None:
    path = local_path(target)
    if path is not None:
        assert urlsplit(urljoin("https://gateway.test/sign-in", path)).netloc == "gateway.test"


def test_extra_fields_change_nothing(app: Flask, user: User, database: Database) -> None:
    enter(Visitor(app), role="trainer", user_id="1", active="", language="en", id="99")
    with database.reading() as session:
        person = session.get_one(User, user.id)
        assert (person.language, person.active) == ("es", True)
        assert session.query(WebSession).filter_by(user_id=user.id).count() == 1
