"""Tables of what trainees hand in and how trainers judge it."""

from datetime import datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lms.db import CreatedAt, Model, PrimaryKey, utcnow
from lms.learning.models import Enrolment, ModuleVersion


class SubmissionState(StrEnum):
    """A draft is handed in, then passed or returned; a returned one is followed by a new draft."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    PASSED = "passed"


class Submission(Model):
    """One version of a trainee's answer to a module's assignment."""

    __tablename__ = "submission"
    __table_args__ = (sa.UniqueConstraint("enrolment_id", "module_version_id", "number"),)

    id: Mapped[PrimaryKey]
    enrolment_id: Mapped[int] = mapped_column(sa.ForeignKey("enrolment.id"), index=True)
    module_version_id: Mapped[int] = mapped_column(sa.ForeignKey("module_version.id"))
    number: Mapped[int]
    """1 for the first version, 2 for the one after the first return, …"""
    state: Mapped[SubmissionState] = mapped_column(default=SubmissionState.DRAFT)
    answers: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """Section id → answer, as `lms.assignments.answers` says."""
    ai_use: Mapped[str] = mapped_column(sa.Text, default="")
    """What the trainee declares about tools used for drafting; empty means none."""
    saved_at: Mapped[datetime] = mapped_column(default=utcnow)
    submitted_at: Mapped[datetime | None] = mapped_column(index=True)

    enrolment: Mapped[Enrolment] = relationship()
    module_version: Mapped[ModuleVersion] = relationship()
    files: Mapped[list["SubmissionFile"]] = relationship(order_by="SubmissionFile.id")
    mark: Mapped["Mark | None"] = relationship()


class SubmissionFile(Model):
    """A file of a submission; its bytes are stored under their SHA-256."""

    __tablename__ = "submission_file"
    __table_args__ = (sa.UniqueConstraint("submission_id", "sha256"),)

    id: Mapped[PrimaryKey]
    submission_id: Mapped[int] = mapped_column(sa.ForeignKey("submission.id"), index=True)
    name: Mapped[str] = mapped_column(sa.String(120))
    media_type: Mapped[str] = mapped_column(sa.String(100))
    size: Mapped[int]
    """Bytes."""
    sha256: Mapped[str] = mapped_column(sa.String(64))
    created_at: Mapped[CreatedAt]


class Decision(StrEnum):
    """The outcome of marking."""

    PASS = "pass"
    RETURN = "return"


class Mark(Model):
    """A trainer's judgement of one submission, criterion by criterion."""

    __tablename__ = "mark"

    id: Mapped[PrimaryKey]
    submission_id: Mapped[int] = mapped_column(sa.ForeignKey("submission.id"), unique=True)
    marker_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
    levels: Mapped[dict[str, Any]]
    """Criterion id → level, 1 to 4."""
    comment: Mapped[str] = mapped_column(sa.Text)
    decision: Mapped[Decision]
    marked_at: Mapped[CreatedAt]
