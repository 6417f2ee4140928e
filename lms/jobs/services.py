"""Writing jobs down, claiming them and recording how they went.

A claim is a lease: only its holder may record the outcome, and when it runs out the job is claimed
again. So a job survives its worker, and a worker that came too late changes nothing.
"""

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from lms.db import insert_once, utcnow
from lms.jobs.models import Job
from lms.jobs.registry import GiveUp

MAX_ATTEMPTS = 8
FIRST_DELAY = timedelta(seconds=15)
DELAY_FACTOR = 4  # 15 s, 1 min, 4 min … 17 h: eight attempts within a day

Defer = Callable[[Session, int, datetime], None]
"""Tells a job engine, in the session's transaction, to run a job by id at a moment (UTC)."""


@dataclass(frozen=True)
class Claim:
    """A job that this worker holds; `attempts` counts this one."""

    job_id: int
    lease_id: str
    kind: str
    payload: Mapping[str, Any]
    attempts: int


def enqueue(
    session: Session,
    kind: str,
    key: str,
    payload: Mapping[str, Any],
    due_at: datetime | None = None,
) -> None:
    """Write a job in the caller's transaction; a second call with the same kind and key is void.

    Where a job engine is configured, it learns of the job in the same transaction; a worker thread
    of this process is woken once the transaction is committed.
    """
    now = utcnow()
    due_at = due_at or now
    values = {
        "kind": kind,
        "key": key,
        "payload": dict(payload),
        "created_at": now,
        "due_at": due_at,
        "attempts": 0,
    }
    job_id = insert_once(session, Job, values)
    if job_id is not None:
        _announce(session, job_id, due_at)


def claim(session: Session, lease: timedelta, job_id: int | None = None) -> Claim | None:
    """Take the job that is due longest, or this one if it is due, for the length of the lease.

    Gives None where nothing is due or others hold it.
    """
    now = utcnow()
    due = waiting(now) if job_id is None else waiting(now).where(Job.id == job_id)
    lease_id = secrets.token_hex(16)
    statement = (
        sa.update(Job)
        .where(Job.id == due.limit(1).with_for_update(skip_locked=True).scalar_subquery())
        .values(lease_id=lease_id, leased_until=now + lease, attempts=Job.attempts + 1)
        .returning(Job.id, Job.kind, Job.payload, Job.attempts)
        .execution_options(synchronize_session=False)
    )
    row = session.execute(statement).one_or_none()
    return Claim(row.id, lease_id, row.kind, row.payload, row.attempts) if row else None


def waiting(now: datetime) -> sa.Select[int]:
    """The ids of the jobs that can be claimed now, the one due longest first."""
    free = sa.or_(Job.leased_until.is_(None), Job.leased_until <= now)
    return (
        sa.select(Job.id)
        .where(Job.done_at.is_(None), Job.failed_at.is_(None), Job.due_at <= now, free)
        .order_by(Job.due_at, Job.id)
    )


def finish(session: Session, held: Claim) -> bool:
    """Record that the job is done; False if the lease was lost, and then nothing is written."""
    return _record(session, held, done_at=utcnow(), last_error=None)


def fail(session: Session, held: Claim, error: Exception) -> bool:
    """Record a failed attempt: due again after a growing delay, or dead after the last one.

    False if the lease was lost, and then nothing is written.
    """
    now = utcnow()
    told = describe(error)
    if isinstance(error, GiveUp) or held.attempts >= MAX_ATTEMPTS:
        return _record(session, held, failed_at=now, last_error=told)
    due_at = now + FIRST_DELAY * DELAY_FACTOR ** (held.attempts - 1)
    kept = _record(session, held, due_at=due_at, last_error=told)
    if kept:
        _announce(session, held.job_id, due_at)
    return kept


def retry(session: Session, job_id: int) -> bool:
    """Give a dead job all its attempts again, from now; False if no dead job has this id."""
    now = utcnow()
    statement = (
        sa.update(Job)
        .where(Job.id == job_id, Job.failed_at.is_not(None))
        .values(failed_at=None, attempts=0, due_at=now)
        .returning(Job.id)
    )
    found = session.execute(statement).scalar_one_or_none() is not None
    if found:
        _announce(session, job_id, now)
    return found


def describe(error: Exception) -> str:
    """What went wrong and where, without the error's own words, which may hold personal data."""
    if isinstance(error, GiveUp):
        return str(error)
    place = error.__traceback__
    while place is not None and place.tb_next is not None:
        place = place.tb_next
    where = f" in {place.tb_frame.f_globals['__name__']}:{place.tb_lineno}" if place else ""
    return f"{type(error).__name__}{where}"


def _record(session: Session, held: Claim, **values: Any) -> bool:
    statement = (
        sa.update(Job)
        .where(Job.id == held.job_id, Job.lease_id == held.lease_id)
        .values(lease_id=None, leased_until=None, **values)
        .returning(Job.id)
        .execution_options(synchronize_session=False)
    )
    return session.execute(statement).scalar_one_or_none() is not None


def _announce(session: Session, job_id: int, due_at: datetime) -> None:
    defer: Defer | None = session.info.get("defer")
    if defer is not None:
        defer(session, job_id, due_at)
    wake: Callable[[], None] | None = session.info.get("wake")
    if wake is not None:
        sa.event.listen(session, "after_commit", lambda _session: wake(), once=True)
