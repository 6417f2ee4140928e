"""`gateway jobs`: work on the outbox without the server, look at it, revive the dead."""

import signal

import click
from flask import current_app
from flask.cli import AppGroup

from lms.db import database
from lms.jobs import queries, services
from lms.jobs.queue import JobRunner
from lms.jobs.worker import Worker, run_due

group = AppGroup("jobs", help="Background work: mails, certificates.")


def _runner() -> JobRunner:
    runner: JobRunner = current_app.extensions["jobs"]
    return runner


@group.command()
@click.option("--once", is_flag=True, help="Stop when nothing is due.")
def work(once: bool) -> None:
    """Run due jobs until Ctrl-C or SIGTERM; the job in hand is finished first."""
    if once:
        done = 0
        while count := run_due(_runner()):
            done += count
        click.echo(f"Jobs run: {done}.")
        return
    worker = Worker(_runner())
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: worker.stop())
    click.echo("Working on jobs; Ctrl-C stops.")
    worker.run()


@group.command("list")
@click.option("--dead", is_flag=True, help="Jobs that failed for good, instead of waiting ones.")
def list_jobs(dead: bool) -> None:
    """Show the jobs that wait or, with --dead, those that failed for good."""
    with database().reading() as session:
        jobs = queries.unfinished(session, dead=dead)
    for job in jobs:
        moment = job.failed_at or job.due_at
        error = f"  {job.last_error}" if job.last_error else ""
        click.echo(f"{job.id}  {job.kind}  {job.key}  {moment:%Y-%m-%d %H:%M:%S} UTC{error}")
    click.echo(f"{'Dead' if dead else 'Waiting'} jobs: {len(jobs)}.")


@group.command()
@click.argument("job_id", type=int, metavar="ID")
def retry(job_id: int) -> None:
    """Give a dead job all its attempts again."""
    with database().writing() as session:
        found = services.retry(session, job_id)
    if not found:
        raise click.ClickException(f"No dead job has the number {job_id}.")
    click.echo(f"Job {job_id} is due now.")


@group.command("procrastinate-schema")
def procrastinate_schema() -> None:
    """Create the tables of Procrastinate in the database, once."""
    from lms.jobs import engine

    created = engine.create_schema(_postgresql())
    click.echo("Procrastinate's tables were created." if created else "They are there already.")


@group.command()
def procrastinate() -> None:
    """Work on jobs with Procrastinate, next to workers on other machines."""
    from lms.jobs import engine

    _postgresql()
    engine.worker_app(_runner()).run_worker(delete_jobs="always")


def _postgresql() -> str:
    url = database().url
    if url.get_backend_name() != "postgresql":
        raise click.ClickException("Procrastinate needs PostgreSQL: set LMS_DATABASE_URL.")
    from lms.jobs import engine

    return engine.address(url)
