"""How often something may be tried, counted in the database so that every process agrees."""

import hashlib
from datetime import timedelta

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from lms.accounts.models import RateWindow
from lms.db import Database, utcnow


def spent(database: Database, act: str, who: str, limit: int, window: timedelta) -> bool:
    """Whether `limit` tries were counted by `allow` within the present window; counts none."""
    with database.reading() as session:
        row = session.get(RateWindow, _key(act, who))
        return row is not None and row.count >= limit and row.started_at > utcnow() - window


def allow(database: Database, act: str, who: str, limit: int, window: timedelta) -> bool:
    """Count one try of `act` by `who` and say whether it is within `limit` per `window`.

    Counted in a transaction of its own, so that a refused act still counts. `who` (an address or
    an e-mail) is stored only as a hash.
    """
    now = utcnow()
    with database.writing() as session:
        dialect = session.connection().dialect.name
        insert = postgresql.insert if dialect == "postgresql" else sqlite.insert
        fresh = insert(RateWindow).values(key=_key(act, who), started_at=now, count=1)
        over = RateWindow.started_at <= now - window
        counted = fresh.on_conflict_do_update(
            index_elements=[RateWindow.key],
            set_={
                "count": sa.case((over, 1), else_=RateWindow.count + 1),
                "started_at": sa.case((over, now), else_=RateWindow.started_at),
            },
        ).returning(RateWindow.count)
        return session.execute(counted).scalar_one() <= limit


def _key(act: str, who: str) -> str:
    return f"{act}:{hashlib.sha256(who.encode()).hexdigest()}"
