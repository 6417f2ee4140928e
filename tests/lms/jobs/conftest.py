"""What the tests of background work share."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from lms.db import Database
from lms.jobs.queue import JobRunner
from lms.jobs.registry import JobContext
from lms.storage import Storage
from tests.lms.jobs.storing import KIND, effects, store


@pytest.fixture
def folder(tmp_path: Path) -> str:
    """Where the job stores its files."""
    return str(tmp_path / "files")


@pytest.fixture
def runner(database: Database, folder: str) -> Iterator[JobRunner]:
    """A worker that knows the storing job, whose table of effects is empty."""
    effects.create(database.writer)
    yield JobRunner({KIND: store}, JobContext(database, Storage(folder), {}))
    effects.drop(database.writer)
