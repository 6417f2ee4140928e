"""Opening and changing cohorts, and giving seats in them."""

import secrets
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from lms.accounts.services import grant_role
from lms.db import insert_once, utcnow
from lms.learning import queries
from lms.learning.models import (
    Cohort,
    CohortModule,
    CohortState,
    CohortTrainer,
    Enrolment,
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
    return _give_seat(session, check_joinable(session, cohort, utcnow()), user_id, firm_id)


def enrol_invited(session: Session, cohort_id: int, user_id: int, firm_id: int) -> Enrolment:
    """Give a seat as `enrol` does to someone invited to the cohort, whatever its join code says."""
    cohort = session.get(Cohort, cohort_id, with_for_update=True)
    return _give_seat(session, check_open(session, cohort), user_id, firm_id)


def check_joinable(session: Session, cohort: Cohort | None, now: datetime) -> Cohort:
    """Give back a cohort found by its code, or raise the JoinRefused that applies."""
    cohort = check_open(session, cohort)
    if cohort.join_code_expires_at <= now:
        raise ExpiredJoinCode
    return cohort


def check_open(session: Session, cohort: Cohort | None) -> Cohort:
    """Give back a cohort that has a seat left, or raise the JoinRefused that applies."""
    if cohort is None:
        raise UnknownJoinCode
    if cohort.state is CohortState.CLOSED:
        raise CohortClosed
    if queries.seats_taken(session, cohort.id) >= cohort.seats:
        raise CohortFull
    return cohort


def _give_seat(session: Session, cohort: Cohort, user_id: int, firm_id: int) -> Enrolment:
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


def require_open(session: Session, enrolment_id: int) -> None:
    """Raise CohortClosed when the enrolment's cohort no longer takes work."""
    state = session.scalar(
        sa.select(Cohort.state)
        .join(Enrolment, Enrolment.cohort_id == Cohort.id)
        .where(Enrolment.id == enrolment_id)
    )
    if state is not CohortState.OPEN:
        raise CohortClosed


def _new_join_code() -> str:
    return "".join(secrets.choice(JOIN_CODE_ALPHABET) for _ in range(8))
