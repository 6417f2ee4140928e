"""Jobs are claimed by lease, repeated with growing delays, and buried after the last attempt."""

import logging
import threading
import time
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from lms import create_app
from lms.config import ConfigError
from lms.db import Database, utcnow
from lms.jobs.models import Job
from lms.jobs.queue import JobRunner
from lms.jobs.registry import GiveUp, JobContext, JobHandler
from lms.jobs.services import MAX_ATTEMPTS, claim, enqueue, fail, finish, retry
from lms.jobs.worker import Worker, run_due, start
from tests.lms.jobs.storing import KIND, effects

MINUTE = timedelta(minutes=1)


def give_job(database: Database, key: str = "one", kind: str = KIND, **changes: Any) -> None:
    with database.writing() as session:
        enqueue(session, kind, key, {"name": key, "text": "Hola"}, **changes)


def only_job(database: Database) -> Job:
    with database.reading() as session:
        return session.scalars(sa.select(Job)).one()


def change_job(database: Database, **values: Any) -> None:
    with database.writing() as session:
        session.execute(sa.update(Job).values(**values))


def count_effects(database: Database) -> int:
    with database.reading() as session:
        return session.scalars(sa.select(sa.func.count()).select_from(effects)).one()


def failing(runner: JobRunner, error: Exception) -> JobRunner:
    def fail_always(_context: JobContext, _payload: Mapping[str, Any]) -> None:
        raise error

    return replace(runner, handlers={KIND: fail_always})


def doing(runner: JobRunner, handler: JobHandler) -> JobRunner:
    return replace(runner, handlers={KIND: handler})


def test_a_due_job_is_run_once_and_recorded(runner: JobRunner, database: Database) -> None:
    give_job(database)
    assert run_due(runner) == 1
    assert run_due(runner) == 0
    job = only_job(database)
    assert job.done_at
    assert (job.attempts, job.lease_id, job.leased_until) == (1, None, None)
    assert count_effects(database) == 1


def test_a_second_job_with_the_same_key_is_void(runner: JobRunner, database: Database) -> None:
    give_job(database)
    give_job(database)
    assert run_due(runner) == 1
    give_job(database)
    assert run_due(runner) == 0
    assert only_job(database).done_at


def test_a_job_of_a_rolled_back_change_never_was(runner: JobRunner, database: Database) -> None:
    with database.writing() as session:
        enqueue(session, KIND, "one", {"name": "one", "text": "Hola"})
        session.rollback()
    assert run_due(runner) == 0


def test_a_job_waits_until_it_is_due(runner: JobRunner, database: Database) -> None:
    give_job(database, due_at=utcnow() + MINUTE)
    assert run_due(runner) == 0
    change_job(database, due_at=utcnow())
    assert run_due(runner) == 1


def test_the_job_that_is_due_longest_comes_first(runner: JobRunner, database: Database) -> None:
    give_job(database, "late", due_at=utcnow() - MINUTE)
    give_job(database, "early", due_at=utcnow() - 2 * MINUTE)
    assert run_due(runner, limit=1) == 1
    with database.reading() as session:
        assert session.execute(sa.select(effects.c.name)).scalars().all() == ["early"]


def test_a_leased_job_is_left_alone_until_its_lease_ends(
    runner: JobRunner, database: Database
) -> None:
    give_job(database)
    with database.writing() as session:
        assert claim(session, MINUTE)
    assert run_due(runner) == 0
    change_job(database, leased_until=utcnow())
    assert run_due(runner) == 1


def test_a_worker_that_lost_its_lease_changes_nothing(database: Database) -> None:
    give_job(database)
    with database.writing() as session:
        slow = claim(session, -MINUTE)
    with database.writing() as session:
        quick = claim(session, MINUTE)
    assert slow
    assert quick
    with database.writing() as session:
        assert not finish(session, slow)
        assert not fail(session, slow, GiveUp("too late"))
    job = only_job(database)
    assert (job.done_at, job.failed_at, job.lease_id) == (None, None, quick.lease_id)
    with database.writing() as session:
        assert finish(session, quick)
        assert not finish(session, quick)


def test_work_is_done_outside_any_transaction(runner: JobRunner, database: Database) -> None:
    def write(context: JobContext, _payload: Mapping[str, Any]) -> None:
        with context.database.writing() as session:
            session.execute(sa.insert(effects).values(name="free"))

    give_job(database)
    started = time.monotonic()
    assert run_due(doing(runner, write)) == 1
    assert time.monotonic() - started < 5  # a second writer would have waited 10 s in vain
    assert count_effects(database) == 1


