"""Writes on the shared nouns: publishing modules, cohorts, enrolments, evidence, completion."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from lms.accounts.services import grant_role
from lms.db import insert_once, utcnow
from lms.events import ModuleCompleted, emit
from lms.learning import queries
from lms.learning.completion import CompletionRule
from lms.learning.models import (
    Cohort,
    CohortModule,
    CohortState,
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
from lms.permissions import Role

JOIN_CODE_ALPHABET = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"
JOIN_CODE_LIFE = timedelta(days=30)


class JoinRefused(Exception):
    """A join code that cannot be used; the subclass says why."""


class UnknownJoinCode(JoinRefused):
    """No cohort has this code."""


class ExpiredJoinCode(JoinRefused):
    """The code is past its date."""


class CohortFull(JoinRefused):
    """Every seat is taken."""


class CohortClosed(JoinRefused):
    """The cohort no longer takes people or work."""


class AlreadyEnrolled(JoinRefused):
    """The person already has a place in this cohort."""


class VersionConflict(Exception):
    """A published module version cannot change: its content needs a new version number."""


@dataclass(frozen=True)
class NewModuleVersion:
    """What a module version is made of when it is published; texts as in `ModuleVersion`."""

    code: str
    position: int
    version: str
    title: dict[str, str]
    outcomes: dict[str, Any]
    hours: float
    rule: CompletionRule
    rubric: list[Any]
    sections: list[Any]
    sha256: str


def save_programme(session: Session, code: str, title: Mapping[str, str]) -> Programme:
    """Create the programme or bring its title up to date."""
    programme = session.scalar(sa.select(Programme).filter_by(code=code))
    if programme is None:
        programme = Programme(code=code, title=dict(title))
        session.add(programme)
    elif programme.title != dict(title):
        programme.title = dict(title)
    session.flush()
    return programme


def publish_module_version(
    session: Session, programme: Programme, new: NewModuleVersion
) -> tuple[ModuleVersion, bool]:
    """Publish a version and say whether it is new; the same content again changes nothing.

    Cohorts stay on the version they were created with. Raises VersionConflict when the content
    differs from what was already published under the same version.
    """
    module = session.scalar(sa.select(Module).filter_by(programme_id=programme.id, code=new.code))
    if module is None:
        module = Module(programme_id=programme.id, code=new.code, position=new.position)
        session.add(module)
        session.flush()
    module.position = new.position
    version = session.scalar(
        sa.select(ModuleVersion).filter_by(module_id=module.id, version=new.version)
    )
    if version is not None:
        if version.sha256 != new.sha256:
            raise VersionConflict(f"{new.code} {new.version} is already published and differs")
        return version, False
    version = ModuleVersion(
        module_id=module.id,
        version=new.version,
        title=new.title,
        outcomes=new.outcomes,
        hours=new.hours,
        rule=new.rule.to_json(),
        rubric=new.rubric,
        sections=new.sections,
        sha256=new.sha256,
    )
    session.add(version)
    session.flush()
    return version, True


@dataclass(frozen=True)
class CohortDetails:
    """What a trainer decides about a cohort; dates are calendar days in Colombia."""

    name: str
    department: str
    language: str
    starts_on: date
    ends_on: date
    seats: int


def create_cohort(
    session: Session, trainer_id: int, programme_id: int, details: CohortDetails
) -> Cohort:
    """Open a cohort led by the trainer, pinned to the newest version of every module."""
    cohort = Cohort(
        programme_id=programme_id,
        name=details.name,
        department=details.department,
        language=details.language,
        starts_on=details.starts_on,
        ends_on=details.ends_on,
        seats=details.seats,
        join_code=_new_join_code(),
        join_code_expires_at=utcnow() + JOIN_CODE_LIFE,
    )
    session.add(cohort)
    session.flush()
    session.add(CohortTrainer(cohort_id=cohort.id, user_id=trainer_id, role=TrainerRole.LEAD))
    for version in queries.newest_versions(session, programme_id):
        session.add(
            CohortModule(
                cohort_id=cohort.id, module_version_id=version.id, module_id=version.module_id
            )
        )
    session.flush()
    return cohort


def update_cohort(session: Session, cohort: Cohort, details: CohortDetails) -> None:
    """Change what a trainer may change; seats never fall below the people already enrolled.

    Raises CohortFull when they would.
    """
    if details.seats < queries.seats_taken(session, cohort.id):
        raise CohortFull
    cohort.name = details.name
    cohort.department = details.department
    cohort.language = details.language
    cohort.starts_on = details.starts_on
    cohort.ends_on = details.ends_on
    cohort.seats = details.seats
    session.flush()


def renew_join_code(session: Session, cohort: Cohort, expires_at: datetime) -> None:
    """Replace the join code; the old one stops working at once."""
    cohort.join_code = _new_join_code()
    cohort.join_code_expires_at = expires_at
    session.flush()


def set_cohort_state(session: Session, cohort: Cohort, state: CohortState) -> None:
    """Close a cohort to new people and work, or open it again."""
    cohort.state = state
    session.flush()


def enrol(session: Session, code: str, user_id: int, firm_id: int) -> Enrolment:
    """Give the person a seat in the cohort of this join code, and the trainee role.

    The cohort row is locked while seats are counted, so the last seat goes to one person. Raises
    the JoinRefused that applies.
    """
    cohort = queries.cohort_by_code(session, code, lock=True)
    cohort = check_joinable(session, cohort, utcnow())
    values = {
        "cohort_id": cohort.id,
        "user_id": user_id,
        "firm_id": firm_id,
        "enrolled_at": utcnow(),
    }
    enrolment_id = insert_once(session, Enrolment, values)
    if enrolment_id is None:
        raise AlreadyEnrolled
    grant_role(session, user_id, Role.TRAINEE)
    return session.get_one(Enrolment, enrolment_id)


def check_joinable(session: Session, cohort: Cohort | None, now: datetime) -> Cohort:
    """Give back a cohort found by its code, or raise the JoinRefused that applies."""
    if cohort is None:
        raise UnknownJoinCode
    if cohort.state is CohortState.CLOSED:
        raise CohortClosed
    if cohort.join_code_expires_at <= now:
        raise ExpiredJoinCode
    if queries.seats_taken(session, cohort.id) >= cohort.seats:
        raise CohortFull
    return cohort


def require_open(session: Session, enrolment_id: int) -> None:
    """Raise CohortClosed when the enrolment's cohort no longer takes work."""
    state = session.scalar(
        sa.select(Cohort.state)
        .join(Enrolment, Enrolment.cohort_id == Cohort.id)
        .where(Enrolment.id == enrolment_id)
    )
    if state is not CohortState.OPEN:
        raise CohortClosed


