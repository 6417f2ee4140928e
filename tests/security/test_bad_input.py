"""What cannot be right is told in one sentence and changes nothing: pages and command line."""

import subprocess
import sys
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask

from certificates import pdf
from certificates.models import Certificate
from lms.db import Database
from lms.jobs.models import Job
from lms.permissions import Role
from tests.certificates.register import earn
from tests.courses.curriculum_files import sound_files, write_files
from tests.factories import Visitor, make_user
from tests.lms.accounts.typed import sign_up
from tests.security.forms import every_form
from tests.security.rows import put_back, take
from tests.security.test_every_route import rules
from tests.security.world import World, address

GATEWAY = Path(sys.executable).with_name("gateway")
BROKEN = {
    "toml": ("01-first/quiz.toml", b"[[question]\nid = 1", "01-first/quiz.toml:1"),
    "binary": ("facts.toml", b"a = 'b'\n\xff\xfe\x00", "facts.toml:2"),
    "empty": ("programme.toml", b"", "programme.toml:1"),
    "lesson": ("01-first/lessons/1-start.es.md", b"<script>", "01-first/lessons/1-start.es.md:1"),
}


def run(folder: Path, data: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {"LMS_ENV": "testing", "LMS_DATA_DIR": str(data), "PATH": "/usr/bin:/bin"}
    command = [str(GATEWAY), *arguments, str(folder)]
    return subprocess.run(  # noqa: S603 — our own command
        command, env=environment, capture_output=True, text=True, check=False
    )


@pytest.mark.parametrize("fault", BROKEN)
def test_the_command_names_the_file_and_line_of_a_corrupt_curriculum(
    fault: str, tmp_path: Path
) -> None:
    file, content, told = BROKEN[fault]
    folder = write_files(tmp_path / "programme", sound_files())
    (folder / file).write_bytes(content)
    done = run(folder, tmp_path, "curriculum", "check")
    assert done.returncode == 1
    assert done.stdout.startswith(told)
    assert "Traceback" not in done.stdout + done.stderr


def test_the_command_says_that_a_folder_is_not_there(tmp_path: Path) -> None:
    done = run(tmp_path / "nowhere", tmp_path, "curriculum", "check")
    assert done.returncode != 0
    assert "does not exist" in done.stderr
    assert "Traceback" not in done.stderr


def test_without_pango_the_page_and_the_job_say_so_and_the_certificate_stays(
    app: Flask,
    database: Database,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    class NoPango:
        def find_spec(self, name: str, *_: object) -> None:
            if name == "weasyprint":
                raise OSError("cannot load library 'libpango-1.0-0'")

    with database.writing() as session:
        user = make_user(session, Role.TRAINEE)
        certificate = earn(session, user)
    pdf._engine.cache_clear()
    monkeypatch.delitem(sys.modules, "weasyprint", raising=False)
    monkeypatch.setattr(sys, "meta_path", [NoPango(), *sys.meta_path])
    answer = Visitor(app, user).get(f"/certificates/{certificate.id}.pdf")
    assert answer.status_code == 503
    assert "En este momento no se puede hacer el PDF. El certificado es válido." in answer.text
    assert "libpango" not in answer.text
    app.test_cli_runner().invoke(args=["jobs", "work", "--once"])
    assert "install libpango-1.0-0" in caplog.text
    with database.reading() as session:
        assert session.get_one(Certificate, certificate.id).pdf_sha256 is None
        job = session.scalars(sa.select(Job).filter_by(kind="certificates.render")).one()
        assert (job.done_at, job.failed_at, job.attempts) == (None, None, 1)


def test_a_character_that_no_keyboard_has_fails_no_form(
    app: Flask, world: World, database: Database
) -> None:
    """PostgreSQL keeps no NUL, so none reaches a form."""
    forms = [form for form in every_form(app, world) if form.texts]
    start = take(database)
    for form in forms:
        put_back(database, start)
        for odd in ("a\x00b", "🏔\ufffe" * 99, "9" * 400):
            sent = form.values | dict.fromkeys(form.texts, odd)
            answer = Visitor(app, form.person).post(form.action, sent)
            assert answer.status_code < 500, str(form)
            if "\x00" in odd:
                assert answer.status_code == 400, str(form)
                assert change_of_content(start, take(database)) == set(), str(form)


def change_of_content(before: dict[str, list[dict[str, object]]], after: object) -> set[str]:
    assert isinstance(after, dict)
    ours = {"web_session", "rate_window"}
    return {name for name in before if name not in ours and before[name] != after[name]}


@pytest.mark.parametrize("odd", ["a%00b", "%FF%FE%ED%A0%80", "9" * 400])
def test_no_odd_address_is_an_error_of_ours(app: Flask, world: World, odd: str) -> None:
    for person in (None, world.own.trainee, world.own.trainer, world.administrator):
        visitor = Visitor(app, person)
        for method, rule in rules(app):
            if method != "GET":
                continue
            path = address(app, rule, world.own)
            names = ("page", "search", "text", "code", "order", "department", "show", "state")
            query = "&".join(f"{name}={odd}" for name in names)
            assert visitor.get(f"{path}?{query}").status_code < 500, path
            for name, value in world.own.addresses.items():
                if f"<{name}>" in rule.rule and f"/{value}" in path:
                    strange = path.replace(f"/{value}", f"/{odd}")
                    assert visitor.get(strange).status_code < 500, strange


def test_a_request_that_is_too_large_is_refused_in_a_sentence(
    app: Flask, world: World, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    visitor = Visitor(app, world.own.trainee)
    token = visitor.csrf_token()
    monkeypatch.setitem(app.config, "MAX_CONTENT_LENGTH", 1000)
    before = take(database)
    enrolment = world.own.addresses["enrolment_id"]
    answer = visitor.client.post(
        f"/learn/{enrolment}/M1/assignment",
        data={"csrf_token": token, "ai_use": "x" * 2000},
        base_url=visitor.base_url,
    )
    assert answer.status_code == 413
    assert "cada archivo puede pesar hasta 10 MB" in answer.text
    assert take(database) == before


def test_a_full_cohort_gives_its_last_seat_once(
    app: Flask, world: World, database: Database
) -> None:
    code = world.own.addresses["join_code"]
    with database.writing() as session:
        session.execute(sa.text("UPDATE cohort SET seats = 3 WHERE join_code = :c"), {"c": code})
    first = Visitor(app).post(f"/join/{code}", sign_up(email="uno@example.com"))
    second = Visitor(app).post(f"/join/{code}", sign_up(email="dos@example.com"))
    assert (first.status_code, second.status_code) == (303, 422)
    assert second.text.count('class="summary-errors"') == 1
    assert 'value="dos@example.com"' in second.text
