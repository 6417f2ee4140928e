"""Which modules are a trainee's own, and whom she learns with."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from courses.content import HasContent
from courses.models import ModuleContent, RegisterContent
from lms.accounts.models import Firm, Sector, User
from lms.learning.models import (
    Cohort,
    CohortModule,
    CohortState,
    CohortTrainer,
    Completion,
    Enrolment,
    Module,
    ModuleVersion,
)


@dataclass(frozen=True, kw_only=True)
class Place(HasContent):
    """One module of one of the trainee's own enrolments, in the version her cohort follows."""

    enrolment_id: int
    cohort_id: int
    cohort_name: str
    cohort_state: CohortState
    code: str
    title: dict[str, str]
    hours: float
    rule: dict[str, Any]
    sector: str
    """What the trainee's firm sells; “general” when that is not known."""
    completion_id: int | None
    completed_at: datetime | None

    @property
    def key(self) -> tuple[int, int]:
        """What rows about this module of this trainee are found by."""
        return self.enrolment_id, self.version_id

    @property
    def open(self) -> bool:
        """Whether the cohort still takes work."""
        return self.cohort_state is CohortState.OPEN


_PLACES = (
    sa.select(
        Enrolment.id.label("enrolment_id"),
        Cohort.id.label("cohort_id"),
        Cohort.name.label("cohort_name"),
        Cohort.state.label("cohort_state"),
        Cohort.programme_id,
        ModuleVersion.id.label("version_id"),
        Module.code,
        ModuleVersion.title,
        ModuleVersion.hours,
        ModuleVersion.rule,
        sa.func.coalesce(sa.cast(Firm.sector, sa.String), Sector.GENERAL.value).label("sector"),
        ModuleContent.sha256.label("module_sha"),
        RegisterContent.sha256.label("register_sha"),
        Completion.id.label("completion_id"),
        Completion.completed_at,
    )
    .join(Cohort, Cohort.id == Enrolment.cohort_id)
    .join(CohortModule, CohortModule.cohort_id == Cohort.id)
    .join(ModuleVersion, ModuleVersion.id == CohortModule.module_version_id)
    .join(Module, Module.id == ModuleVersion.module_id)
    .join(ModuleContent, ModuleContent.module_version_id == ModuleVersion.id)
    .join(RegisterContent, RegisterContent.programme_id == Cohort.programme_id)
    .join(User, User.id == Enrolment.user_id)
    .outerjoin(Firm, Firm.id == User.firm_id)
    .outerjoin(
        Completion,
        (Completion.enrolment_id == Enrolment.id)
        & (Completion.module_version_id == ModuleVersion.id),
    )
    .where(Enrolment.user_id == sa.bindparam("user"))
    .order_by(Enrolment.id.desc(), Module.position)
)
_PLACE = _PLACES.where(
    Enrolment.id == sa.bindparam("enrolment"), Module.code == sa.bindparam("code")
)
_TRAINERS = (
    sa.select(CohortTrainer.cohort_id, User.given_names, User.first_surname, User.email)
    .join(User, User.id == CohortTrainer.user_id)
    .where(CohortTrainer.cohort_id.in_(sa.bindparam("cohorts", expanding=True)))
    .order_by(CohortTrainer.role.desc(), User.id)
)
_PLACE_FIELDS = tuple(field.name for field in fields(Place))


def places_of(session: Session, user_id: int) -> list[Place]:
    """Every module of every enrolment of the person: newest enrolment first, then in order."""
    return [_place(row) for row in session.connection().execute(_PLACES, {"user": user_id})]


def place_for(session: Session, user_id: int, enrolment_id: int, code: str) -> Place | None:
    """One module of one of the person's own enrolments."""
    values = {"user": user_id, "enrolment": enrolment_id, "code": code}
    row = session.connection().execute(_PLACE, values).one_or_none()
    return None if row is None else _place(row)


def _place(row: sa.Row[Any]) -> Place:
    values = row._mapping
    return Place(**{name: values[name] for name in _PLACE_FIELDS})


def names_of(session: Session, enrolment_id: int) -> tuple[str, str]:
    """The trainee's full name, and the name of the firm she came from."""
    query = (
        sa.select(User, Firm.name)
        .join(Enrolment, Enrolment.user_id == User.id)
        .join(Firm, Firm.id == Enrolment.firm_id)
        .where(Enrolment.id == enrolment_id)
    )
    person, firm = session.execute(query).one()
    return person.full_name, firm


def completed_codes(session: Session, enrolment_id: int) -> frozenset[str]:
    """The codes of the modules that the trainee completed in this enrolment."""
    query = (
        sa.select(Module.code)
        .join(ModuleVersion, ModuleVersion.module_id == Module.id)
        .join(Completion, Completion.module_version_id == ModuleVersion.id)
        .where(Completion.enrolment_id == enrolment_id)
    )
    return frozenset(session.scalars(query))


@dataclass(frozen=True, slots=True)
class Trainer:
    """Whom a trainee may write to."""

    name: str
    email: str


def trainers_of(session: Session, cohort_ids: Iterable[int]) -> Mapping[int, list[Trainer]]:
    """The trainers of cohorts, the lead first."""
    found: dict[int, list[Trainer]] = defaultdict(list)
    for row in session.connection().execute(_TRAINERS, {"cohorts": sorted(set(cohort_ids))}):
        name = f"{row.given_names} {row.first_surname}"
        found[row.cohort_id].append(Trainer(name, row.email))
    return found
