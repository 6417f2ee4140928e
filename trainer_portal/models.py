"""Tables of what trainers decide beside marking."""

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from lms.db import CreatedAt, Model, PrimaryKey


class AttemptGrant(Model):
    """One further quiz attempt that a trainer allowed, and why; numbered from 1."""

    __tablename__ = "granted_attempt"
    __table_args__ = (sa.UniqueConstraint("enrolment_id", "module_version_id", "number"),)

    id: Mapped[PrimaryKey]
    enrolment_id: Mapped[int] = mapped_column(sa.ForeignKey("enrolment.id"), index=True)
    module_version_id: Mapped[int] = mapped_column(sa.ForeignKey("module_version.id"))
    number: Mapped[int]
    reason: Mapped[str] = mapped_column(sa.Text)
    granted_by: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
    granted_at: Mapped[CreatedAt]
