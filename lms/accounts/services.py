"""Writes on people, firms, roles and consent."""

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from lms.accounts.consent import PURPOSE, ConsentText
from lms.accounts.models import Consent, Firm, FirmSize, RoleGrant, Sector, User, WebSession
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
    sector: Sector | None = None


@dataclass(frozen=True)
class PersonDetails:
    """What a person may change about herself."""

    given_names: str
    first_surname: str
    second_surname: str
    certificate_name: str
    language: str


@dataclass(frozen=True)
class FirmDetails:
    """What a firm's people may change about it; codes as in `Firm`."""

    name: str
    department: str
    ciiu: str | None
    size: FirmSize
    sector: Sector | None = None


def create_person(session: Session, new: NewPerson, firm_id: int | None) -> User:
    """Write a person. Raises EmailTaken."""
    values = {
        "email": new.email.lower(),
        "password_hash": new.password_hash,
        "given_names": new.given_names,
        "first_surname": new.first_surname,
        "second_surname": new.second_surname,
        "certificate_name": new.certificate_name,
        "language": new.language,
        "firm_id": firm_id,
        "active": True,
        "created_at": utcnow(),
    }
    user_id = insert_once(session, User, values)
    if user_id is None:
        raise EmailTaken
    return session.get_one(User, user_id)


def find_or_create_firm(session: Session, new: NewFirm) -> Firm:
    """The firm of this NIT; its existing record is kept as it is."""
    values = {
        "nit": new.nit,
        "name": new.name,
        "department": new.department,
        "ciiu": new.ciiu,
        "size": new.size,
        "sector": new.sector,
        "created_at": utcnow(),
    }
    insert_once(session, Firm, values)
    return session.scalars(sa.select(Firm).filter_by(nit=new.nit)).one()


def grant_role(session: Session, user_id: int, role: Role, granted_by: int | None = None) -> None:
    """Give a role; void when the person holds it."""
    if session.get(RoleGrant, (user_id, role)) is None:
        session.add(RoleGrant(user_id=user_id, role=role, granted_by=granted_by))
        session.flush()


def record_consent(session: Session, user_id: int, text: ConsentText) -> None:
    """Keep the proof that the person agreed to this text."""
    session.add(
        Consent(
            user_id=user_id,
            purpose=PURPOSE,
            text_version=text.version,
            text_sha256=text.sha256,
            language=text.language,
        )
    )
    session.flush()


def set_password(session: Session, user_id: int, password_hash: str) -> None:
    """Replace the password and end every session that the old one opened."""
    session.execute(sa.update(User).filter_by(id=user_id).values(password_hash=password_hash))
    end_sessions(session, user_id)


def refresh_hash(session: Session, user_id: int, old_hash: str, new_hash: str) -> None:
    """Store the same password under today's parameters, unless it was changed meanwhile."""
    session.execute(
        sa.update(User).filter_by(id=user_id, password_hash=old_hash).values(password_hash=new_hash)
    )


def end_sessions(session: Session, user_id: int) -> None:
    """Sign the person out everywhere."""
    session.execute(sa.delete(WebSession).filter_by(user_id=user_id))


def update_person(session: Session, user_id: int, details: PersonDetails) -> None:
    """Change a person's own data; certificates already issued keep the name they print."""
    session.execute(
        sa.update(User)
        .filter_by(id=user_id)
        .values(
            given_names=details.given_names,
            first_surname=details.first_surname,
            second_surname=details.second_surname,
            certificate_name=details.certificate_name,
            language=details.language,
        )
    )


def update_firm(session: Session, firm_id: int, details: FirmDetails) -> None:
    """Change a firm's data; its NIT stays."""
    session.execute(
        sa.update(Firm)
        .filter_by(id=firm_id)
        .values(
            name=details.name,
            department=details.department,
            ciiu=details.ciiu,
            size=details.size,
            sector=details.sector,
        )
    )
