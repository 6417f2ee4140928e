"""The one migration history: head equals the models, up and down, on either engine."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.config import Config

from lms.db import Model
from lms.migrations import alembic_config

OWN = ("procrastinate_",)
"""Tables of the job engine, which migrates them itself."""


@pytest.fixture
def empty_url(database_url: str, tmp_path: Path) -> Iterator[str]:
    """A database without any table."""
    if database_url.startswith("sqlite"):
        yield f"sqlite:///{tmp_path / 'empty.db'}"
        return
    url = sa.make_url(database_url)
    name = f"{url.database}_migrations"
    admin = sa.create_engine(url, isolation_level="AUTOCOMMIT", poolclass=sa.NullPool)
    with admin.connect() as connection:
        connection.execute(sa.text(f'CREATE DATABASE "{name}"'))
    yield url.set(database=name).render_as_string(hide_password=False)
    with admin.connect() as connection:
        connection.execute(sa.text(f'DROP DATABASE "{name}" WITH (FORCE)'))


def tables(url: str) -> set[str]:
    engine = sa.create_engine(url, poolclass=sa.NullPool)
    found = set(sa.inspect(engine).get_table_names())
    engine.dispose()
    return {name for name in found if not name.startswith(OWN)} - {"alembic_version"}


@pytest.fixture
def config(empty_url: str) -> Config:
    return alembic_config(empty_url)


def test_the_newest_migration_equals_the_models(config: Config, empty_url: str) -> None:
    command.upgrade(config, "head")
    command.check(config)
    assert tables(empty_url) == set(Model.metadata.tables)


def test_migrations_go_down_and_up_again(config: Config, empty_url: str) -> None:
    command.upgrade(config, "head")
    command.downgrade(config, "base")
    assert tables(empty_url) == set()
    command.upgrade(config, "head")
    assert tables(empty_url) == set(Model.metadata.tables)
