"""What happened, as typed facts, and the bus that tells the subscribers.

Handlers run in the emitter's transaction, in the order of subscription. They write rows in the
given session or do nothing; an error in one propagates and nothing is saved.
"""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session


@dataclass(frozen=True)
class Event:
    """The base of every event."""


@dataclass(frozen=True)
class ModuleCompleted(Event):
    """A trainee met every requirement of a module; emitted once per completion row."""

    completion_id: int
    enrolment_id: int
    module_version_id: int
    completed_at: datetime


@dataclass(frozen=True)
class SubmissionMarked(Event):
    """A trainer passed a submission or returned it for revision."""

    submission_id: int
    enrolment_id: int
    passed: bool


Handler = Callable[[Session, Any], None]


class EventBus:
    """Handlers by event type, for one application."""

    def __init__(self) -> None:
        self._handlers: dict[type[Event], list[Handler]] = defaultdict(list)

    def subscribe(self, event_type: type[Event], handler: Handler) -> None:
        """Call `handler(session, event)` for each event of exactly this type."""
        self._handlers[event_type].append(handler)

    def publish(self, session: Session, event: Event) -> None:
        """Call the handlers in order of subscription, in the caller's transaction."""
        for handler in self._handlers[type(event)]:
            handler(session, event)


def emit(session: Session, event: Event) -> None:
    """Tell the application's subscribers, inside the session's transaction."""
    bus: EventBus = session.info["events"]
    bus.publish(session, event)
