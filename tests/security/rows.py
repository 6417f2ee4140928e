"""Every row of the database: to put back, and to compare without what differs by chance."""

import re
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from lms.db import Database, Model, utcnow

Rows = dict[str, list[dict[str, Any]]]
CHANCE = {"join_code", "seed"}
"""Columns drawn at random; tokens, hashes and certificate codes are known by their looks."""
_RANDOM = re.compile(
    r"(?i:[0-9A-Z]{4}(?:-[0-9A-Z]{4}){6})"  # a certificate code
    r"|\$argon2id[^'\s]+|[0-9a-f]{32,}|(?<![\w-])[\w-]{43}(?![\w-])"
    r"|(?<=T)\d\d:\d\d:\d\d"
    r"|(?<='certificate_id': )\d+"  # PostgreSQL gives no key twice
)


def take(database: Database) -> Rows:
    """All rows by table, in the order of their keys."""
    with database.reading() as session:
        return {
            table.name: [dict(row) for row in session.execute(in_order(table)).mappings()]
            for table in Model.metadata.sorted_tables
        }


def in_order(table: sa.Table) -> sa.Select[Any]:
    return sa.select(table).order_by(*table.primary_key.columns)


def put_back(database: Database, rows: Rows) -> None:
    """Make the database hold exactly these rows."""
    tables = Model.metadata.sorted_tables
    with database.writing() as session:
        for table in reversed(tables):
            session.execute(table.delete())
        for table in tables:
            if rows[table.name]:
                session.execute(table.insert(), rows[table.name])


def change(before: Rows, after: Rows) -> dict[str, tuple[list[str], list[str]]]:
    """What went and what came, by table; new keys and times near now read the same each time."""
    found = {}
    for table in Model.metadata.sorted_tables:
        old, new = (
            [_plain(table, row, before) for row in all_[table.name]] for all_ in (before, after)
        )
        gone = sorted(row for row in old if row not in new)
        come = sorted(row for row in new if row not in old)
        if gone or come:
            found[table.name] = (gone, come)
    return found


def _plain(table: sa.Table, row: dict[str, Any], known: Rows) -> str:
    return _RANDOM.sub("*", repr({c.name: _value(c, row[c.name], known) for c in table.columns}))


def _value(column: sa.Column[Any], value: Any, known: Rows) -> Any:
    if column.name in CHANCE:
        return "*"
    if isinstance(value, datetime):
        return f"{round((value - utcnow()).total_seconds() / 3600)} h from now"
    for key in column.foreign_keys:
        column = key.column
    if column.primary_key and isinstance(value, int):
        ids = {row[column.name] for row in known[column.table.name]}
        return value if value in ids else "new"
    return value
