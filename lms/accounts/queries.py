"""Reads on people and firms."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from lms.accounts.models import Firm, RoleGrant, User
from lms.learning.models import CohortTrainer, Enrolment, TrainerRole
from lms.permissions import Role

PAGE_SIZE = 50


@dataclass(frozen=True)
class Credentials:
    """What a sign-in is checked against."""

    user_id: int
    password_hash: str | None


@dataclass(frozen=True)
class PersonRow:
    """A line of the list of people."""

    id: int
    email: str
    name: str
    firm: str | None
    roles: tuple[Role, ...]


def credentials(session: Session, email: str) -> Credentials | None:
    """The active account of an address in lower case."""
    row = session.execute(
        sa.select(User.id, User.password_hash).filter_by(email=email, active=True)
    ).one_or_none()
    return Credentials(*row) if row else None


def person_by_email(session: Session, email: str) -> User | None:
    """The active person of an address in lower case."""
    return session.scalar(sa.select(User).filter_by(email=email, active=True))


def firm_of(session: Session, user_id: int) -> Firm | None:
    """The firm of a person."""
    return session.scalar(
        sa.select(Firm).join(User, User.firm_id == Firm.id).where(User.id == user_id)
    )


def is_enrolled(session: Session, cohort_id: int, user_id: int) -> bool:
    """Whether the person has a place in the cohort."""
    query = sa.select(Enrolment.id).filter_by(cohort_id=cohort_id, user_id=user_id)
    return session.scalar(query) is not None


def lead_trainer(session: Session, cohort_id: int) -> User | None:
    """The trainer who leads the cohort."""
    return session.scalar(
        sa.select(User)
        .join(CohortTrainer, CohortTrainer.user_id == User.id)
        .where(CohortTrainer.cohort_id == cohort_id, CohortTrainer.role == TrainerRole.LEAD)
    )


def people(
    session: Session, search: str = "", role: Role | None = None, page: int = 1
) -> tuple[list[PersonRow], bool]:
    """One page of people by surname, and whether another follows.

    Each word of `search` must be in the name, the e-mail or the firm.
    """
    query = sa.select(User, Firm.name).outerjoin(Firm, Firm.id == User.firm_id)
    for word in search.split():
        columns = (User.given_names, User.first_surname, User.second_surname, User.email, Firm.name)
        query = query.where(sa.or_(*(c.icontains(word, autoescape=True) for c in columns)))
    if role is not None:
        query = query.where(User.id.in_(sa.select(RoleGrant.user_id).where(RoleGrant.role == role)))
    order = (User.first_surname, User.second_surname, User.given_names, User.id)
    window = query.order_by(*order).limit(PAGE_SIZE + 1).offset((page - 1) * PAGE_SIZE)
    found = session.execute(window).all()
    roles = _roles(session, [user.id for user, _firm in found])
    rows = [
        PersonRow(user.id, user.email, user.full_name, firm, roles[user.id])
        for user, firm in found[:PAGE_SIZE]
    ]
    return rows, len(found) > PAGE_SIZE


def _roles(session: Session, user_ids: Sequence[int]) -> dict[int, tuple[Role, ...]]:
    grants = session.execute(
        sa.select(RoleGrant.user_id, RoleGrant.role).where(RoleGrant.user_id.in_(user_ids))
    )
    held: defaultdict[int, set[Role]] = defaultdict(set)
    for user_id, role in grants:
        held[user_id].add(role)
    return {user_id: tuple(role for role in Role if role in held[user_id]) for user_id in user_ids}
