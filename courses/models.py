"""Tables of the curriculum as published and of quiz attempts."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from courses.quiz import Answer
from lms.db import CreatedAt, Model, PrimaryKey


class ModuleContent(Model):
    """What a module version teaches, as canonical JSON; never changed afterwards."""

    __tablename__ = "module_content"

    module_version_id: Mapped[int] = mapped_column(
        sa.ForeignKey("module_version.id"), primary_key=True
    )
    sha256: Mapped[str] = mapped_column(sa.String(64))
    body: Mapped[str] = mapped_column(sa.Text)


class RegisterContent(Model):
    """The facts and glossary terms of a programme, as canonical JSON; kept up to date."""

    __tablename__ = "register_content"

    programme_id: Mapped[int] = mapped_column(sa.ForeignKey("programme.id"), primary_key=True)
    sha256: Mapped[str] = mapped_column(sa.String(64))
    body: Mapped[str] = mapped_column(sa.Text)


class InstrumentContent(Model):
    """What a version of the readiness assessment asks, as canonical JSON; never changed."""

    __tablename__ = "instrument_content"

    instrument_id: Mapped[int] = mapped_column(
        sa.ForeignKey("readiness_instrument.id"), primary_key=True
    )
    sha256: Mapped[str] = mapped_column(sa.String(64))
    body: Mapped[str] = mapped_column(sa.Text)


class QuizAttempt(Model):
    """One try at a module's quiz; the seed decides which questions were drawn."""

    __tablename__ = "quiz_attempt"
    __table_args__ = (sa.UniqueConstraint("enrolment_id", "module_version_id", "number"),)

    id: Mapped[PrimaryKey]
    enrolment_id: Mapped[int] = mapped_column(sa.ForeignKey("enrolment.id"), index=True)
    module_version_id: Mapped[int] = mapped_column(sa.ForeignKey("module_version.id"))
    number: Mapped[int]
    seed: Mapped[int]
    started_at: Mapped[CreatedAt]
    submitted_at: Mapped[datetime | None]
    score: Mapped[int | None]
    """Percent, once submitted."""
    passed: Mapped[bool | None]


class QuizAnswer(Model):
    """The answer to one question of an attempt; `correct` is known once it is submitted."""

    __tablename__ = "quiz_answer"
    __table_args__ = (sa.UniqueConstraint("attempt_id", "slot"),)

    id: Mapped[PrimaryKey]
    attempt_id: Mapped[int] = mapped_column(sa.ForeignKey("quiz_attempt.id"), index=True)
    slot: Mapped[str] = mapped_column(sa.String(40))
    question_id: Mapped[str] = mapped_column(sa.String(80))
    answer: Mapped[Answer] = mapped_column(sa.JSON(none_as_null=True), nullable=True)
    correct: Mapped[bool | None]
    saved_at: Mapped[CreatedAt]
