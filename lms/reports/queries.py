"""The completion report: one row per enrolment and module of its cohort, and what they add up to.

Rows, totals and departments come from one statement (`_lines`), so that a page, a file and a sum
cannot disagree. What a row prints besides is looked up only for the rows that are shown.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy.orm import Session

from lms.accounts.models import Firm, User
from lms.assignments.models import Submission, SubmissionState
from lms.learning.completion import CompletionRule
from lms.learning.models import (
    Cohort,
    CohortModule,
    CohortTrainer,
    Completion,
    Enrolment,
    Evidence,
    EvidenceKind,
    Module,
    ModuleVersion,
    Programme,
    TrainerRole,
)
from lms.reports.values import CohortInfo, Filters, Line, Reference, State, Totals, VersionInfo

PAGE = 50
"""Rows."""
BOGOTA = ZoneInfo("America/Bogota")


def reference(session: Session) -> Reference:
    """What rows and filters name; two statements."""
    cohorts = {}
    leads: dict[int, list[str]] = {}
    for row in session.execute(_COHORTS):
        leads.setdefault(row.id, []).append(_full_name(row))
        cohorts[row.id] = CohortInfo(row.name, row.title, ", ".join(filter(None, leads[row.id])))
    versions = {
        row.id: VersionInfo(
            row.module_id, row.code, row.version, row.title, CompletionRule.from_json(row.rule)
        )
        for row in session.execute(_VERSIONS)
    }
    return Reference(cohorts, versions)


def totals(session: Session, filters: Filters) -> Totals:
    """What all rows add up to."""
    lines = _lines(filters).subquery()
    return _totals(session.execute(sa.select(*_sums(lines.c))).one())


def by_department(session: Session, filters: Filters) -> dict[str, Totals]:
    """The same for each department that has a row, by code."""
    lines = _lines(filters).subquery()
    rows = session.execute(
        sa.select(lines.c.department, *_sums(lines.c))
        .group_by(lines.c.department)
        .order_by(lines.c.department)
    )
    return {row.department: _totals(row) for row in rows}


def lines(
    session: Session, known: Reference, filters: Filters, order: str, page: int | None = None
) -> Iterator[Line]:
    """The rows in an order of `ORDERS`, all of them or one page; pages count from 1."""
    chosen = _named(_lines(filters).subquery("line"))
    if page is not None:
        chosen = chosen.order_by(*_order(chosen.selected_columns, order))
        chosen = chosen.limit(PAGE).offset((page - 1) * PAGE)
    shown = chosen.subquery("shown")
    for row in session.execute(_printed(shown).order_by(*_order(shown.c, order))):
        yield _line(row, known)


Columns = sa.ColumnCollection[str, sa.ColumnElement[Any]]

ORDERS: Mapping[str, Callable[[Columns], tuple[sa.ColumnElement[Any], ...]]] = {
    "cohort": lambda c: (sa.func.lower(c.cohort), c.cohort_id),
    "trainee": lambda c: (sa.func.lower(c.first_surname), sa.func.lower(c.given_names)),
    "firm": lambda c: (sa.func.lower(c.firm), c.firm_id),
    "module": lambda c: (c.position, c.module_version_id),
    "newest": lambda c: (c.completed_at.desc().nulls_last(),),
}
"""The orders that an address may ask for."""


def _order(columns: Columns, order: str) -> tuple[sa.ColumnElement[Any], ...]:
    rest = (*ORDERS["cohort"](columns), *ORDERS["trainee"](columns))
    return (*ORDERS[order](columns), *rest, columns.enrolment_id, columns.position)


def _lines(filters: Filters) -> sa.Select[Any]:
    """One row per enrolment and pinned module, narrowed by the filters."""
    recorded = (
        sa.exists()
        .where(
            Evidence.enrolment_id == Enrolment.id,
            Evidence.module_version_id == CohortModule.module_version_id,
            Evidence.kind != EvidenceKind.ATTEMPT_GRANTED,  # the trainer's act, not the trainee's
        )
        .correlate(Enrolment, CohortModule)
    )
    state = sa.case(
        (Completion.id.is_not(None), State.COMPLETED.value),
        (recorded, State.IN_PROGRESS.value),
        else_=State.NOT_STARTED.value,
    )
    query = (
        sa.select(
            Enrolment.id.label("enrolment_id"),
            Enrolment.user_id,
            Enrolment.firm_id,
            Enrolment.cohort_id,
            Enrolment.enrolled_at,
            CohortModule.module_id,
            CohortModule.module_version_id,
            Firm.department,
            Completion.completed_at,
            state.label("state"),
        )
        .join(CohortModule, CohortModule.cohort_id == Enrolment.cohort_id)
        .join(Firm, Firm.id == Enrolment.firm_id)
        .outerjoin(
            Completion,
            sa.and_(
                Completion.enrolment_id == Enrolment.id,
                Completion.module_version_id == CohortModule.module_version_id,
            ),
        )
    )
    return query.where(*_narrowed(filters, state))


def _narrowed(filters: Filters, state: sa.ColumnElement[str]) -> Iterator[sa.ColumnElement[bool]]:
    if filters.department is not None:
        yield Firm.department == filters.department
    if filters.cohort_id is not None:
        yield Enrolment.cohort_id == filters.cohort_id
    if filters.module_id is not None:
        yield CohortModule.module_id == filters.module_id
    if filters.state is not None:
        yield state == filters.state.value
    if filters.completed_from is not None:
        yield Completion.completed_at >= _midnight(filters.completed_from)
    if filters.completed_to is not None:
        yield Completion.completed_at < _midnight(filters.completed_to + timedelta(days=1))


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), BOGOTA)


def _sums(line: Columns) -> Sequence[sa.ColumnElement[int]]:
    return (
        sa.func.count().label("rows"),
        sa.func.count(line.user_id.distinct()).label("people"),
        sa.func.count(line.firm_id.distinct()).label("firms"),
        sa.func.count(line.completed_at).label("completions"),
    )


def _totals(row: Any) -> Totals:
    return Totals(row.rows, row.people, row.firms, row.completions)


def _named(line: sa.Subquery) -> sa.Select[Any]:
    """The rows with the names that they are sorted by."""
    return (
        sa.select(
            line,
            Cohort.name.label("cohort"),
            Firm.name.label("firm"),
            Firm.nit,
            User.given_names,
            User.first_surname,
            User.second_surname,
            Module.position,
        )
        .join(Cohort, Cohort.id == line.c.cohort_id)
        .join(Firm, Firm.id == line.c.firm_id)
        .join(User, User.id == line.c.user_id)
        .join(Module, Module.id == line.c.module_id)
    )


def _printed(line: sa.Subquery) -> sa.Select[Any]:
    """The rows with what is counted for each; by index, so a page pays for its own rows only."""

    def of_evidence(what: Any, *kinds: EvidenceKind) -> sa.ScalarSelect[Any]:
        return (
            sa.select(what)
            .where(
                Evidence.enrolment_id == line.c.enrolment_id,
                Evidence.module_version_id == line.c.module_version_id,
                Evidence.kind.in_(kinds),
            )
            .scalar_subquery()
        )

    assignment = (
        sa.select(Submission.state)
        .where(
            Submission.enrolment_id == line.c.enrolment_id,
            Submission.module_version_id == line.c.module_version_id,
            Submission.state != SubmissionState.DRAFT,
        )
        .order_by(Submission.number.desc())
        .limit(1)
        .scalar_subquery()
    )
    count, best = sa.func.count(), sa.func.max(Evidence.value)
    attended = (EvidenceKind.ATTENDANCE, EvidenceKind.CONTRIBUTION)
    return sa.select(
        line,
        of_evidence(count, EvidenceKind.LESSON_READ).label("lessons_read"),
        of_evidence(best, EvidenceKind.QUIZ_ATTEMPT, EvidenceKind.QUIZ_PASSED).label("quiz"),
        of_evidence(count, *attended).label("participated"),
        assignment.label("assignment"),
    )


def _line(row: Any, known: Reference) -> Line:
    cohort, version = known.cohorts[row.cohort_id], known.versions[row.module_version_id]
    rule = version.rule
    return Line(
        cohort=cohort.name,
        programme=cohort.programme,
        department=row.department,
        firm=row.firm,
        nit=row.nit,
        trainee=_full_name(row),
        trainer=cohort.trainer,
        module=version.code,
        version=version.version,
        state=State(row.state),
        lessons_read=row.lessons_read if rule.lessons else None,
        lessons_total=len(rule.lessons) or None,
        quiz_percent=row.quiz,
        assignment=row.assignment,
        assignment_asked=rule.assignment,
        participated=bool(row.participated) if rule.participation else None,
        enrolled_at=row.enrolled_at,
        completed_at=row.completed_at,
    )


def _full_name(row: Any) -> str:
    return " ".join(filter(None, (row.given_names, row.first_surname, row.second_surname)))


_COHORTS = (
    sa.select(
        Cohort.id,
        Cohort.name,
        Programme.title,
        User.given_names,
        User.first_surname,
        User.second_surname,
    )
    .join(Programme, Programme.id == Cohort.programme_id)
    .outerjoin(
        CohortTrainer,
        sa.and_(CohortTrainer.cohort_id == Cohort.id, CohortTrainer.role == TrainerRole.LEAD),
    )
    .outerjoin(User, User.id == CohortTrainer.user_id)
    .order_by(Cohort.starts_on.desc(), Cohort.id.desc(), User.id)
)
_VERSIONS = (
    sa.select(
        ModuleVersion.id,
        ModuleVersion.module_id,
        Module.code,
        ModuleVersion.version,
        ModuleVersion.title,
        ModuleVersion.rule,
    )
    .join(Module, Module.id == ModuleVersion.module_id)
    .where(ModuleVersion.id.in_(sa.select(CohortModule.module_version_id)))
    .order_by(Module.programme_id, Module.position, ModuleVersion.id)
)
