"""What waits in the outbox and what died there."""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from lms.jobs.models import Job


def unfinished(session: Session, *, dead: bool) -> Sequence[Job]:
    """The dead letters, or else the jobs that still wait; the oldest first."""
    state = Job.failed_at.is_not(None) if dead else Job.failed_at.is_(None)
    return session.scalars(
        sa.select(Job).where(Job.done_at.is_(None), state).order_by(Job.id)
    ).all()
