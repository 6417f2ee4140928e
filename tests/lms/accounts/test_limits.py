"""Limits that every process shares."""

from datetime import timedelta

import sqlalchemy as sa

from lms.accounts.models import RateWindow
from lms.db import Database, utcnow
from lms.limits import allow, spent

WINDOW = timedelta(minutes=15)


def test_two_processes_share_one_count(database: Database, database_url: str) -> None:
    other = Database(database_url)
    answers = [
        allow(each, "act", "someone", 10, WINDOW) for _ in range(6) for each in (database, other)
    ]
    assert answers == [True] * 10 + [False] * 2
    assert spent(other, "act", "someone", 10, WINDOW)
    assert not spent(other, "act", "someone else", 10, WINDOW)
    other.dispose()


def test_asking_whether_it_is_spent_counts_nothing(database: Database) -> None:
    assert not spent(database, "act", "someone", 1, WINDOW)
    assert allow(database, "act", "someone", 1, WINDOW)
    assert spent(database, "act", "someone", 1, WINDOW)
    assert not allow(database, "act", "someone", 1, WINDOW)


def test_a_new_window_begins_when_the_old_one_is_over(database: Database) -> None:
    assert allow(database, "act", "someone", 1, WINDOW)
    with database.writing() as session:
        session.execute(sa.update(RateWindow).values(started_at=utcnow() - WINDOW))
    assert not spent(database, "act", "someone", 1, WINDOW)
    assert allow(database, "act", "someone", 1, WINDOW)


def test_who_tried_is_not_stored_in_clear(database: Database) -> None:
    allow(database, "sign-in", "ana@example.com", 1, WINDOW)
    with database.reading() as session:
        assert "ana" not in session.scalars(sa.select(RateWindow.key)).one()