def test_delays_grow_until_the_job_is_dead(runner: JobRunner, database: Database) -> None:
    broken = failing(runner, ConnectionError("ana@example.org does not answer"))
    give_job(database)
    delays = []
    for _ in range(MAX_ATTEMPTS - 1):
        before = utcnow()
        assert run_due(broken) == 1
        delays.append(round((only_job(database).due_at - before).total_seconds()))
        assert run_due(broken) == 0
        change_job(database, due_at=utcnow())
    assert delays == [15, 60, 240, 960, 3840, 15360, 61440]
    assert only_job(database).failed_at is None
    assert run_due(broken) == 1
    dead = only_job(database)
    assert dead.failed_at
    assert dead.attempts == MAX_ATTEMPTS
    change_job(database, due_at=utcnow())
    assert run_due(runner) == 0


def test_errors_are_told_without_their_words(
    runner: JobRunner, database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    give_job(database)
    with caplog.at_level(logging.DEBUG, "gateway.jobs"):
        run_due(failing(runner, ConnectionError("ana@example.org does not answer")))
    told = only_job(database).last_error or ""
    assert told.startswith("ConnectionError in tests.lms.jobs.test_queue:")
    assert told in caplog.text
    assert "ana@" not in told + caplog.text


def test_a_hopeless_job_is_dead_at_once(runner: JobRunner, database: Database) -> None:
    give_job(database)
    run_due(failing(runner, GiveUp("the address does not exist")))
    dead = only_job(database)
    assert dead.failed_at
    assert (dead.attempts, dead.last_error) == (1, "the address does not exist")


def test_a_job_that_kills_every_worker_is_buried(runner: JobRunner, database: Database) -> None:
    give_job(database)
    change_job(database, attempts=MAX_ATTEMPTS, lease_id="dead", leased_until=utcnow())
    run_due(runner)
    assert only_job(database).last_error == "the worker died in every attempt"
    assert only_job(database).failed_at
    assert count_effects(database) == 0


def test_a_job_of_an_unknown_kind_waits_for_a_worker_that_knows_it(
    runner: JobRunner, database: Database
) -> None:
    give_job(database, kind="test.unknown")
    assert run_due(runner) == 1
    job = only_job(database)
    assert (job.failed_at, job.done_at) == (None, None)
    assert (job.last_error or "").startswith("UnknownKind")


def test_a_dead_job_gets_all_its_attempts_again(runner: JobRunner, database: Database) -> None:
    give_job(database)
    run_due(failing(runner, GiveUp("never")))
    job_id = only_job(database).id
    with database.writing() as session:
        assert retry(session, job_id)
        assert not retry(session, job_id)
    assert run_due(runner) == 1
    job = only_job(database)
    assert job.done_at
    assert (job.failed_at, job.last_error, job.attempts) == (None, None, 1)


def test_one_job_can_be_run_by_number_but_only_once(runner: JobRunner, database: Database) -> None:
    give_job(database, "one")
    give_job(database, "two")
    with database.reading() as session:
        number = session.scalars(sa.select(Job.id).filter_by(key="two")).one()
    assert runner.run_one(number)
    assert not runner.run_one(number)
    with database.reading() as session:
        assert session.execute(sa.select(effects.c.name)).scalars().all() == ["two"]


def test_the_thread_of_a_server_wakes_at_a_commit(runner: JobRunner) -> None:
    database = runner.context.database
    quiet = Worker(runner, poll=60)
    database.info["wake"] = quiet.wake
    thread = threading.Thread(target=quiet.run)
    thread.start()
    try:
        time.sleep(0.1)  # the worker looks once, finds nothing and waits
        give_job(database)
        deadline = time.monotonic() + 10
        while not only_job(database).done_at and time.monotonic() < deadline:
            time.sleep(0.01)
    finally:
        del database.info["wake"]
        quiet.stop()
        thread.join(10)
    assert only_job(database).done_at
    assert not thread.is_alive()


def test_the_worker_outlives_a_database_that_is_away(
    runner: JobRunner, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked: list[bool] = []
    find = JobRunner.run_next

    def stumble(self: JobRunner) -> bool:
        looked.append(True)
        if len(looked) == 1:
            raise sa.exc.OperationalError("select", {}, Exception("gone"))
        found = find(self)
        if not found:
            worker.stop()
        return found

    monkeypatch.setattr(JobRunner, "run_next", stumble)
    worker = Worker(runner, poll=0.01)
    give_job(database)
    worker.run()
    assert only_job(database).done_at


def test_start_runs_the_jobs_of_an_application(app: Flask, database: Database) -> None:
    with database.writing() as session:
        enqueue(session, "test.unknown", "one", {})
    worker = start(app)
    try:
        deadline = time.monotonic() + 10
        while only_job(database).attempts == 0 and time.monotonic() < deadline:
            time.sleep(0.01)
    finally:
        worker.stop()
        del database.info["wake"]
    assert only_job(database).attempts == 1


def test_procrastinate_needs_postgresql(tmp_path: object) -> None:
    with pytest.raises(ConfigError, match="needs PostgreSQL"):
        create_app(
            {
                "ENV": "testing",
                "JOBS": "procrastinate",
                "DATA_DIR": str(tmp_path),
                "DATABASE_URL": "sqlite://",
            },
            [],
        )
