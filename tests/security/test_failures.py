"""When something breaks: nothing is told or logged that names a person, and nothing is kept."""

from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask, request

from lms import db, sessions
from lms.db import Database
from lms.permissions import PUBLIC, access_of
from tests.factories import Visitor
from tests.lms.accounts.typed import sign_up
from tests.security.rows import take
from tests.security.test_every_route import rules
from tests.security.world import World, address

DETAIL = "a secret detail of person@example.org"


def broken(*_values: object, **_named: object) -> Any:
    raise RuntimeError(DETAIL)


@pytest.fixture
def in_production(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """Errors become pages, as they do outside of tests."""
    monkeypatch.setitem(app.config, "PROPAGATE_EXCEPTIONS", False)


@pytest.mark.usefixtures("in_production")
def test_a_view_that_breaks_for_a_signed_in_person_tells_nothing(
    app: Flask, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    people = [world.own.trainee, world.own.trainer, world.reviewer, world.administrator]
    visitors = [Visitor(app, person) for person in people]
    tokens = [visitor.csrf_token() for visitor in visitors]
    for endpoint, view in list(app.view_functions.items()):
        if not endpoint.endswith("static"):
            monkeypatch.setitem(app.view_functions, endpoint, _like(view))
    for method, rule in rules(app):
        answers = [
            visitor.client.open(
                address(app, rule, world.own),
                method=method,
                data={"csrf_token": token},
                base_url=visitor.base_url,
            )
            for visitor, token in zip(visitors, tokens, strict=True)
        ]
        assert 500 in {answer.status_code for answer in answers}, rule.rule
        for answer in answers:
            assert answer.status_code in {500, 403}, rule.rule
            assert DETAIL not in answer.text
            assert "Traceback" not in answer.text
            assert answer.headers["Content-Security-Policy"]


def _like(view: Callable[..., Any]) -> Callable[..., Any]:
    def breaking(**_values: object) -> Any:
        raise RuntimeError(DETAIL)

    vars(breaking).update(vars(view))
    return breaking


@pytest.mark.usefixtures("in_production")
@pytest.mark.parametrize("language", ["es", "en"])
def test_a_database_that_is_away_is_told_in_a_sentence_and_lets_nobody_in(
    app: Flask, world: World, monkeypatch: pytest.MonkeyPatch, language: str
) -> None:
    for person in (None, world.own.trainee, world.administrator):
        visitor = Visitor(app, person, language)
        token = visitor.csrf_token()
        with monkeypatch.context() as away:
            away.setattr(db.Database, "reading", broken)
            away.setattr(db.Database, "writing", broken)
            away.setattr(db, "reading_connection", broken)
            away.setattr(sessions, "reading_connection", broken)
            for method, rule in rules(app):
                answer = visitor.client.open(
                    address(app, rule, world.own),
                    method=method,
                    data={"csrf_token": token, "language": "en"},
                    base_url=visitor.base_url,
                    headers=visitor.headers,
                )
                assert "example.org" not in answer.text, rule.rule
                assert "Traceback" not in answer.text, rule.rule
                if access_of(app, rule.endpoint) != PUBLIC:
                    assert answer.status_code == 500 or person is None, rule.rule
                if answer.status_code == 500:
                    told = {"es": "Algo falló", "en": "Something failed"}[language]
                    assert told in answer.text, rule.rule


@pytest.mark.usefixtures("in_production")
@pytest.mark.parametrize("words", ["", "DETAIL: Failing row contains (ana@example.com, Ñáñez)."])
def test_a_failing_statement_is_logged_without_what_people_typed(
    app: Flask,
    world: World,
    database: Database,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    words: str,
) -> None:
    def fail(session: Any, *_values: object) -> None:
        if words:  # as PostgreSQL puts it
            raise sa.exc.IntegrityError("INSERT", {}, Exception(words))
        typed = {"email": request.form["email"]}
        session.execute(sa.text("INSERT INTO person (email) VALUES (:email)"), typed)

    monkeypatch.setattr("lms.accounts.joining.record_consent", fail)
    before = take(database)
    answer = Visitor(app).post(f"/join/{world.own.addresses['join_code']}", sign_up())
    assert answer.status_code == 500
    assert take(database) == before
    logged = caplog.text
    assert "unexpected error" in logged
    assert "IntegrityError" in logged
    for typed in ("ana@example.com", "Ñáñez", "900123456", "tristes tigres"):
        assert typed not in logged
        assert typed not in answer.text