@dataclass(frozen=True)
class NewEvidence:
    """A fact to record; `item`, `value` and `text` mean what `EvidenceKind` says."""

    kind: EvidenceKind
    item: str = ""
    value: float | None = None
    text: str | None = None


def record_evidence(
    session: Session,
    enrolment_id: int,
    module_version_id: int,
    recorded_by: int,
    *facts: NewEvidence,
) -> None:
    """Add facts about a trainee's module and complete it when its rule is met by now.

    A fact that is already there is kept as it was. The enrolment row is locked first, so that two
    last facts arriving at once cannot both miss the completion.
    """
    session.execute(sa.select(Enrolment.id).filter_by(id=enrolment_id).with_for_update())
    for fact in facts:
        values = {
            "enrolment_id": enrolment_id,
            "module_version_id": module_version_id,
            "kind": fact.kind,
            "item": fact.item,
            "value": fact.value,
            "text": fact.text,
            "recorded_by": recorded_by,
            "recorded_at": utcnow(),
        }
        insert_once(session, Evidence, values)
    if queries.module_progress(session, enrolment_id, module_version_id).complete:
        complete_module(session, enrolment_id, module_version_id)


def complete_module(session: Session, enrolment_id: int, module_version_id: int) -> Completion:
    """Write the completion and tell the subscribers; a second call gives the existing row."""
    version = session.get_one(ModuleVersion, module_version_id)
    now = utcnow()
    values = {
        "enrolment_id": enrolment_id,
        "module_version_id": module_version_id,
        "rule": version.rule,
        "completed_at": now,
    }
    completion_id = insert_once(session, Completion, values)
    if completion_id is None:
        return session.scalars(
            sa.select(Completion).filter_by(
                enrolment_id=enrolment_id, module_version_id=module_version_id
            )
        ).one()
    emit(session, ModuleCompleted(completion_id, enrolment_id, module_version_id, now))
    return session.get_one(Completion, completion_id)


def _new_join_code() -> str:
    return "".join(secrets.choice(JOIN_CODE_ALPHABET) for _ in range(8))
