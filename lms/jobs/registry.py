"""What a background job is made of."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from lms.db import Database
from lms.storage import Storage


class GiveUp(Exception):
    """This job can never succeed: it goes to the dead letters at once.

    The message is kept with the job and logged, so it may hold no personal data.
    """


@dataclass(frozen=True)
class JobContext:
    """What a job may use: it opens its own transactions and holds none while it works."""

    database: Database
    storage: Storage
    config: Mapping[str, Any]


JobHandler = Callable[[JobContext, Mapping[str, Any]], None]
"""Does the work of one job kind; may be called again after a crash, so it must be idempotent."""
