"""Addresses, NITs, passwords and tokens stay out of logs, redirects and public pages."""

import logging
import re

import html5lib
import pytest
from flask import Flask
from werkzeug.test import TestResponse

from certificates import queries, routes
from certificates.codes import ALPHABET, new_code
from lms.accounts.models import User
from lms.db import Database
from tests.factories import Visitor
from tests.lms.accounts.outbox import mails, path_in, send_resets
from tests.lms.accounts.typed import PASSWORD, sign_up
from tests.security.test_every_route import rules
from tests.security.world import World, address

NIT = "900.123.456-8"
CANARY = "canaria.amarilla@example.org"
NAMED = ("canaria", "900123456", "900.123.456", PASSWORD, "example.org")


def ways_in(app: Flask, world: World, database: Database) -> list[TestResponse]:
    """Sign up, sign out, sign in wrongly and rightly, forget, reset, join, and be invited."""
    visitor = Visitor(app)
    code = world.own.addresses["join_code"]
    answers = [
        visitor.post("/join", {"code": code}),
        visitor.post(f"/join/{code}", sign_up(email=CANARY, nit=NIT)),
        visitor.post(f"/join/{world.foreign.addresses['join_code']}"),
        visitor.post("/sign-out"),
        visitor.post(f"/join/{code}", sign_up(email=CANARY, nit=NIT)),
        visitor.post("/sign-in", {"email": CANARY, "password": "no es esta 12"}),
        visitor.post("/sign-in?next=/profile", {"email": CANARY, "password": PASSWORD}),
        visitor.post("/sign-out"),
        visitor.get("/learn"),
        visitor.post("/forgot", {"email": CANARY}),
    ]
    send_resets(app)
    path = path_in(mails(database)[-1], "/reset/")
    answers += [visitor.get(path), visitor.post(path, {"password": "otra-larga-y-buena-77"})]
    answers += [visitor.get(path)]
    invite = {"email": f"dos.{CANARY}", "role": "trainer", "language": "es"}
    answers += [Visitor(app, world.administrator).post("/people/invite", invite)]
    path = path_in(mails(database)[-1], "/invitation/")
    person = {**sign_up(), "password": "otra-larga-y-buena-77"}
    return [*answers, visitor.get(path), visitor.post(path, person), visitor.get("/")]


def test_nothing_personal_and_no_token_is_logged_or_put_into_an_address(
    app: Flask, world: World, database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    answers = ways_in(app, world, database)
    assert [answer.status_code for answer in answers].count(303) >= 10
    tokens = re.findall(r"/(?:reset|invitation)/(\S+)", "".join(m.text for m in mails(database)))
    assert len(tokens) == 2
    told = [answer.location for answer in answers if answer.location]
    told += [record.getMessage() for record in caplog.records]
    for text in told:
        for secret in (*NAMED, *tokens):
            assert secret not in text, text


def test_a_mailed_link_is_on_our_address_even_when_another_allowed_host_was_asked(
    app: Flask, world: World, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.config, "TRUSTED_HOSTS", ["gateway.test", "other.test"])
    visitor = Visitor(app)
    visitor.base_url = "https://other.test"
    assert visitor.post("/forgot", {"email": world.own.trainee.email}).status_code == 303
    send_resets(app)
    administrator = Visitor(app, world.administrator)
    invite = {"email": "nueva@example.org", "role": "trainer", "language": "es"}
    headers = {"Host": "other.test", "X-Forwarded-Host": "evil.test"}
    token = {"csrf_token": administrator.csrf_token()}
    cookie = administrator.client.get_cookie("__Host-gateway", domain="gateway.test")
    assert cookie is not None
    visitor.client.set_cookie("__Host-gateway", cookie.value, domain="other.test", secure=True)
    answer = visitor.client.post(
        "/people/invite", data=invite | token, base_url="https://other.test", headers=headers
    )
    assert answer.status_code == 303
    texts = [mail.text for mail in mails(database)[-2:]]
    assert all("https://gateway.test/" in text for text in texts)
    assert not any("other.test" in text or "evil" in text for text in texts)


def test_no_random_or_slightly_wrong_code_opens_a_certificate(
    app: Flask, world: World, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(routes, "CHECKS_A_MINUTE", 10**6)
    code = world.own.addresses["code"]
    with database.reading() as session:
        guesses = [new_code() for _ in range(10_000)]
        assert not any(queries.certificate_by_code(session, guess) for guess in guesses)
    visitor = Visitor(app)
    visitor.get("/v")
    unknown = visitor.get(f"/v/{guesses[0]}")
    assert unknown.status_code == 404
    near = [
        code[:at] + ALPHABET[(ALPHABET.index(sign) + 1) % len(ALPHABET)] + code[at + 1 :]
        for at, sign in enumerate(code)
        if sign != "-"
    ]
    for wrong in (*near, code[:-1], code[1:], code[::-1], f"{code}0", f"{code}' OR 1=1"):
        answer = visitor.get(f"/v/{wrong}")
        assert (answer.status_code, answer.data) == (404, unknown.data), wrong
    assert visitor.get(f"/v/{code}").status_code == 200


def test_the_public_page_of_a_certificate_says_nothing_that_is_not_printed(
    app: Flask, world: World, database: Database
) -> None:
    page = Visitor(app).get(f"/v/{world.own.addresses['code']}").text
    with database.reading() as session:
        holder = session.get_one(User, world.own.trainee.id)
        printed = queries.certificate_by_code(session, world.own.addresses["code"])
        assert printed is not None
        snapshot = printed.printed
    assert holder.email not in page
    assert world.own.trainer.email not in page
    assert holder.given_names not in page  # the certificate has a name of its own
    assert snapshot.name in page
    tree = html5lib.parse(page, namespaceHTMLElements=False)
    links = {str(link.get("href")) for link in tree.iter("a")}
    assert not any(re.search(r"/(trainees|people|learn|register|certificates)/", x) for x in links)
    assert not re.search(r"(user|enrolment|completion|person|certificate)[_-]?id", page)


DIRECTING = {"core.language", "accounts.sign_in", "accounts.sign_out"}
"""The forms whose answer may depend on where the visitor wanted to go."""


@pytest.mark.parametrize("target", ["https://evil.example/", "//evil.example", "/\\evil.example"])
def test_no_page_leads_to_where_its_address_says(app: Flask, world: World, target: str) -> None:
    names = ("next", "return", "return_to", "url", "redirect", "to", "back")
    sent = dict.fromkeys(names, target) | {"language": "es"}
    for person in (None, world.own.trainee, world.own.trainer, world.administrator):
        visitor = Visitor(app, person)
        for method, rule in rules(app):
            path = address(app, rule, world.own)
            if method == "GET" and "." not in rule.rule:
                answer = visitor.get(path, query_string=sent)
            elif rule.endpoint in DIRECTING:
                answer = visitor.post(path, sent)
            else:
                continue
            location = answer.location or "/"
            assert location.startswith("/"), path
            assert not location.startswith(("//", "/\\")), path
