"""A worker may die anywhere: nothing is lost and nothing happens twice."""

import hashlib
import time
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
    "after everything": KillPoint("lms.jobs.queue:JobRunner.run_next", after=True),
}
TEXT = "Un certificado se guarda una vez. "


def address(database: Database) -> str:
    return database.url.render_as_string(hide_password=False)


def let_leases_end(database: Database) -> None:
    with database.writing() as session:
        session.execute(sa.update(Job).values(leased_until=utcnow() - timedelta(seconds=1)))


@pytest.mark.parametrize("kill", POINTS.values(), ids=POINTS.keys())
def test_a_second_worker_finishes_what_a_killed_one_left(
    runner: JobRunner, database: Database, folder: str, kill: KillPoint
) -> None:
    with database.writing() as session:
        enqueue(session, KIND, "one", {"name": "one", "text": TEXT})
    crash.run_until_killed(work_once, address(database), folder, kill=kill)
    let_leases_end(database)
    deadline = time.monotonic() + 10  # a server may take a moment to drop the dead one's locks
    while time.monotonic() < deadline:
        run_due(runner)
        with database.reading() as session:
            done = session.scalars(sa.select(Job.done_at)).one()
            recorded = session.execute(sa.select(effects.c.name, effects.c.sha256)).all()
        if done:
            break
    assert done
    sha256 = hashlib.sha256(TEXT.encode()).hexdigest()
    assert recorded == [("one", sha256)]
    assert runner.context.storage.get(sha256) == TEXT.encode()


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
