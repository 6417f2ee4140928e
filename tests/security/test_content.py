"""What people type is text wherever it comes out: pages, files, mails, refusals."""

import csv
import io
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest
from flask import Flask

from lms import create_app
from lms.db import Database
from tests.factories import Visitor
from tests.lms.accounts.outbox import mails
from tests.security.forms import every_form
from tests.security.poison import PAYLOADS, Poisoned, faults_of, poison
from tests.security.rows import put_back, take
from tests.security.test_every_route import rules
from tests.security.world import Tenant, World, address


@pytest.fixture
def outbox(database: Database, tmp_path: Path) -> Iterator[Visitor]:
    """The page that shows every mail, of a demonstration on the same database."""
    url = database.url.render_as_string(hide_password=False)
    app = create_app({"ENV": "demo", "DATABASE_URL": url, "DATA_DIR": str(tmp_path)}, [])
    app.config["BASE_URL"] = "https://gateway.test"
    yield Visitor(app)
    app.extensions["database"].dispose()


def pages(app: Flask, world: World, poisoned: Poisoned) -> Iterator[tuple[str, str]]:
    """Every page that shows what was typed, to everyone who may see it."""
    tenant = Tenant(poisoned.trainer, poisoned.trainee, poisoned.addresses)
    for person in (None, poisoned.trainee, poisoned.trainer, world.reviewer, world.administrator):
        visitor = Visitor(app, person)
        for method, rule in rules(app):
            if method == "GET" and "." not in rule.rule:
                path = address(app, rule, tenant)
                answer = visitor.get(path)
                assert answer.status_code < 500, path
                if answer.mimetype == "text/html":
                    yield path, answer.text


@pytest.mark.parametrize("payload", PAYLOADS)
def test_what_was_typed_is_text_on_every_page_in_every_mail_and_file(
    app: Flask, world: World, database: Database, outbox: Visitor, payload: str
) -> None:
    poisoned = poison(app, payload)
    shown = [*pages(app, world, poisoned), ("mails", outbox.get("/demo/outbox").text)]
    for path, page in shown:
        assert faults_of(page) == [], path
    everything = "".join(page for _path, page in shown)
    assert {mark for mark in poisoned.marks if mark not in everything} == set()
    assert f"[rr]{payload}" in "".join(mail.text for mail in mails(database))
    reviewer = Visitor(app, world.reviewer)
    sheet = reviewer.get("/reports/completion.csv").data.decode("utf-8-sig")
    cells = {cell for row in csv.reader(io.StringIO(sheet)) for cell in row}
    assert {f"[co]{payload}", f"[fn]{payload}"} <= cells
    workbook = openpyxl.load_workbook(io.BytesIO(reviewer.get("/reports/completion.xlsx").data))
    rows = [cell for row in workbook.worksheets[0].iter_rows() for cell in row]
    typed = [cell for cell in rows if cell.value in {f"[co]{payload}", f"[fn]{payload}"}]
    assert len(typed) >= 2
    assert all(cell.data_type == "s" and cell.hyperlink is None for cell in typed)


def test_no_form_gives_back_what_was_typed_as_markup(
    app: Flask, world: World, database: Database
) -> None:
    forms = list(every_form(app, world))
    start = take(database)
    seen = 0
    for payload in PAYLOADS[:3]:
        for form in forms:
            if not form.texts:
                continue
            put_back(database, start)
            visitor = Visitor(app, form.person)
            answer = visitor.post(form.action, form.values | dict.fromkeys(form.texts, payload))
            assert answer.status_code < 500, str(form)
            page = visitor.get(answer.location) if answer.status_code == 303 else answer
            assert faults_of(page.text) == [], str(form)
            seen += "__pwned" in page.text
    assert seen > 20


@pytest.mark.parametrize("payload", PAYLOADS[:4])
@pytest.mark.parametrize(
    "path",
    [
        "/nowhere/{}",
        "/v/{}",
        "/join/{}",
        "/reset/{}",
        "/v?code={}",
        "/join?code={}",
        "/sign-in?next=/{}",
        "/register?text={}&state={}",
        "/people?search={}&role={}",
        "/reports/completion?department={}&order={}",
        "/cohorts/trainees?show={}&order={}",
    ],
)
def test_no_address_puts_markup_into_a_page(
    app: Flask, world: World, payload: str, path: str
) -> None:
    for person in (None, world.own.trainer, world.administrator):
        page = Visitor(app, person).get(path.replace("{}", payload))
        assert page.status_code < 500
        assert faults_of(page.text) == []
