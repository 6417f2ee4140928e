"""The one migration history: head equals the models, up and down, on either engine."""

from collections.abc import Iterator
from datetime import UTC, datetime
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


def test_a_firm_with_people_survives_the_newest_migrations(config: Config, empty_url: str) -> None:
    command.upgrade(config, "0001")
    engine = sa.create_engine(empty_url, poolclass=sa.NullPool)
    with engine.begin() as connection:
        tables = sa.MetaData()
        tables.reflect(connection)
        day = datetime(2026, 11, 24, 12, tzinfo=UTC).replace(tzinfo=None)
        connection.execute(
            tables.tables["firm"].insert(),
            {
                "id": 1,
                "nit": "9014512389",
                "name": "Cumbal",
                "department": "52",
                "size": "small",
                "created_at": day,
            },
        )
        connection.execute(
            tables.tables["person"].insert(),
            {
                "id": 1,
                "email": "a@example.org",
                "given_names": "Ana",
                "first_surname": "Ruiz",
                "second_surname": "",
                "certificate_name": "Ana Ruiz",
                "language": "es",
                "firm_id": 1,
                "active": True,
                "created_at": day,
            },
        )
    command.upgrade(config, "head")
    with engine.begin() as connection:
        found = connection.execute(
            sa.text(
                "SELECT f.name, f.sector, p.firm_id FROM firm f JOIN person p ON p.firm_id = f.id"
            )
        )
        assert found.all() == [("Cumbal", None, 1)]
    engine.dispose()
