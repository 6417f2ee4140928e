"""How people come in: sign-up by a cohort's join code, and invitations by mail."""

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy.orm import Session

from lms import mail
from lms.accounts import mails
from lms.accounts.consent import ConsentText
from lms.accounts.links import NewLink, UnknownLink, digest, make_link, use_link
from lms.accounts.models import AccountToken, TokenPurpose, User
from lms.accounts.queries import person_by_email
from lms.accounts.services import (
    NewFirm,
    NewPerson,
    create_person,
    end_sessions,
    find_or_create_firm,
    grant_role,
    record_consent,
)
from lms.db import utcnow
from lms.learning.services import bring_assessments, enrol, enrol_invited
from lms.permissions import Role

INVITATION_LIFE = timedelta(days=14)


class FirmNeeded(Exception):
    """A seat in a cohort asks for a firm, and the person has none."""


@dataclass(frozen=True)
class Invitation:
    """Whom to invite and as what; with a cohort, accepting gives a seat in it."""

    email: str
    role: Role
    language: str
    cohort_id: int | None = None
    invited_by: int | None = None


def sign_up(
    session: Session, code: str, person: NewPerson, firm: NewFirm, consent: ConsentText
) -> User:
    """Make an account with a seat in the cohort of the join code.

    Raises EmailTaken, or the JoinRefused that applies; then nothing may be kept.
    """
    user = create_person(session, person, find_or_create_firm(session, firm).id)
    record_consent(session, user.id, consent)
    assert user.firm_id is not None  # noqa: S101 — given above
    enrol(session, code, user.id, user.firm_id)
    return user


def join(session: Session, code: str, user_id: int, firm: NewFirm | None) -> None:
    """Give a person with an account a seat; `firm` counts only if she has none yet.

    Raises FirmNeeded, or the JoinRefused that applies.
    """
    enrol(session, code, user_id, _firm_id(session, session.get_one(User, user_id), firm))


def tell_owner(session: Session, base_url: str, email: str) -> None:
    """Mail the owner of a taken address that someone tried to sign up with it, once a day."""
    user = person_by_email(session, email)
    if user is None:
        return
    base = base_url.rstrip("/")
    message = mails.address_taken(email, user.language, f"{base}/sign-in", f"{base}/forgot")
    mail.post(session, message, f"taken:{user.id}:{utcnow().date()}")


def make_invitation(session: Session, base_url: str, invitation: Invitation) -> str:
    """Write an invitation down and give its link, valid once, for 14 days."""
    new = NewLink(
        TokenPurpose.INVITATION,
        invitation.email,
        INVITATION_LIFE,
        role=invitation.role,
        cohort_id=invitation.cohort_id,
        created_by=invitation.invited_by,
    )
    return f"{base_url.rstrip('/')}/invitation/{make_link(session, new)}"


def invite(session: Session, base_url: str, invitation: Invitation) -> None:
    """Mail an invitation, in its language."""
    link = make_invitation(session, base_url, invitation)
    message = mails.invitation(invitation.email, invitation.language, invitation.role, link)
    mail.post(session, message, f"invitation:{digest(link)}")


def accept_as_new(
    session: Session, token: str, person: NewPerson, firm: NewFirm | None, consent: ConsentText
) -> User:
    """Make the account that an invitation promises; its address is the invitation's.

    Raises LinkRefused, EmailTaken, FirmNeeded or JoinRefused; then nothing may be kept.
    """
    link = use_link(session, TokenPurpose.INVITATION, token)
    if person.email != link.email:
        raise UnknownLink
    user = create_person(session, person, None)
    record_consent(session, user.id, consent)
    _give(session, link, user, firm)
    return user


def accept_as_known(session: Session, token: str, user_id: int, firm: NewFirm | None) -> User:
    """Give what an invitation promises to the account of its address; ends her sessions.

    Raises LinkRefused, FirmNeeded or JoinRefused; then nothing may be kept.
    """
    link = use_link(session, TokenPurpose.INVITATION, token)
    user = session.get_one(User, user_id)
    if user.email != link.email:
        raise UnknownLink
    _give(session, link, user, firm)
    end_sessions(session, user.id)
    return user


def _give(session: Session, link: AccountToken, user: User, firm: NewFirm | None) -> None:
    if link.role is not None:
        grant_role(session, user.id, link.role, link.created_by)
    if link.cohort_id is not None:
        enrol_invited(session, link.cohort_id, user.id, _firm_id(session, user, firm))


def _firm_id(session: Session, user: User, firm: NewFirm | None) -> int:
    if user.firm_id is None:
        if firm is None:
            raise FirmNeeded
        user.firm_id = find_or_create_firm(session, firm).id
        session.flush()
        bring_assessments(session, user.id, user.firm_id)
    return user.firm_id
