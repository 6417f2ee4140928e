"""A job that stores a file and records its hash: what the crash tests kill and repeat."""

import threading
from collections.abc import Mapping
from multiprocessing.synchronize import Barrier
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from lms.db import Database
from lms.jobs.queue import JobRunner
from lms.jobs.registry import JobContext
from lms.storage import Storage

KIND = "test.store"
effects = sa.Table(
    "test_effect",
    sa.MetaData(),
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("name", sa.String(40)),
    sa.Column("sha256", sa.String(64)),
)
"""No unique key on purpose: a second effect of one job would show."""


def store(context: JobContext, payload: Mapping[str, Any]) -> None:
    """Store the text as a file, then record its hash unless it is recorded."""
    name = payload["name"]
    with context.database.reading() as session:
        if session.scalar(sa.select(effects.c.id).where(effects.c.name == name)):
            return
    sha256 = context.storage.put(payload["text"].encode())
    with context.database.writing() as session:
        record(session, name, sha256)


def record(session: Session, name: str, sha256: str) -> None:
    """Write the effect."""
    session.execute(sa.insert(effects).values(name=name, sha256=sha256))


def make_runner(url: str, folder: str) -> JobRunner:
    """A runner as another process would make it."""
    return JobRunner({KIND: store}, JobContext(Database(url), Storage(folder), {}))


def work_once(url: str, folder: str) -> None:
    """Run the job that is due longest."""
    make_runner(url, folder).run_next()


def work_in_threads(url: str, folder: str, threads: int, together: Barrier) -> None:
    """Run due jobs in several threads until none is left, once every process is ready."""
    runners = [make_runner(url, folder) for _ in range(threads)]
    workers = [threading.Thread(target=_drain, args=[runner]) for runner in runners]
    together.wait(60)
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()


def _drain(runner: JobRunner) -> None:
    while runner.run_next():
        pass
