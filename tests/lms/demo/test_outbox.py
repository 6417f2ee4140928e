"""The outbox of a demonstration shows every mail, and links only into this site."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from lms import create_app
from lms.db import Database
from lms.demo.queries import NEWEST, Part, posted_mails, split_links
from lms.jobs.services import enqueue
from lms.jobs.worker import run_due
from lms.mail import Mail, post
from tests.factories import Visitor

BASE = "https://gateway.test"


@pytest.fixture
def demo_app(database: Database, tmp_path: Path) -> Iterator[Flask]:
    """The house as a demonstration, on the tests' empty database."""
    url = database.url.render_as_string(hide_password=False)
    config = {"ENV": "demo", "BASE_URL": BASE, "DATABASE_URL": url, "DATA_DIR": str(tmp_path)}
    app = create_app(config, [])
    yield app
    app.extensions["database"].dispose()


def write(database: Database, number: int, text: str = "Hola") -> None:
    with database.writing() as session:
        post(session, Mail("ana@example.org", f"Correo {number}", text), f"mail:{number}")


@pytest.mark.parametrize("address", [BASE, f"{BASE}/", f"{BASE}/reset/a-b_c?x=1&y=2#z"])
def test_an_address_of_this_site_is_a_link(address: str) -> None:
    assert split_links(f"Abra {address} hoy.", BASE) == (
        Part("Abra "),
        Part(address, address),
        Part(" hoy."),
    )


@pytest.mark.parametrize("end", [".", ",", ")", "!", ").", "\nGracias", " ", ">"])
def test_a_link_ends_before_the_punctuation(end: str) -> None:
    assert split_links(f"{BASE}/join/AB{end}", f"{BASE}/") == (
        Part(f"{BASE}/join/AB", f"{BASE}/join/AB"),
        Part(end),
    )


@pytest.mark.parametrize(
    "text",
    [
        "https://gateway.test.evil.example/reset",
        "https://gateway.test@evil.example/",
        "https://evil.example/?https://gateway.test/",
        "http://gateway.test/reset",
        "javascript:alert(1)",
        "data:text/html,<script>alert(1)</script>",
        "",
    ],
)
def test_nothing_else_is_a_link(text: str) -> None:
    assert [part for part in split_links(text, BASE) if part.url] == []
    assert "".join(part.text for part in split_links(text, BASE)) == text


def test_the_newest_mail_comes_first_and_other_jobs_are_not_mails(database: Database) -> None:
    for number in range(NEWEST + 2):
        write(database, number)
    with database.writing() as session:
        enqueue(session, "test.other", "one", {})
    with database.reading() as session:
        mails = posted_mails(session, BASE)
    assert [mail.subject for mail in mails[:2]] == ["Correo 51", "Correo 50"]
    assert len(mails) == NEWEST


def test_the_page_shows_mails_to_anyone(demo_app: Flask, database: Database) -> None:
    write(database, 1, f"Abra {BASE}/reset/abc.\n<script>alert(1)</script>")
    run_due(demo_app)
    page = Visitor(demo_app).get("/demo/outbox")
    assert "Correo 1" in page.text
    assert "ana@example.org" in page.text
    assert f'<a href="{BASE}/reset/abc">{BASE}/reset/abc</a>.' in page.text
    assert "&lt;script&gt;alert(1)" in page.text


def test_the_page_says_when_there_are_no_mails(demo_app: Flask) -> None:
    assert 'class="empty"' in Visitor(demo_app).get("/demo/outbox").text


def test_there_is_no_outbox_outside_a_demonstration(app: Flask) -> None:
    assert app.test_client().get("/demo/outbox").status_code == 404
