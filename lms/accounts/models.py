"""Tables of people, firms, roles, consent, and the ways in."""

from datetime import date, datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lms.db import CreatedAt, Model, PrimaryKey
from lms.permissions import Role


class FirmSize(StrEnum):
    """Size by ordinary income, Decreto 957 of 2019."""

    MICRO = "micro"
    SMALL = "small"
    MEDIUM = "medium"
    LARGE = "large"
    NATURAL_PERSON = "natural_person"
    UNKNOWN = "unknown"


class Sector(StrEnum):
    """The sectors of the programme: examples in lessons and figures in reports go by them."""

    SOFTWARE = "software"
    ANIMATION = "animation"
    XR = "xr"
    AUDIOVISUAL = "audiovisual"
    MARKETING = "marketing"
    BPO = "bpo"
    GENERAL = "general"


class Firm(Model):
    """A Colombian firm, known by its NIT, with several people."""

    __tablename__ = "firm"

    id: Mapped[PrimaryKey]
    nit: Mapped[str] = mapped_column(sa.String(11), unique=True)
    """Eleven digits or fewer, the check digit last, no punctuation.

    Firms have ten; a natural person's is a citizen number of up to ten digits and its check digit.
    """
    name: Mapped[str] = mapped_column(sa.String(200))
    department: Mapped[str] = mapped_column(sa.String(2))
    """DIVIPOLA code, two digits."""
    ciiu: Mapped[str | None] = mapped_column(sa.String(4))
    """Main activity, CIIU Rev. 4 A.C., four digits."""
    size: Mapped[FirmSize] = mapped_column(default=FirmSize.UNKNOWN)
    sector: Mapped[Sector | None]
    created_at: Mapped[CreatedAt]


class User(Model):
    """A person who can sign in."""

    __tablename__ = "person"

    id: Mapped[PrimaryKey]
    email: Mapped[str] = mapped_column(sa.String(254), unique=True)
    """Lower case."""
    password_hash: Mapped[str | None]
    given_names: Mapped[str] = mapped_column(sa.String(80))
    first_surname: Mapped[str] = mapped_column(sa.String(80))
    second_surname: Mapped[str] = mapped_column(sa.String(80), default="")
    certificate_name: Mapped[str] = mapped_column(sa.String(80))
    """The name exactly as certificates print it."""
    language: Mapped[str] = mapped_column(sa.String(2), default="es")
    firm_id: Mapped[int | None] = mapped_column(sa.ForeignKey("firm.id"), index=True)
    active: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[CreatedAt]

    firm: Mapped[Firm | None] = relationship()

    @property
    def display_name(self) -> str:
        """Given names and first surname."""
        return f"{self.given_names} {self.first_surname}"

    @property
    def full_name(self) -> str:
        """Given names and both surnames."""
        return " ".join(filter(None, (self.given_names, self.first_surname, self.second_surname)))


class RoleGrant(Model):
    """One role of one person."""

    __tablename__ = "role_grant"

    user_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"), primary_key=True)
    role: Mapped[Role] = mapped_column(primary_key=True)
    granted_by: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    granted_at: Mapped[CreatedAt]


class Consent(Model):
    """Proof that a person agreed to a purpose of data treatment (Ley 1581 of 2012, art. 9)."""

    __tablename__ = "consent"

    id: Mapped[PrimaryKey]
    user_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"), index=True)
    purpose: Mapped[str] = mapped_column(sa.String(40))
    text_version: Mapped[date]
    text_sha256: Mapped[str] = mapped_column(sa.String(64))
    language: Mapped[str] = mapped_column(sa.String(2))
    given_at: Mapped[CreatedAt]


class TokenPurpose(StrEnum):
    """What a mailed link is good for."""

    RESET = "reset"
    INVITATION = "invitation"


class AccountToken(Model):
    """A mailed single-use link: only the SHA-256 of its token is kept."""

    __tablename__ = "account_token"

    id: Mapped[PrimaryKey]
    token_sha256: Mapped[str] = mapped_column(sa.String(64), unique=True)
    purpose: Mapped[TokenPurpose]
    email: Mapped[str] = mapped_column(sa.String(254))
    user_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    role: Mapped[Role | None]
    cohort_id: Mapped[int | None] = mapped_column(sa.ForeignKey("cohort.id"))
    created_by: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    created_at: Mapped[CreatedAt]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class WebSession(Model):
    """A signed-in browser: only the SHA-256 of its cookie is kept."""

    __tablename__ = "web_session"

    token_sha256: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
    user_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"), index=True)
    created_at: Mapped[CreatedAt]
    expires_at: Mapped[datetime] = mapped_column(index=True)


class RateWindow(Model):
    """How often something was tried within one window of time."""

    __tablename__ = "rate_window"

    key: Mapped[str] = mapped_column(sa.String(120), primary_key=True)
    """`<act>:<SHA-256 of who>`; never an address in clear."""
    started_at: Mapped[datetime]
    count: Mapped[int]
