"""The register of certificates: rows are added, their state changes, and none is ever removed."""

from datetime import datetime
from enum import StrEnum
from typing import Any, Optional

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from certificates.snapshot import Snapshot, from_builtins
from lms.accounts.models import User
from lms.db import CreatedAt, Model, PrimaryKey
from lms.learning.models import Completion


class CertificateState(StrEnum):
    """What the public is told about a certificate."""

    VALID = "valid"
    SUPERSEDED = "superseded"
    REVOKED = "revoked"


class Certificate(Model):
    """One certificate as it was issued; `revision` counts the corrections of one completion."""

    __tablename__ = "certificate"
    __table_args__ = (sa.UniqueConstraint("completion_id", "revision"),)

    id: Mapped[PrimaryKey]
    completion_id: Mapped[int] = mapped_column(sa.ForeignKey("completion.id"))
    revision: Mapped[int] = mapped_column(default=1)
    code: Mapped[str] = mapped_column(sa.String(40), unique=True)
    snapshot: Mapped[dict[str, Any]]
    """All that is printed, as `certificates.snapshot` writes it; never changed."""
    search: Mapped[str] = mapped_column(sa.Text)
    """Name, firm, NIT, cohort and code, folded by `queries.folded`."""
    user_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"), index=True)
    enrolment_id: Mapped[int] = mapped_column(sa.ForeignKey("enrolment.id"), index=True)
    issued_at: Mapped[CreatedAt]
    issued_by: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    """Who corrected it; none when a completed module issued it."""
    state: Mapped[CertificateState] = mapped_column(default=CertificateState.VALID, index=True)
    revoked_at: Mapped[datetime | None]
    revoked_by: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    revoked_reason: Mapped[str | None] = mapped_column(sa.Text)
    """In words for the public."""
    superseded_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("certificate.id"))
    pdf_sha256: Mapped[str | None] = mapped_column(sa.String(64))
    """The address of the signed PDF in the storage; written once."""
    rendered_at: Mapped[datetime | None]

    completion: Mapped[Completion] = relationship()
    user: Mapped[User] = relationship(foreign_keys=user_id)
    superseded_by: Mapped[Optional["Certificate"]] = relationship(remote_side="Certificate.id")

    @property
    def printed(self) -> Snapshot:
        """The snapshot by its own type."""
        return from_builtins(self.snapshot)
