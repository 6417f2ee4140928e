"""The job queue of one application: which handler does which kind, and running one job."""

import logging
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from flask import Flask

from lms.config import ConfigError
from lms.db import utcnow
from lms.jobs.registry import GiveUp, JobContext, JobHandler
from lms.jobs.services import MAX_ATTEMPTS, Claim, claim, describe, fail, finish, waiting

if TYPE_CHECKING:
    from lms.plugin import Plugin

LEASE = timedelta(minutes=3)  # longer than any job; what a killed worker held waits this long
log = logging.getLogger("gateway.jobs")


class UnknownKind(Exception):
    """No plugin of this process does jobs of this kind."""


@dataclass(frozen=True)
class JobRunner:
    """Runs jobs of the outbox, each outside any transaction, and records how it went."""

    handlers: Mapping[str, JobHandler]
    context: JobContext
    lease: timedelta = LEASE

    def run_next(self) -> bool:
        """Run the job that is due longest; False if none is due."""
        with self.context.database.reading() as session:  # an idle poll takes no write lock
            if session.scalar(waiting(utcnow()).limit(1)) is None:
                return False
        return self._run(None)

    def run_one(self, job_id: int) -> bool:
        """Run this job; False if it is done, dead, not due or held by another worker."""
        return self._run(job_id)

    def _run(self, job_id: int | None) -> bool:
        with self.context.database.writing() as session:
            held = claim(session, self.lease, job_id)
        if held is None:
            return False
        try:
            self._work(held)
        except Exception as error:  # whatever a handler raises is recorded with its job
            log.warning("job %s (%s) failed: %s", held.job_id, held.kind, describe(error))
            with self.context.database.writing() as session:
                kept = fail(session, held, error)
        else:
            with self.context.database.writing() as session:
                kept = finish(session, held)
        if not kept:
            log.warning("job %s (%s) outlived its lease", held.job_id, held.kind)
        return True

    def _work(self, held: Claim) -> None:
        if held.attempts > MAX_ATTEMPTS:
            raise GiveUp("the worker died in every attempt")
        if held.kind not in self.handlers:
            raise UnknownKind(held.kind)
        self.handlers[held.kind](self.context, held.payload)


def init_app(app: Flask, plugins: "Iterable[Plugin]") -> None:
    """Put the application's JobRunner into `app.extensions["jobs"]`; raises ConfigError.

    With `LMS_JOBS=procrastinate`, every job is also deferred there in the same transaction.
    """
    handlers = {kind: handler for plugin in plugins for kind, handler in plugin.jobs.items()}
    database = app.extensions["database"]
    context = JobContext(database, app.extensions["storage"], app.config)
    runner = JobRunner(handlers, context)
    app.extensions["jobs"] = runner
    if app.config["JOBS"] == "procrastinate":
        if database.url.get_backend_name() != "postgresql":
            raise ConfigError("LMS_JOBS=procrastinate needs PostgreSQL: set LMS_DATABASE_URL.")
        from lms.jobs import engine  # costs 0.3 s, which only its users should pay

        database.info["defer"] = engine.deferrer()
