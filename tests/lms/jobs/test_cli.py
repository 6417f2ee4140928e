"""`gateway jobs`: working, looking and reviving from the command line."""

import os
import signal
import threading
import time

import pytest
import sqlalchemy as sa
from click.testing import Result
from flask import Flask

from lms.db import Database, utcnow
from lms.jobs.models import Job
from lms.jobs.services import enqueue
from lms.mail import Mail, post


def run(app: Flask, *words: str) -> Result:
    return app.test_cli_runner().invoke(args=["jobs", *words])


def add_dead_job(database: Database) -> int:
    with database.writing() as session:
        enqueue(session, "test.unknown", "one", {})
        changes = {"failed_at": utcnow(), "attempts": 8, "last_error": "UnknownKind in lms:1"}
        session.execute(sa.update(Job).values(**changes))
        return session.scalars(sa.select(Job.id)).one()


def test_work_once_runs_what_is_due_and_ends(app: Flask, database: Database) -> None:
    with database.writing() as session:
        for number in range(3):
            post(session, Mail("ana@example.org", "Hola", "Hola"), f"mail:{number}")
    assert run(app, "work", "--once").output == "Jobs run: 3.\n"
    assert run(app, "work", "--once").output == "Jobs run: 0.\n"


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_work_goes_on_until_it_is_told_to_stop(
    app: Flask, database: Database, number: signal.Signals
) -> None:
    def stop_when_done() -> None:
        deadline = time.monotonic() + 10
        while time.monotonic() < deadline:
            with database.reading() as session:
                if session.scalar(sa.select(Job.done_at)):
                    break
            time.sleep(0.02)
        os.kill(os.getpid(), number)

    with database.writing() as session:
        post(session, Mail("ana@example.org", "Hola", "Hola"), "mail")
    before = {each: signal.getsignal(each) for each in (signal.SIGINT, signal.SIGTERM)}
    other = threading.Thread(target=stop_when_done)
    other.start()
    try:
        result = run(app, "work")
    finally:
        other.join()
        for each, handler in before.items():
            signal.signal(each, handler)
    assert result.exit_code == 0
    with database.reading() as session:
        assert session.scalars(sa.select(Job.done_at)).one()


def test_waiting_and_dead_jobs_are_listed_apart(app: Flask, database: Database) -> None:
    job_id = add_dead_job(database)
    with database.writing() as session:
        enqueue(session, "test.unknown", "two", {"to": "ana@example.org"})
    waiting, dead = run(app, "list").output, run(app, "list", "--dead").output
    assert "test.unknown  two" in waiting
    assert waiting.endswith("Waiting jobs: 1.\n")
    assert dead.startswith(f"{job_id}  test.unknown  one")
    assert dead.endswith("UnknownKind in lms:1\nDead jobs: 1.\n")
    assert "ana@" not in waiting + dead


def test_a_dead_job_can_be_revived_once(app: Flask, database: Database) -> None:
    job_id = add_dead_job(database)
    assert run(app, "retry", str(job_id)).output == f"Job {job_id} is due now.\n"
    assert run(app, "list", "--dead").output == "Dead jobs: 0.\n"
    again = run(app, "retry", str(job_id))
    assert again.exit_code == 1
    assert again.output == f"Error: No dead job has the number {job_id}.\n"


@pytest.mark.parametrize("command", ["procrastinate", "procrastinate-schema"])
def test_procrastinate_asks_for_postgresql(
    app: Flask, database: Database, command: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "url", sa.make_url("sqlite://"))
    result = run(app, command)
    assert result.exit_code == 1
    assert "Procrastinate needs PostgreSQL" in result.output
