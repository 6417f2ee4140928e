"""The embedded worker: a thread that runs due jobs while the server serves."""

import atexit
import logging
import threading

from flask import Flask

from lms.jobs.queue import JobRunner

POLL = 0.5  # seconds between looks at the outbox when nothing wakes the worker
STOP_WAIT = 10.0  # seconds that a job may take to end when the process stops
log = logging.getLogger("gateway.jobs")


class Worker:
    """A loop over the outbox that can be woken and stopped from other threads."""

    def __init__(self, runner: JobRunner, poll: float = POLL) -> None:
        self._runner = runner
        self._poll = poll
        self._woken = threading.Event()
        self._stopping = threading.Event()

    def run(self) -> None:
        """Run due jobs until stopped; an unexpected error is logged and the loop goes on."""
        while not self._stopping.is_set():
            self._woken.clear()
            if not self._run_next():
                self._woken.wait(self._poll)

    def wake(self) -> None:
        """Look at the outbox now."""
        self._woken.set()

    def stop(self) -> None:
        """End the loop after the job in hand."""
        self._stopping.set()
        self._woken.set()

    def _run_next(self) -> bool:
        try:
            return self._runner.run_next()
        except Exception as error:  # the database may be away: the thread must outlive that
            log.error("the job worker met %s and goes on", type(error).__name__)
            return False


def start(app: Flask) -> Worker:
    """Run the application's jobs in a daemon thread, woken by this process's own commits.

    The thread is stopped when the process ends; the job in hand has 10 s to finish.
    """
    runner: JobRunner = app.extensions["jobs"]
    worker = Worker(runner)
    runner.context.database.info["wake"] = worker.wake
    thread = threading.Thread(target=worker.run, name="gateway-jobs", daemon=True)
    thread.start()

    def stop() -> None:
        worker.stop()
        thread.join(STOP_WAIT)

    atexit.register(stop)
    return worker


def run_due(target: Flask | JobRunner, limit: int = 100) -> int:
    """Run at most `limit` due jobs in this thread and give how many were run."""
    runner: JobRunner = target if isinstance(target, JobRunner) else target.extensions["jobs"]
    return next((count for count in range(limit) if not runner.run_next()), limit)
