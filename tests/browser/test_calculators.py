"""A calculator in a lesson, with scripts in place and without them on its own page."""

import threading
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect
from werkzeug.serving import make_server

from lms.db import Database
from lms.sessions import cookie_name
from tests.browser.checks import Watch, check, faults_of
from tests.browser.conftest import WIDTHS
from tests.courses.calculators.programmes import programme
from tests.courses.learners import Learner, make_learner
from tests.factories import Visitor


@pytest.fixture
def address(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """Where the application of the other tests answers."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    url = f"http://127.0.0.1:{server.server_port}"
    monkeypatch.setitem(app.config, "BASE_URL", url)
    monkeypatch.setitem(app.config, "HTTPS", False)
    yield url
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def learner(database: Database) -> Learner:
    with database.writing() as session:
        return make_learner(session, programme())


@pytest.fixture
def lessons(browser: Browser, address: str, app: Flask, learner: Learner) -> Iterator[Any]:
    """Open the lesson on a phone, with or without scripts."""
    opened: list[BrowserContext] = []

    def lesson(*, scripts: bool = True) -> Page:
        across, down = WIDTHS["phone"]
        context = browser.new_context(
            base_url=address,
            viewport={"width": across, "height": down},
            java_script_enabled=scripts,
        )
        opened.append(context)
        signed_in = Visitor(app, learner.user).client
        cookie = signed_in.get_cookie(cookie_name(app), domain="gateway.test")
        assert cookie is not None
        context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": address}])
        page = context.new_page()
        Watch.over(page)
        page.goto(learner.url("/lesson/1-start"))
        return page

    yield lesson
    for context in opened:
        for page in context.pages:
            Watch.of(page).assert_quiet()
        context.close()


def check_lesson(page: Page) -> None:
    """Check the page; the two places by sector of the small lesson have one name."""
    faults = [fault for fault in faults_of(page) if "block-sector" not in fault]
    assert not faults, faults


def test_with_scripts_the_result_appears_below_the_form(lessons: Any, learner: Learner) -> None:
    page = lessons()
    check_lesson(page)
    form, result = page.locator("#rate-card"), page.locator("#rate-card-result")
    expect(result).to_have_attribute("aria-live", "polite")
    expect(result).to_be_empty()
    form.get_by_role("button").click()
    expect(result).to_contain_text("CAD\N{NO-BREAK SPACE}76,50")
    expect(form.get_by_role("button")).to_be_focused()
    check_lesson(page)

    form.get_by_label("Salario mensual").fill("mucho")
    form.get_by_role("button").press("Enter")
    expect(form.get_by_label("Salario mensual")).to_be_focused()
    expect(form.get_by_label("Salario mensual")).to_have_value("mucho")
    expect(form.locator(".error")).to_contain_text("Escriba un número")
    expect(result).not_to_contain_text("CAD")
    check_lesson(page)

    form.get_by_label("Salario mensual").fill("10.000.000")
    form.get_by_role("button").click()
    expect(result).to_contain_text("CAD\N{NO-BREAK SPACE}89,37")
    expect(form.locator(".error")).to_have_count(0)
    assert page.url.endswith(learner.url("/lesson/1-start"))


def test_when_the_answer_does_not_come_the_page_itself_opens(
    lessons: Any, learner: Learner
) -> None:
    page = lessons()
    asked: list[str] = []

    def lose_the_first(route: Route) -> None:
        asked.append(route.request.resource_type)
        if len(asked) == 1:
            route.fulfill(status=500, body="")
        else:
            route.continue_()

    page.route("**/calculators/*", lose_the_first)
    page.locator("#overlap button").click()
    expect(page.locator("h1")).to_have_text("Horas de trabajo en común con Canadá")
    expect(page.locator("#overlap-result")).to_contain_text("Vancouver")
    assert asked == ["fetch", "document"]
    assert learner.url("/calculators/overlap") in page.url
    Watch.of(page).faults.clear()  # the planted 500
    check(page)


def test_without_scripts_the_form_leads_to_a_page_with_the_result(
    lessons: Any, learner: Learner
) -> None:
    page = lessons(scripts=False)
    page.locator("#gst-threshold-sales-12").fill("9.000,50")
    page.locator("#gst-threshold button").click()
    expect(page.locator("#gst-threshold-result")).to_contain_text("37.400,50")
    expect(page.locator("#gst-threshold-sales-12")).to_have_value("9.000,50")
    page.get_by_role("link", name="Volver a la lección").click()
    assert page.url.endswith(learner.url("/lesson/1-start#gst-threshold"))
