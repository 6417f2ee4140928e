"""The outbox: work written down in the transaction of the change that asks for it."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from lms.db import CreatedAt, Model, PrimaryKey, utcnow

WAITING = sa.text("done_at IS NULL AND failed_at IS NULL")


class Job(Model):
    """One piece of background work, done when `done_at` is set, dead when `failed_at` is.

    Whoever works on it holds it until `leased_until` under a `lease_id` of her own.
    """

    __tablename__ = "job"
    __table_args__ = (
        sa.UniqueConstraint("kind", "key"),
        sa.Index("ix_job_waiting", "due_at", sqlite_where=WAITING, postgresql_where=WAITING),
    )

    id: Mapped[PrimaryKey]
    kind: Mapped[str] = mapped_column(sa.String(60))
    key: Mapped[str] = mapped_column(sa.String(120))
    payload: Mapped[dict[str, Any]]
    created_at: Mapped[CreatedAt]
    due_at: Mapped[datetime] = mapped_column(default=utcnow)
    attempts: Mapped[int] = mapped_column(default=0)
    lease_id: Mapped[str | None] = mapped_column(sa.String(32))
    leased_until: Mapped[datetime | None]
    done_at: Mapped[datetime | None]
    failed_at: Mapped[datetime | None]
    last_error: Mapped[str | None] = mapped_column(sa.Text)
