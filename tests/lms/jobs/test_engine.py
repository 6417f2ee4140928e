"""Procrastinate on PostgreSQL: one transaction for the change and its task, nothing lost."""

import asyncio
from collections.abc import Iterator
from datetime import timedelta

import procrastinate
import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from lms import create_app
from lms.db import Database, utcnow
from lms.jobs import engine
from lms.jobs.models import Job
from lms.jobs.queue import JobRunner
from lms.jobs.services import enqueue, retry
from lms.jobs.worker import run_due
from tests.lms.jobs import crash
from tests.lms.jobs.crash import KillPoint
from tests.lms.jobs.storing import KIND, effects, make_runner

pytestmark = pytest.mark.postgresql

TASKS = sa.text(
    "SELECT args, status, scheduled_at FROM procrastinate_jobs"
    " WHERE task_name = 'gateway.run' ORDER BY id"
)


@pytest.fixture
def database(app: Flask) -> Iterator[Database]:
    """PostgreSQL with Procrastinate's tables, empty, and its deferrer."""
    found: Database = app.extensions["database"]
    if found.url.get_backend_name() != "postgresql":
        pytest.skip("needs PostgreSQL: set LMS_TEST_DATABASE_URL")
    engine.create_schema(engine.address(found.url))
    with found.writing() as session:
        session.execute(sa.text("TRUNCATE procrastinate_jobs, procrastinate_workers CASCADE"))
    found.info["defer"] = engine.deferrer()
    yield found
    del found.info["defer"]


def add_job(session: Session, name: str = "one") -> None:
    enqueue(session, KIND, name, {"name": name, "text": name})


def tasks(database: Database) -> list[sa.Row[tuple[object, ...]]]:
    with database.reading() as session:
        return list(session.execute(TASKS).all())


def work(runner: JobRunner) -> None:
    """Let Procrastinate's worker do what is due, as `gateway jobs procrastinate` would."""
    options = {"wait": False, "listen_notify": False, "install_signal_handlers": False}
    engine.worker_app(runner).run_worker(delete_jobs="always", **options)


def work_as_process(url: str, folder: str) -> None:
    """What the killed process does."""
    work(make_runner(url, folder))


def count_effects(database: Database) -> int:
    with database.reading() as session:
        return session.scalars(sa.select(sa.func.count()).select_from(effects)).one()


def test_a_job_and_its_task_are_committed_together(database: Database) -> None:
    with database.writing() as session:
        add_job(session)
        assert tasks(database) == []  # other connections see neither yet
    with database.reading() as session:
        job = session.scalars(sa.select(Job)).one()
    (task,) = tasks(database)
    assert (task.args, task.scheduled_at) == ({"job_id": job.id}, job.due_at)


def test_a_rolled_back_change_leaves_neither_job_nor_task(database: Database) -> None:
    with database.writing() as session:
        add_job(session)
        session.rollback()
    assert tasks(database) == []


def test_a_job_that_exists_defers_no_second_task(database: Database) -> None:
    for _ in range(2):
        with database.writing() as session:
            add_job(session)
    assert len(tasks(database)) == 1


def test_the_worker_does_the_jobs_and_forgets_their_tasks(
    runner: JobRunner, database: Database
) -> None:
    with database.writing() as session:
        for number in range(5):
            add_job(session, f"job {number}")
    work(runner)
    assert count_effects(database) == 5
    assert tasks(database) == []
    assert run_due(runner) == 0


def test_a_task_that_comes_twice_changes_nothing(runner: JobRunner, database: Database) -> None:
    with database.writing() as session:
        add_job(session)
        database.info["defer"](session, session.scalars(sa.select(Job.id)).one(), utcnow())
    assert len(tasks(database)) == 2
    work(runner)
    assert count_effects(database) == 1
    with database.reading() as session:
        assert session.scalars(sa.select(Job.attempts)).one() == 1


def test_a_failed_job_is_deferred_again_for_later(runner: JobRunner, database: Database) -> None:
    with database.writing() as session:
        enqueue(session, "test.unknown", "one", {})
    work(runner)
    with database.reading() as session:
        job = session.scalars(sa.select(Job)).one()
    (task,) = tasks(database)
    assert job.attempts == 1
    assert task.scheduled_at == job.due_at > utcnow()


def test_a_revived_job_is_deferred_again(database: Database) -> None:
    with database.writing() as session:
        add_job(session)
        job_id = session.scalars(sa.update(Job).values(failed_at=utcnow()).returning(Job.id)).one()
        assert retry(session, job_id)
    assert len(tasks(database)) == 2


@pytest.mark.parametrize(
    "kill",
    [
        KillPoint("lms.jobs.queue:JobRunner._work"),
        KillPoint("tests.lms.jobs.storing:record", after=True),
        KillPoint("lms.jobs.queue:finish"),
        KillPoint("lms.jobs.queue:JobRunner.run_one", after=True),
    ],
    ids=str,
)
def test_the_sweep_finishes_what_a_killed_worker_left(
    runner: JobRunner, database: Database, folder: str, kill: KillPoint
) -> None:
    with database.writing() as session:
        add_job(session)
    url = database.url.render_as_string(hide_password=False)
    crash.run_until_killed(work_as_process, url, folder, kill=kill)
    assert [task.status for task in tasks(database)] == ["doing"]
    with database.writing() as session:  # minutes later: lease and heartbeat are over
        long_ago = utcnow() - timedelta(hours=1)
        session.execute(sa.update(Job).values(leased_until=long_ago))
        session.execute(
            sa.text("UPDATE procrastinate_workers SET last_heartbeat = :then"), {"then": long_ago}
        )
    asyncio.run(sweep_once(engine.worker_app(runner)))
    work(runner)
    assert count_effects(database) == 1
    assert tasks(database) == []
    with database.reading() as session:
        assert session.scalars(sa.select(Job.done_at)).one()


async def sweep_once(app: procrastinate.App) -> None:
    """What happens each minute."""
    async with app.open_async():
        await app.tasks[engine.SWEEP](timestamp=0)


@pytest.mark.usefixtures("database")
def test_the_sweep_comes_every_minute(runner: JobRunner) -> None:
    registry = engine.worker_app(runner).periodic_registry
    assert [(task.task.name, task.cron) for task in registry.periodic_tasks.values()] == [
        (engine.SWEEP, "* * * * *")
    ]


def test_the_schema_is_created_once(app: Flask, database: Database) -> None:
    assert not engine.create_schema(engine.address(database.url))
    result = app.test_cli_runner().invoke(args=["jobs", "procrastinate-schema"])
    assert result.output == "They are there already.\n"


def test_an_application_with_procrastinate_defers_what_it_enqueues(database: Database) -> None:
    url = database.url.render_as_string(hide_password=False)
    app = create_app({"ENV": "testing", "JOBS": "procrastinate", "DATABASE_URL": url}, [])
    with app.extensions["database"].writing() as session:
        add_job(session)
    app.extensions["database"].dispose()
    assert len(tasks(database)) == 1
