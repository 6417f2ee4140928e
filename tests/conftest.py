"""Shared fixtures: one database per test process, emptied before each test that uses it."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from lms import create_app
from lms.db import Database, Model


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--database-only", action="store_true", help="only what meets a database")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """A second engine has nothing to say about tests that never open a database."""
    if config.getoption("--database-only"):
        on_it = [item for item in items if "database_url" in getattr(item, "fixturenames", ())]
        config.hook.pytest_deselected(items=[item for item in items if item not in set(on_it)])
        items[:] = on_it


@pytest.fixture(scope="session")
def data_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder for this process's files."""
    return tmp_path_factory.mktemp("data")


@pytest.fixture(scope="session")
def database_url(data_dir: Path) -> Iterator[str]:
    """An own database: a SQLite file, or one made on the server of LMS_TEST_DATABASE_URL."""
    server = os.environ.get("LMS_TEST_DATABASE_URL")
    if server is None:
        yield f"sqlite:///{data_dir / 'test.db'}"
        return
    name = f"gateway_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}_{os.getpid()}"
    admin = sa.create_engine(server, isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(sa.text(f'CREATE DATABASE "{name}"'))
    yield sa.make_url(server).set(database=name).render_as_string(hide_password=False)
    with admin.connect() as connection:
        connection.execute(sa.text(f'DROP DATABASE "{name}" WITH (FORCE)'))
    admin.dispose()


@pytest.fixture(scope="session")
def whole_app(database_url: str, data_dir: Path) -> Iterator[Flask]:
    """The application with every installed plugin and its tables."""
    app = create_app(
        {
            "ENV": "testing",
            "TESTING": True,
            "BASE_URL": "https://gateway.test",
            "DATA_DIR": str(data_dir),
            "DATABASE_URL": database_url,
            "SQLITE_SYNCHRONOUS": "OFF",
            "JOBS": "off",
        }
    )
    database: Database = app.extensions["database"]
    Model.metadata.create_all(database.writer)
    yield app
    database.dispose()


@pytest.fixture
def app(whole_app: Flask) -> Flask:
    """The application on an empty database."""
    with whole_app.extensions["database"].writing() as session:
        for table in reversed(Model.metadata.sorted_tables):
            session.execute(table.delete())
    return whole_app


@pytest.fixture
def database(app: Flask) -> Database:
    """The application's database, empty."""
    found: Database = app.extensions["database"]
    return found


@pytest.fixture
def session(database: Database) -> Iterator[Session]:
    """A write session for services; commit it before asking the application for a page."""
    with database.writing() as session:
        yield session


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A browser without an account, on https."""
    return app.test_client()
