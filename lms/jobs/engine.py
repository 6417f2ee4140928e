"""Procrastinate as the way to many machines; the outbox stays the record.

Every outbox row defers a task on the connection of its own transaction, and a sweep each minute
runs what a killed worker or a lost task left behind. A task that comes twice changes nothing.
"""

import asyncio
from datetime import datetime

import procrastinate
import sqlalchemy as sa
from sqlalchemy.orm import Session

from lms.jobs.queue import JobRunner
from lms.jobs.services import Defer
from lms.jobs.worker import run_due

RUN = "gateway.run"
SWEEP = "gateway.sweep"


def address(url: sa.URL) -> str:
    """The address of the database as libpq reads it, with its password."""
    return url.set(drivername="postgresql").render_as_string(hide_password=False)


def deferrer() -> Defer:
    """A function that defers a job on the session's own connection, and so in its transaction."""
    app = procrastinate.App(connector=procrastinate.SyncPsycopgConnector())  # opens nothing itself

    def defer(session: Session, job_id: int, due_at: datetime) -> None:
        connection = session.connection().connection.driver_connection
        task = app.configure_task(RUN, connection=connection, schedule_at=due_at)
        task.defer(job_id=job_id)

    return defer


def worker_app(runner: JobRunner) -> procrastinate.App:
    """The application that Procrastinate's worker runs."""
    url = runner.context.database.url
    app = procrastinate.App(connector=procrastinate.PsycopgConnector(conninfo=address(url)))

    @app.task(name=RUN)
    def run(job_id: int) -> None:
        runner.run_one(job_id)

    @app.periodic(cron="* * * * *")
    @app.task(name=SWEEP)
    async def sweep(timestamp: int) -> None:  # noqa: ARG001 — what a periodic task is given
        for stalled in await app.job_manager.get_stalled_jobs():
            await app.job_manager.retry_job(stalled)
        await asyncio.to_thread(run_due, runner)

    return app


def create_schema(conninfo: str) -> bool:
    """Create Procrastinate's tables; False if they are there."""
    app = procrastinate.App(connector=procrastinate.SyncPsycopgConnector(conninfo=conninfo))
    with app.open():
        there = app.connector.execute_query_one("SELECT to_regclass('procrastinate_jobs') AS name")
        if there["name"] is None:
            app.schema_manager.apply_schema()
    return there["name"] is None
