"""Alembic's entry: the tables of the house and of every installed plugin."""

from typing import Literal

import sqlalchemy as sa
from alembic import context

import lms.areas  # noqa: F401 — the house's tables come with it
from lms.db import Model, UtcDateTime
from lms.plugin import installed

installed()  # and the guests'


def render_item(kind: str, item: object, _context: object) -> str | Literal[False]:
    """Write column types of our own as what they are in the database."""
    if kind == "type" and isinstance(item, UtcDateTime):
        return "sa.DateTime(timezone=True)"
    return False


def migrate() -> None:
    """Run the migrations on the configured address, in one transaction each."""
    engine = sa.create_engine(context.config.attributes["url"], poolclass=sa.pool.NullPool)
    with engine.connect() as connection:
        context.configure(
            connection=connection,
            target_metadata=Model.metadata,
            render_as_batch=connection.dialect.name == "sqlite",
            transaction_per_migration=True,
            render_item=render_item,
            include_name=lambda name, kind, _parents: (
                not (kind == "table" and str(name).startswith("procrastinate_"))
            ),
        )
        with context.begin_transaction():
            context.run_migrations()
    engine.dispose()


migrate()
