"""Readers cannot write, writers lose nothing, and moments carry their time zone."""

import threading
from datetime import UTC, datetime, timedelta, timezone

import pytest
import sqlalchemy as sa
from flask import Flask

from lms.accounts.models import Firm, FirmSize
from lms.db import Database, UtcDateTime, insert_once, reading, utcnow, writing
from lms.jobs.models import Job
from tests.factories import make_firm, make_user

BOGOTA = timezone(timedelta(hours=-5))


def firm_values(nit: str) -> dict[str, object]:
    return {"nit": nit, "name": "Firma", "department": "52", "size": FirmSize.SMALL}


def add_job(database: Database, **values: object) -> int:
    with database.writing() as session:
        job = Job(kind="test.count", key="one", payload={"count": 0}, **values)
        session.add(job)
        session.flush()
        return job.id


def test_a_reading_session_cannot_write(database: Database) -> None:
    with database.reading() as session:
        session.add(Job(kind="test.count", key="one", payload={}))
        with pytest.raises(sa.exc.DBAPIError, match=r"readonly|read-only"):
            session.flush()


def test_a_get_request_cannot_write(app: Flask) -> None:
    with (
        app.test_request_context("/learn"),
        pytest.raises(RuntimeError, match="GET /learn tried to write"),
        writing(),
    ):
        pass  # the block is never entered


def test_a_page_shows_what_its_request_wrote(app: Flask) -> None:
    with app.test_request_context("/learn", method="POST"):
        assert reading().scalars(sa.select(Firm)).all() == []
        with writing() as session:
            make_firm(session)
        assert len(reading().scalars(sa.select(Firm)).all()) == 1


def test_an_error_leaves_nothing_written(database: Database) -> None:
    def half() -> None:
        with database.writing() as session:
            make_firm(session)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        half()
    with database.reading() as session:
        assert session.scalars(sa.select(Firm)).all() == []


def test_a_naive_moment_is_refused(database: Database) -> None:
    with pytest.raises(sa.exc.StatementError, match="must carry its time zone"):
        add_job(database, due_at=datetime(2026, 11, 23, 9, 0))  # noqa: DTZ001 — the point


def test_a_moment_comes_back_in_utc(database: Database) -> None:
    add_job(database, due_at=datetime(2026, 11, 23, 19, 30, 0, 123456, BOGOTA))
    with database.reading() as session:
        due_at = session.scalars(sa.select(Job.due_at)).one()
    assert due_at == datetime(2026, 11, 24, 0, 30, 0, 123456, UTC)
    assert due_at.tzinfo is UTC


def test_moments_are_compared_across_time_zones(database: Database) -> None:
    add_job(database, due_at=datetime(2026, 11, 23, 19, 30, tzinfo=BOGOTA))
    query = sa.select(sa.func.count()).where(Job.due_at <= sa.bindparam("now", type_=UtcDateTime))
    with database.reading() as session:
        early = session.scalar(query, {"now": datetime(2026, 11, 24, 0, 29, tzinfo=UTC)})
        late = session.scalar(query, {"now": datetime(2026, 11, 24, 0, 31, tzinfo=UTC)})
    assert (early, late) == (0, 1)


def test_now_is_aware() -> None:
    assert utcnow().utcoffset() == timedelta(0)


def test_two_writers_lose_no_update(database: Database) -> None:
    job_id = add_job(database)
    threads, times = 8, 25

    def count() -> None:
        for _ in range(times):
            with database.writing() as session:
                job = session.get_one(Job, job_id, with_for_update=True)
                job.attempts += 1

    workers = [threading.Thread(target=count) for _ in range(threads)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    with database.reading() as session:
        assert session.scalars(sa.select(Job.attempts)).one() == threads * times


def test_a_reader_does_not_wait_for_a_writer(database: Database) -> None:
    with database.writing() as session:
        make_firm(session)
        with database.reading() as reader:
            assert reader.scalars(sa.select(Firm)).all() == []


def test_a_row_is_inserted_once_per_unique_key(database: Database) -> None:
    with database.writing() as session:
        first = insert_once(session, Firm, firm_values("9001234561"))
        again = insert_once(session, Firm, firm_values("9001234561"))
        other = insert_once(session, Firm, firm_values("8600123361"))
    assert first is not None
    assert again is None
    assert other not in {None, first}


def test_threads_that_insert_the_same_row_get_one(database: Database) -> None:
    found: list[int | None] = []
    together = threading.Barrier(8)

    def insert() -> None:
        together.wait(10)
        with database.writing() as session:
            found.append(insert_once(session, Firm, firm_values("9001234561")))

    workers = [threading.Thread(target=insert) for _ in range(8)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert len(found) == 8
    assert len([number for number in found if number is not None]) == 1


def test_foreign_keys_hold(database: Database) -> None:
    with pytest.raises(sa.exc.IntegrityError), database.writing() as session:
        make_user(session, firm_id=999_999)
