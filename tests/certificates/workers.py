"""What the processes of the crash tests do: finish a learner's module, and work on jobs."""

from collections.abc import Mapping
from multiprocessing.synchronize import Barrier
from typing import Any

from certificates.rendering import render_job
from certificates.services import RENDER, issue_on_completion
from lms import mail
from lms.db import Database
from lms.events import EventBus, ModuleCompleted
from lms.jobs.queue import JobRunner
from lms.jobs.registry import JobContext
from lms.learning.services import complete_module
from lms.storage import Storage


def finish_module(
    url: str, enrolment_id: int, version_id: int, together: Barrier | None = None
) -> None:
    """Complete the module as a route does, once every process is ready."""
    database = Database(url)
    bus = EventBus()
    bus.subscribe(ModuleCompleted, issue_on_completion)
    database.info |= {"events": bus, "base_url": "https://gateway.test"}
    if together is not None:
        together.wait(60)
    with database.writing() as session:
        complete_module(session, enrolment_id, version_id)
        ready_to_commit()
    database.dispose()


def ready_to_commit() -> None:
    """Stand where everything is written and nothing is committed."""


def make_runner(url: str, folder: str, config: Mapping[str, Any]) -> JobRunner:
    """A worker as another process would make it."""
    context = JobContext(Database(url), Storage(folder), config)
    return JobRunner({RENDER: render_job, mail.KIND: mail.send}, context)


def work(url: str, folder: str, config: Mapping[str, Any]) -> None:
    """Run jobs until none is due."""
    runner = make_runner(url, folder, config)
    while runner.run_next():
        pass
    runner.context.database.dispose()
