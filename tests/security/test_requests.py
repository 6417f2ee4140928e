"""Rules of single requests: hosts, proxies, sessions, redirects, language, error pages."""

import re
from dataclasses import replace

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from lms import create_app
from lms.accounts.services import grant_role
from lms.config import UNSAFE_SECRET, ConfigError, load_config
from lms.db import reading, writing
from lms.permissions import Role
from lms.security import local_path
from tests.factories import Visitor, make_user
from tests.security.world import World, address

FOREIGN_TARGETS = (
    "https://evil.example/",
    "//evil.example/",
    "///evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "http:evil.example",
    "javascript:alert(1)",
    "data:text/html,x",
    "/\t/evil.example",
    "/\n/evil.example",
    "\x00//evil.example",
    "",
    None,
)


@pytest.mark.parametrize("target", FOREIGN_TARGETS)
def test_no_redirect_leaves_the_site(target: str | None) -> None:
    assert local_path(target) is None


@pytest.mark.parametrize("target", ["/", "/learn", "/reports/completion?department=52&page=2"])
def test_a_path_of_this_site_is_followed(target: str) -> None:
    assert local_path(target) == target


@given(st.text())
def test_whatever_is_followed_is_a_path_of_this_site(target: str) -> None:
    found = local_path(target)
    assert found is None or (found.startswith("/") and found[1:2] not in {"/", "\\"})


def test_a_number_that_no_row_can_have_is_not_found(app: Flask, world: World) -> None:
    with app.extensions["database"].writing() as session:
        everyone = make_user(session)
        for role in Role:
            grant_role(session, everyone.id, role)
    visitor = Visitor(app, everyone)
    for rule in app.url_map.iter_rules():
        for name in re.findall(r"<int:(\w+)>", rule.rule):
            for number in (2**31, 2**63):
                beyond = replace(world.own, addresses={**world.own.addresses, name: number})
                path = address(app, rule, beyond)
                ask = visitor.get if "GET" in (rule.methods or ()) else visitor.post
                assert ask(path).status_code == 404, path


def test_a_foreign_host_is_refused(app: Flask) -> None:
    page = app.test_client().get("/", base_url="https://evil.example")
    assert page.status_code == 400
    assert "evil.example" not in page.text


def test_forwarded_headers_count_only_behind_a_configured_proxy(app: Flask) -> None:
    headers = {"X-Forwarded-Host": "evil.example", "X-Forwarded-For": "203.0.113.9"}
    direct = app.test_client().get("/", base_url=app.config["BASE_URL"], headers=headers)
    assert direct.status_code == 200
    behind = create_app(
        {
            "ENV": "testing",
            "JOBS": "off",
            "PROXIES": 1,
            "BASE_URL": app.config["BASE_URL"],
            "DATABASE_URL": app.config["DATABASE_URL"],
            "DATA_DIR": app.config["DATA_DIR"],
        },
        plugins=[],
    )
    refused = behind.test_client().get("/", base_url=app.config["BASE_URL"], headers=headers)
    assert refused.status_code == 400
    behind.extensions["database"].dispose()


def test_a_get_cannot_write(app: Flask) -> None:
    with app.test_request_context("/", base_url=app.config["BASE_URL"]):
        with pytest.raises(RuntimeError, match="tried to write"), writing():
            pass
        with pytest.raises(Exception, match=r"(?i)read.?only"):
            make_user(reading())


def test_signing_out_ends_a_copied_cookie_too(app: Flask) -> None:
    with app.extensions["database"].writing() as session:
        user = make_user(session, Role.TRAINEE)
    visitor, thief = Visitor(app, user), Visitor(app)
    name = "__Host-gateway"
    cookie = visitor.client.get_cookie(name, domain="gateway.test")
    assert cookie is not None
    thief.client.set_cookie(name, cookie.value, domain="gateway.test", secure=True)
    assert thief.get("/profile").status_code == 200
    visitor.post("/sign-out")
    assert thief.get("/profile").status_code == 302


def test_the_language_switch_stays_on_the_page_and_is_remembered(app: Flask) -> None:
    visitor = Visitor(app)
    assert '<html lang="es">' in visitor.get("/privacy").text
    answer = visitor.post("/language", {"language": "en", "next": "/privacy"})
    assert answer.location == "/privacy"
    assert '<html lang="en">' in visitor.get("/privacy").text


def test_the_language_switch_takes_no_other_language_and_leads_nowhere_else(app: Flask) -> None:
    visitor = Visitor(app)
    assert visitor.post("/language", {"language": "xx"}).status_code == 400
    answer = visitor.post("/language", {"language": "en", "next": "//evil.example"})
    assert answer.location == "/"


def test_an_unknown_page_is_a_page_in_the_visitors_language(app: Flask) -> None:
    assert "Page not found" in Visitor(app, language="en").get("/nowhere").text
    spanish = Visitor(app).get("/nowhere")
    assert spanish.status_code == 404
    assert '<html lang="es">' in spanish.text
    assert "Page not found" not in spanish.text


def test_a_guessable_secret_is_refused_outside_demo_and_tests() -> None:
    with pytest.raises(ConfigError, match="LMS_SECRET_KEY"):
        load_config({"ENV": "production"})
    assert load_config({"ENV": "demo"})["SECRET_KEY"] == UNSAFE_SECRET


def test_a_wrong_number_in_the_environment_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LMS_ENV", "testing")
    monkeypatch.setenv("LMS_SMTP_PORT", "smtp")
    with pytest.raises(ConfigError, match="LMS_SMTP_PORT"):
        load_config()
