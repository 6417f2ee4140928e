"""What holds for every route, generated from the URL map: a new route is covered at once."""

import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from lms.permissions import PUBLIC, access_of
from lms.security import HEADERS
from tests.factories import Visitor
from tests.security.world import CANARY, Tenant, World, address

GOLDEN = Path(__file__).parent / "access.txt"
UNSAFE = {"POST", "PUT", "PATCH", "DELETE"}


def rules(app: Flask) -> Iterator[tuple[str, Rule]]:
    """Every (method, rule) but static files and HEAD/OPTIONS."""
    for rule in sorted(app.url_map.iter_rules(), key=lambda rule: rule.rule):
        if not rule.endpoint.endswith("static"):
            for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
                yield method, rule


def ask(visitor: Visitor, method: str, path: str) -> TestResponse:
    return visitor.get(path) if method == "GET" else visitor.post(path)


def test_each_role_gets_exactly_the_pages_of_the_table(app: Flask, world: World) -> None:
    """Statuses for every route × visitor on the first tenant's objects, against access.txt.

    After reviewing a change, write the table anew with LMS_WRITE_ACCESS_TABLE=1.
    """
    people = world.visitors()
    lines = []
    for method, rule in rules(app):
        path = address(app, rule, world.own)
        statuses = [
            f"{name}={ask(Visitor(app, user), method, path).status_code}"
            for name, user in people.items()
        ]
        lines.append(f"{method} {rule.rule}: " + " ".join(s.replace(" ", "-") for s in statuses))
    found = "\n".join(lines) + "\n"
    if os.environ.get("LMS_WRITE_ACCESS_TABLE"):
        GOLDEN.write_text(found)
    assert found == GOLDEN.read_text(), "review the difference, then write the table anew"


def test_a_foreign_object_looks_exactly_like_an_absent_one(app: Flask, world: World) -> None:
    people = [world.own.trainee, world.own.trainer]
    for method, rule in rules(app):
        ids = {name for name in rule.arguments if name.endswith("_id")}
        if not ids or access_of(app, rule.endpoint) == PUBLIC:
            continue
        foreign = address(app, rule, world.foreign)
        absent = address(app, rule, _absent(world, ids))
        for person in people:
            visitor = Visitor(app, person)
            there, nowhere = ask(visitor, method, foreign), ask(visitor, method, absent)
            if there.status_code == 403:
                continue  # the role may not open the page at all
            assert there.status_code == nowhere.status_code == 404, f"{method} {foreign}"
            assert there.text.replace(foreign, absent) == nowhere.text, f"{method} {foreign}"
            assert CANARY not in there.text


def _absent(world: World, ids: set[str]) -> Tenant:
    changed = {**world.foreign.addresses, **dict.fromkeys(ids, 987654)}
    return replace(world.foreign, addresses=changed)


def test_no_page_of_one_tenant_shows_the_other(app: Flask, world: World) -> None:
    for person in (world.own.trainee, world.own.trainer):
        visitor = Visitor(app, person)
        for method, rule in rules(app):
            if method == "GET":
                page = visitor.get(address(app, rule, world.own))
                assert CANARY.encode() not in page.data, rule.rule


def test_every_unsafe_route_refuses_a_request_without_its_own_token(
    app: Flask, world: World
) -> None:
    neighbour = Visitor(app, world.foreign.trainee).csrf_token()
    for method, rule in rules(app):
        if method not in UNSAFE:
            continue
        path = address(app, rule, world.own)
        for user in (world.own.trainee, world.own.trainer, world.administrator):
            visitor = Visitor(app, user)
            own = visitor.csrf_token()
            sent = [({}, path), ({"csrf_token": neighbour}, path), ({}, f"{path}?csrf_token={own}")]
            for data, target in sent:
                answer = visitor.client.open(
                    target, method=method, data=data, base_url=visitor.base_url
                )
                assert answer.status_code == 400, f"{method} {path}"


def test_every_answer_carries_the_security_headers(app: Flask, world: World) -> None:
    for method, rule in rules(app):
        answer = ask(Visitor(app, world.own.trainee), method, address(app, rule, world.own))
        attached = "attachment" in answer.headers.get("Content-Disposition", "")
        for name, value in HEADERS.items():
            if name == "Content-Security-Policy" and attached:
                assert "sandbox" in answer.headers[name]
            elif name == "Referrer-Policy" and "<token>" in rule.rule:
                assert answer.headers[name] == "no-referrer"
            else:
                assert answer.headers[name] == value, f"{rule.rule}: {name}"
        assert answer.headers["Strict-Transport-Security"].startswith("max-age=31536000")
        assert "no-store" in answer.headers["Cache-Control"], rule.rule
        assert "Cookie" in answer.headers["Vary"], rule.rule


def test_every_cookie_is_locked_to_this_host(app: Flask, world: World) -> None:
    for method, rule in rules(app):
        answer = ask(Visitor(app, world.own.trainee), method, address(app, rule, world.own))
        for cookie in answer.headers.getlist("Set-Cookie"):
            assert "Secure" in cookie, cookie
            assert "SameSite=Lax" in cookie, cookie
            assert "Domain" not in cookie, cookie
            if not cookie.startswith("gateway-lang"):
                assert "HttpOnly" in cookie, cookie
            if cookie.startswith("__Host-"):
                assert "Path=/" in cookie, cookie


def test_every_view_that_breaks_tells_nothing(
    app: Flask, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(**_values: object) -> str:
        raise RuntimeError("a secret detail")

    monkeypatch.setitem(app.config, "PROPAGATE_EXCEPTIONS", False)
    for endpoint, view in list(app.view_functions.items()):
        if endpoint.endswith("static"):
            continue
        vars(broken).update(vars(view))
        monkeypatch.setitem(app.view_functions, endpoint, broken)
    visitor = Visitor(app, world.own.trainee)
    for _method, rule in rules(app):
        if access_of(app, rule.endpoint) == PUBLIC and "GET" in (rule.methods or ()):
            page = visitor.get(address(app, rule, world.own))
            assert page.status_code == 500
            assert "secret detail" not in page.text
            assert "Traceback" not in page.text
