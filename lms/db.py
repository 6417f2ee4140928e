"""The database: base model, column types, engines and the two kinds of session.

A request reads through `reading()` and writes through `with writing() as session:`, which commits
once at the end of the block. On SQLite the reader connects with `query_only`, so a GET cannot
write, and the writer begins with `BEGIN IMMEDIATE`, so two writers queue instead of losing updates.
"""

import enum
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Annotated, Any

import sqlalchemy as sa
from flask import current_app, g, has_request_context, request
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import DeclarativeBase, Session, mapped_column, sessionmaker

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


class UtcDateTime(sa.TypeDecorator[datetime]):
    """An aware UTC datetime; a naive one is refused instead of guessed."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a datetime must carry its time zone")
        utc = value.astimezone(UTC)
        return utc.replace(tzinfo=None) if dialect.name == "sqlite" else utc

    def process_result_value(self, value: datetime | None, _dialect: object) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def utcnow() -> datetime:
    """The present moment, aware, in UTC."""
    return datetime.now(UTC)


Json = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
PrimaryKey = Annotated[int, mapped_column(primary_key=True)]
CreatedAt = Annotated[datetime, mapped_column(default=utcnow)]
Localized = Annotated[dict[str, str], mapped_column(Json)]
"""A text per language: `{"es": …, "en": …}`."""


class Model(DeclarativeBase):
    """The base of every table."""

    metadata = sa.MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {  # noqa: RUF012 — the name and shape are SQLAlchemy's
        datetime: UtcDateTime,
        dict[str, Any]: Json,
        list[str]: Json,
        enum.StrEnum: sa.Enum(
            enum.StrEnum,
            native_enum=False,
            create_constraint=True,
            length=32,
            values_callable=lambda members: [member.value for member in members],
        ),
    }


class Database:
    """A writer and a reader engine for one address, and the sessions bound to them.

    `info` travels with every session (`session.info`): the event bus and the job queue live there,
    so that services need no global.
    """

    def __init__(self, url: str, *, synchronous: str = "FULL") -> None:
        self.url = sa.make_url(url)
        self.writer = _engine(self.url, read_only=False, synchronous=synchronous)
        self.reader = _engine(self.url, read_only=True, synchronous=synchronous)
        self.info: dict[str, Any] = {}
        self._write = sessionmaker(self.writer, expire_on_commit=False, info=self.info)
        self._read = sessionmaker(self.reader, autoflush=False, info=self.info)

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """A write transaction: committed at the end of the block, rolled back on an exception."""
        with self._write.begin() as session:
            yield session

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A read-only session for the length of the block."""
        with self._read() as session:
            yield session

    def dispose(self) -> None:
        """Close every pooled connection."""
        self.writer.dispose()
        self.reader.dispose()


def _engine(url: sa.URL, *, read_only: bool, synchronous: str) -> sa.Engine:
    """An engine whose errors do not name the values of their statement, which may be personal."""
    if url.get_backend_name() == "postgresql":
        options = {"postgresql_readonly": True} if read_only else {}
        return sa.create_engine(
            url, pool_pre_ping=True, hide_parameters=True, execution_options=options
        )
    engine = sa.create_engine(url, hide_parameters=True)
    begin = "BEGIN" if read_only else "BEGIN IMMEDIATE"

    @sa.event.listens_for(engine, "connect")
    def connect(connection: Any, _record: object) -> None:
        connection.isolation_level = None  # the driver's own BEGIN would come too late
        pragmas = {
            "journal_mode": "WAL",
            "synchronous": synchronous,
            "busy_timeout": "10000",
            "foreign_keys": "ON",
            "trusted_schema": "OFF",
            "query_only": "ON" if read_only else "OFF",
        }
        for name, value in pragmas.items():
            connection.execute(f"PRAGMA {name}={value}")

    @sa.event.listens_for(engine, "begin")
    def begin_transaction(connection: sa.Connection) -> None:
        connection.connection.dbapi_connection.execute(begin)  # type: ignore[union-attr]

    return engine


def database() -> Database:
    """The current application's database."""
    found: Database = current_app.extensions["database"]
    return found


def reading_connection() -> sa.Connection:
    """This request's read-only connection, for prebuilt Core statements on the busiest pages.

    Opened at first use and closed with the request; `reading()` is a session on the same one.
    """
    if "read_connection" not in g:
        g.read_connection = database().reader.connect()
    connection: sa.Connection = g.read_connection
    return connection


def reading() -> Session:
    """This request's read-only session."""
    if "read_session" not in g:
        info = database().info
        g.read_session = Session(reading_connection(), autoflush=False, info=info)
    session: Session = g.read_session
    return session


@contextmanager
def writing() -> Iterator[Session]:
    """A write transaction of an unsafe request, committed once at the end of the block.

    Open it late (after validation and password hashing) and render after it. What `reading()` saw
    before is discarded, so that a page rendered afterwards shows what was written.

    Raises RuntimeError inside a GET or HEAD request, which must not write.
    """
    if has_request_context() and request.method in SAFE_METHODS:
        raise RuntimeError(f"{request.method} {request.path} tried to write")
    with database().writing() as session:
        yield session
    close_reading()


def close_reading(_error: BaseException | None = None) -> None:
    """End the request's read-only session and connection, if they were opened."""
    session: Session | None = g.pop("read_session", None)
    if session is not None:
        session.close()
    connection: sa.Connection | None = g.pop("read_connection", None)
    if connection is not None:
        connection.close()


def insert_once(session: Session, model: type[Model], values: Mapping[str, Any]) -> int | None:
    """Insert a row unless one with the same unique key exists; give its id, or None if it did."""
    connection = session.connection()
    insert: Callable[..., Any] = (
        postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
    )
    key = sa.inspect(model).primary_key[0]
    statement = insert(model).values(**values).on_conflict_do_nothing().returning(key)
    found: int | None = session.execute(statement).scalar_one_or_none()
    return found
