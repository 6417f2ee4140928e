"""What the completion report is asked for, and what it answers."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import NamedTuple

from lms.assignments.models import SubmissionState
from lms.learning.completion import CompletionRule


class State(StrEnum):
    """Where a trainee stands in a module."""

    NOT_STARTED = "not_started"
    IN_PROGRESS = "in_progress"
    COMPLETED = "completed"


@dataclass(frozen=True)
class Filters:
    """What the report is narrowed to; None leaves it as wide as it is.

    `department` is the firm's; the days of a period are calendar days in Colombia, both included.
    """

    department: str | None = None
    cohort_id: int | None = None
    module_id: int | None = None
    state: State | None = None
    completed_from: date | None = None
    completed_to: date | None = None

    @property
    def narrows_completion(self) -> bool:
        """Whether rows are chosen by their completion, which leaves a rate without meaning."""
        return bool(self.state or self.completed_from or self.completed_to)


class Line(NamedTuple):
    """One trainee and one module; parts that the module does not ask for are None."""

    cohort: str
    programme: Mapping[str, str]
    department: str
    firm: str
    nit: str
    trainee: str
    trainer: str
    module: str
    version: str
    state: State
    lessons_read: int | None
    lessons_total: int | None
    quiz_percent: float | None
    assignment: SubmissionState | None
    assignment_asked: bool
    participated: bool | None
    enrolled_at: datetime
    completed_at: datetime | None


@dataclass(frozen=True)
class Totals:
    """What the rows add up to; `rows` are the enrolments in a module."""

    rows: int
    people: int
    firms: int
    completions: int

    @property
    def rate(self) -> float | None:
        """Completions of rows, from 0 to 1."""
        return self.completions / self.rows if self.rows else None


class CohortInfo(NamedTuple):
    """What a row says of its cohort."""

    name: str
    programme: Mapping[str, str]
    trainer: str
    """The lead, by full name."""


class VersionInfo(NamedTuple):
    """What a row says of its module version."""

    module_id: int
    code: str
    version: str
    title: Mapping[str, str]
    rule: CompletionRule


@dataclass(frozen=True)
class Reference:
    """Every cohort, newest first, and every module version that one follows, by id."""

    cohorts: Mapping[int, CohortInfo]
    versions: Mapping[int, VersionInfo]
