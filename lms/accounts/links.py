"""Mailed single-use links: made, checked and used up; and the reset of a password by one.

A link carries a random token of 256 bits; the database keeps its SHA-256 alone, so that a copy of
the table opens nothing.
"""

import hashlib
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from lms import mail
from lms.accounts import mails, queries
from lms.accounts.models import AccountToken, TokenPurpose, User
from lms.accounts.services import set_password
from lms.db import utcnow
from lms.jobs.registry import JobContext
from lms.jobs.services import enqueue
from lms.permissions import Role

RESET_JOB = "accounts.reset"
RESET_LIFE = timedelta(hours=2)


class LinkRefused(Exception):
    """A mailed link that cannot be used; the subclass says why."""


class UnknownLink(LinkRefused):
    """No such link was made for this purpose."""


class UsedLink(LinkRefused):
    """The link was used before."""


class ExpiredLink(LinkRefused):
    """The link is past its time."""


@dataclass(frozen=True)
class NewLink:
    """What a link is made for."""

    purpose: TokenPurpose
    email: str
    life: timedelta
    user_id: int | None = None
    role: Role | None = None
    cohort_id: int | None = None
    created_by: int | None = None


def make_link(session: Session, new: NewLink) -> str:
    """Write a link down and give its token, which is kept nowhere else."""
    token = secrets.token_urlsafe(32)
    now = utcnow()
    session.add(
        AccountToken(
            token_sha256=digest(token),
            purpose=new.purpose,
            email=new.email,
            user_id=new.user_id,
            role=new.role,
            cohort_id=new.cohort_id,
            created_by=new.created_by,
            created_at=now,
            expires_at=now + new.life,
        )
    )
    session.flush()
    return token


def find_link(session: Session, purpose: TokenPurpose, token: str) -> AccountToken:
    """The unused link of this token and purpose. Raises the LinkRefused that applies."""
    link = session.scalar(
        sa.select(AccountToken).filter_by(token_sha256=digest(token), purpose=purpose)
    )
    if link is None:
        raise UnknownLink
    if link.used_at is not None:
        raise UsedLink
    if link.expires_at <= utcnow():
        raise ExpiredLink
    return link


def use_link(session: Session, purpose: TokenPurpose, token: str) -> AccountToken:
    """Use a link up; of two who try at once, one gets it. Raises as `find_link`."""
    link = find_link(session, purpose, token)
    used = session.execute(
        sa.update(AccountToken)
        .where(AccountToken.id == link.id, AccountToken.used_at.is_(None))
        .values(used_at=utcnow())
        .returning(AccountToken.id)
    ).scalar_one_or_none()
    if used is None:
        raise UsedLink
    return link


def ask_for_reset(session: Session, email: str) -> None:
    """Have a reset link mailed if the address has an account.

    Whether it has one is looked up by the job, so that asking does the same work, in the same
    time, for every address.
    """
    request = secrets.token_hex(16)
    enqueue(session, RESET_JOB, request, {"email": email, "request": request})


def send_reset(context: JobContext, payload: Mapping[str, Any]) -> None:
    """Mail the link of a reset that was asked for; void for an address without an account.

    A second run for the same request mails nothing more.
    """
    with context.database.writing() as session:
        user = queries.person_by_email(session, payload["email"])
        if user is None:
            return
        new = NewLink(TokenPurpose.RESET, user.email, RESET_LIFE, user_id=user.id)
        token = make_link(session, new)
        address = f"{context.config['BASE_URL'].rstrip('/')}/reset/{token}"
        message = mails.reset(user.email, user.language, address)
        mail.post(session, message, f"reset:{payload['request']}")


def reset_password(session: Session, token: str, password_hash: str) -> None:
    """Set the password of the link's person and end her sessions and other reset links.

    Raises the LinkRefused that applies.
    """
    link = use_link(session, TokenPurpose.RESET, token)
    user = session.get(User, link.user_id)
    if user is None or not user.active:
        raise UnknownLink
    set_password(session, user.id, password_hash)
    session.execute(
        sa.update(AccountToken)
        .where(
            AccountToken.user_id == user.id,
            AccountToken.purpose == TokenPurpose.RESET,
            AccountToken.used_at.is_(None),
        )
        .values(used_at=utcnow())
    )


def digest(token: str) -> str:
    """The SHA-256 by which a token is stored."""
    return hashlib.sha256(token.encode()).hexdigest()
