"""A worker may die anywhere: nothing is lost and nothing happens twice."""

import hashlib
from datetime import timedelta

import pytest
import sqlalchemy as sa

from lms.db import Database, utcnow
from lms.jobs.models import Job
from lms.jobs.queue import JobRunner
from lms.jobs.services import enqueue
from lms.jobs.worker import run_due
from tests.lms.jobs import crash
from tests.lms.jobs.crash import KillPoint
from tests.lms.jobs.storing import KIND, effects, work_in_threads, work_once

POINTS = {
    "while claiming": KillPoint("lms.jobs.queue:claim", after=True),
    "after claiming": KillPoint("lms.jobs.queue:JobRunner._work"),
    "during the work": KillPoint("lms.storage:Storage.put"),
    "before the file has its name": KillPoint("pathlib:Path.rename"),
    "after the file has its name": KillPoint("pathlib:Path.rename", after=True),
    "before the effect is written": KillPoint("tests.lms.jobs.storing:record"),
    "before the effect is committed": KillPoint("tests.lms.jobs.storing:record", after=True),
    "before done is recorded": KillPoint("lms.jobs.queue:finish"),
    "before done is committed": KillPoint("lms.jobs.queue:finish", after=True),
}
TEXT = "Un certificado se guarda una vez. "


def address(database: Database) -> str:
    return database.url.render_as_string(hide_password=False)


def let_leases_end(database: Database) -> None:
    """Wait for the locks of the dead, then end their leases."""
    with database.writing() as session:
        session.execute(sa.update(Job).values(leased_until=utcnow() - timedelta(seconds=1)))


def assert_done_once(runner: JobRunner) -> None:
    with runner.context.database.reading() as session:
        assert session.scalars(sa.select(Job.done_at)).one()
        recorded = session.execute(sa.select(effects.c.name, effects.c.sha256)).all()
    sha256 = hashlib.sha256(TEXT.encode()).hexdigest()
    assert recorded == [("one", sha256)]
    assert runner.context.storage.get(sha256) == TEXT.encode()


@pytest.mark.parametrize("kill", POINTS.values(), ids=POINTS.keys())
def test_a_third_worker_finishes_what_two_killed_ones_left(
    runner: JobRunner, database: Database, folder: str, kill: KillPoint
) -> None:
    with database.writing() as session:
        enqueue(session, KIND, "one", {"name": "one", "text": TEXT})
    for point in (kill, POINTS["before done is committed"]):
        crash.run_until_killed(work_once, address(database), folder, kill=point)
        let_leases_end(database)
    assert run_due(runner) == 1
    assert_done_once(runner)


def test_a_worker_that_dies_after_its_job_leaves_nothing_to_do(
    runner: JobRunner, database: Database, folder: str
) -> None:
    with database.writing() as session:
        enqueue(session, KIND, "one", {"name": "one", "text": TEXT})
    after = KillPoint("lms.jobs.queue:JobRunner.run_next", after=True)
    crash.run_until_killed(work_once, address(database), folder, kill=after)
    let_leases_end(database)
    assert run_due(runner) == 0
    assert_done_once(runner)


@pytest.mark.usefixtures("runner")
def test_the_harness_notices_a_process_that_was_not_killed(database: Database, folder: str) -> None:
    never = KillPoint("lms.jobs.queue:claim", call=99)
    with pytest.raises(AssertionError, match=r"not killed before lms\.jobs\.queue:claim"):
        crash.run_until_killed(work_once, address(database), folder, kill=never)


@pytest.mark.usefixtures("runner")
def test_eight_workers_in_four_processes_do_each_job_once(database: Database, folder: str) -> None:
    names = [f"job {number}" for number in range(100)]
    with database.writing() as session:
        for name in names:
            enqueue(session, KIND, name, {"name": name, "text": name})
    together = crash.context.Barrier(4)
    given = (address(database), folder, 2, together)
    children = [crash.start(work_in_threads, *given) for _ in range(4)]
    assert [crash.finish(child) for child in children] == [0] * 4
    with database.reading() as session:
        done = session.execute(sa.select(effects.c.name)).scalars().all()
        attempts = session.scalars(sa.select(Job.attempts)).all()
    assert sorted(done) == sorted(names)
    assert attempts == [1] * 100
