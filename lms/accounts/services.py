"""Writes on people, firms, roles and consent."""

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from lms.accounts.models import Firm, FirmSize, RoleGrant, User
from lms.db import insert_once, utcnow
from lms.permissions import Role


class EmailTaken(Exception):
    """An account with this address exists."""


@dataclass(frozen=True)
class NewPerson:
    """What a person tells at sign-up; the password comes hashed."""

    email: str
    password_hash: str
    given_names: str
    first_surname: str
    second_surname: str
    certificate_name: str
    language: str


@dataclass(frozen=True)
class NewFirm:
    """What a person tells about her firm; `nit` as `Firm.nit`, codes as in `Firm`."""

    nit: str
    name: str
    department: str
    ciiu: str | None
    size: FirmSize


def create_person(session: Session, new: NewPerson, firm_id: int | None) -> User:
    """Write a person. Raises EmailTaken."""
    email = new.email.lower()
    if session.scalar(sa.select(User.id).filter_by(email=email)) is not None:
        raise EmailTaken
    user = User(
        email=email,
        password_hash=new.password_hash,
        given_names=new.given_names,
        first_surname=new.first_surname,
        second_surname=new.second_surname,
        certificate_name=new.certificate_name,
        language=new.language,
        firm_id=firm_id,
    )
    session.add(user)
    session.flush()
    return user


def find_or_create_firm(session: Session, new: NewFirm) -> Firm:
    """The firm of this NIT; its existing record is kept as it is."""
    values = {
        "nit": new.nit,
        "name": new.name,
        "department": new.department,
        "ciiu": new.ciiu,
        "size": new.size,
        "created_at": utcnow(),
    }
    insert_once(session, Firm, values)
    return session.scalars(sa.select(Firm).filter_by(nit=new.nit)).one()


def grant_role(session: Session, user_id: int, role: Role, granted_by: int | None = None) -> None:
    """Give a role; void when the person holds it."""
    if session.get(RoleGrant, (user_id, role)) is None:
        session.add(RoleGrant(user_id=user_id, role=role, granted_by=granted_by))
        session.flush()
