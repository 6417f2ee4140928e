"""The nouns that every guest shares: programme, module, cohort, enrolment, evidence, completion."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lms.accounts.models import Firm, User
from lms.db import CreatedAt, Json, Localized, Model, PrimaryKey, utcnow


class Programme(Model):
    """A course of study made of modules."""

    __tablename__ = "programme"

    id: Mapped[PrimaryKey]
    code: Mapped[str] = mapped_column(sa.String(40), unique=True)
    title: Mapped[Localized]


class Module(Model):
    """A part of a programme that ends in a certificate; its content lives in versions."""

    __tablename__ = "module"
    __table_args__ = (sa.UniqueConstraint("programme_id", "code"),)

    id: Mapped[PrimaryKey]
    programme_id: Mapped[int] = mapped_column(sa.ForeignKey("programme.id"), index=True)
    code: Mapped[str] = mapped_column(sa.String(20))
    position: Mapped[int]

    programme: Mapped[Programme] = relationship()


class ModuleVersion(Model):
    """One published state of a module; never changed afterwards.

    `rule` is a `CompletionRule` as JSON. `rubric` is what a submission is marked against:
    `[{"id", "title": {es, en}, "levels": [{es, en} x 4]}, …]`, and `sections` say what showing
    its parts takes, `[{"id", "label": {es, en}, "type": "text"}, …]`: a choice has its `options`,
    `[{"id", "label"}, …]`, and a table its `columns`, `[{"id", "label", "type", "options":
    [{es, en}, …], "formula"}, …]`, and the `rows` that are given, `[{"id", "label"}, …]`. Both are
    empty without an assignment.
    """

    __tablename__ = "module_version"
    __table_args__ = (sa.UniqueConstraint("module_id", "version"),)

    id: Mapped[PrimaryKey]
    module_id: Mapped[int] = mapped_column(sa.ForeignKey("module.id"), index=True)
    version: Mapped[str] = mapped_column(sa.String(20))
    title: Mapped[Localized]
    outcomes: Mapped[dict[str, Any]]
    """`{"es": [text, …], "en": [text, …]}`."""
    hours: Mapped[float]
    rule: Mapped[dict[str, Any]]
    rubric: Mapped[list[Any]] = mapped_column(Json)
    sections: Mapped[list[Any]] = mapped_column(Json)
    sha256: Mapped[str] = mapped_column(sa.String(64))
    """Of the content that was published under this version."""
    published_at: Mapped[CreatedAt]

    module: Mapped[Module] = relationship()


class CohortState(StrEnum):
    """An open cohort takes people and work; a closed one is history."""

    OPEN = "open"
    CLOSED = "closed"


class Cohort(Model):
    """A group of trainees who follow a programme together, run by its trainers."""

    __tablename__ = "cohort"

    id: Mapped[PrimaryKey]
    programme_id: Mapped[int] = mapped_column(sa.ForeignKey("programme.id"), index=True)
    name: Mapped[str] = mapped_column(sa.String(120))
    department: Mapped[str] = mapped_column(sa.String(2), index=True)
    language: Mapped[str] = mapped_column(sa.String(2))
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    seats: Mapped[int]
    state: Mapped[CohortState] = mapped_column(default=CohortState.OPEN)
    join_code: Mapped[str] = mapped_column(sa.String(12), unique=True)
    join_code_expires_at: Mapped[datetime]
    created_at: Mapped[CreatedAt]

    programme: Mapped[Programme] = relationship()


class TrainerRole(StrEnum):
    """What a trainer does in a cohort; the lead's name is printed on certificates."""

    LEAD = "lead"
    CO_TRAINER = "co_trainer"


class CohortTrainer(Model):
    """A trainer's place in a cohort: every trainer query is scoped by this table."""

    __tablename__ = "cohort_trainer"

    cohort_id: Mapped[int] = mapped_column(sa.ForeignKey("cohort.id"), primary_key=True)
    user_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"), primary_key=True, index=True)
    role: Mapped[TrainerRole]


class CohortModule(Model):
    """The module version that a cohort is pinned to, from its first day to its last."""

    __tablename__ = "cohort_module"
    __table_args__ = (sa.UniqueConstraint("cohort_id", "module_id"),)

    cohort_id: Mapped[int] = mapped_column(sa.ForeignKey("cohort.id"), primary_key=True)
    module_version_id: Mapped[int] = mapped_column(
        sa.ForeignKey("module_version.id"), primary_key=True
    )
    module_id: Mapped[int] = mapped_column(sa.ForeignKey("module.id"))


class Enrolment(Model):
    """A person's place in a cohort, with the firm she came from."""

    __tablename__ = "enrolment"
    __table_args__ = (sa.UniqueConstraint("cohort_id", "user_id"),)

    id: Mapped[PrimaryKey]
    cohort_id: Mapped[int] = mapped_column(sa.ForeignKey("cohort.id"), index=True)
    user_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"), index=True)
    firm_id: Mapped[int] = mapped_column(sa.ForeignKey("firm.id"), index=True)
    enrolled_at: Mapped[CreatedAt]

    cohort: Mapped[Cohort] = relationship()
    user: Mapped[User] = relationship()
    firm: Mapped[Firm] = relationship()


class EvidenceKind(StrEnum):
    """What can speak for completing a module.

    The comment beside each says what `item` and `value` hold.
    """

    LESSON_READ = "lesson_read"  # item: lesson slug
    QUIZ_ATTEMPT = "quiz_attempt"  # item: attempt number; value: percent
    QUIZ_PASSED = "quiz_passed"  # value: percent
    MUST_PASS = "must_pass"  # item: question slot answered rightly
    ASSIGNMENT_SUBMITTED = "assignment_submitted"  # item: submission number
    ASSIGNMENT_PASSED = "assignment_passed"  # item: submission number
    ATTENDANCE = "attendance"  # recorded by a trainer: was at the live session
    CONTRIBUTION = "contribution"  # text: written after watching the recording
    ATTEMPT_GRANTED = "attempt_granted"  # by a trainer; item: number from 1; text: why


class Evidence(Model):
    """One dated fact about one trainee and one module; added, never changed."""

    __tablename__ = "evidence"
    __table_args__ = (sa.UniqueConstraint("enrolment_id", "module_version_id", "kind", "item"),)

    id: Mapped[PrimaryKey]
    enrolment_id: Mapped[int] = mapped_column(sa.ForeignKey("enrolment.id"), index=True)
    module_version_id: Mapped[int] = mapped_column(sa.ForeignKey("module_version.id"), index=True)
    kind: Mapped[EvidenceKind]
    item: Mapped[str] = mapped_column(sa.String(80), default="")
    value: Mapped[float | None]
    text: Mapped[str | None] = mapped_column(sa.Text)
    recorded_by: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
    recorded_at: Mapped[CreatedAt]


class Completion(Model):
    """A module completed by a trainee, with the rule that was met; unique, never removed."""

    __tablename__ = "completion"
    __table_args__ = (sa.UniqueConstraint("enrolment_id", "module_version_id"),)

    id: Mapped[PrimaryKey]
    enrolment_id: Mapped[int] = mapped_column(sa.ForeignKey("enrolment.id"), index=True)
    module_version_id: Mapped[int] = mapped_column(sa.ForeignKey("module_version.id"), index=True)
    rule: Mapped[dict[str, Any]]
    completed_at: Mapped[CreatedAt]

    enrolment: Mapped[Enrolment] = relationship()
    module_version: Mapped[ModuleVersion] = relationship()


class ReadinessMoment(StrEnum):
    """When a firm says how ready it is: before and after the programme, and later on."""

    BASELINE = "baseline"
    ENDLINE = "endline"
    MONTH_6 = "month_6"
    MONTH_12 = "month_12"


class ReadinessInstrument(Model):
    """One published version of a programme's readiness assessment; never changed afterwards."""

    __tablename__ = "readiness_instrument"
    __table_args__ = (sa.UniqueConstraint("programme_id", "version"),)

    id: Mapped[PrimaryKey]
    programme_id: Mapped[int] = mapped_column(sa.ForeignKey("programme.id"), index=True)
    version: Mapped[str] = mapped_column(sa.String(20))
    dimensions: Mapped[list[Any]] = mapped_column(Json)
    """In order: `[{"id", "title": {es, en}, "weight": percent, "items": [{"id", "text"}]}, …]`."""
    bands: Mapped[list[Any]] = mapped_column(Json)
    """The lowest first: `[{"id", "title": {es, en}}, …]`."""
    sha256: Mapped[str] = mapped_column(sa.String(64))
    """Of the content that was published under this version."""
    published_at: Mapped[CreatedAt]


class ReadinessAssessment(Model):
    """What a firm answered at one moment; a person without a firm answers for herself.

    It is a draft until it is finished, and never changes afterwards; the result is frozen then.
    """

    __tablename__ = "readiness_assessment"
    __table_args__ = (
        sa.UniqueConstraint("firm_id", "moment"),
        sa.Index(
            "uq_readiness_assessment_person_moment",
            "user_id",
            "moment",
            unique=True,
            sqlite_where=sa.text("firm_id IS NULL"),
            postgresql_where=sa.text("firm_id IS NULL"),
        ),
    )

    id: Mapped[PrimaryKey]
    firm_id: Mapped[int | None] = mapped_column(sa.ForeignKey("firm.id"))
    user_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"), index=True)
    """Who answers: who began it and, in the end, who finished it."""
    moment: Mapped[ReadinessMoment]
    instrument_id: Mapped[int] = mapped_column(sa.ForeignKey("readiness_instrument.id"), index=True)
    """The version that the draft began with, to the end."""
    answers: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """Item id → points, `"unknown"` or `"not_applicable"`."""
    started_at: Mapped[CreatedAt]
    saved_at: Mapped[datetime] = mapped_column(default=utcnow)
    finished_at: Mapped[datetime | None] = mapped_column(index=True)
    total: Mapped[float | None]
    """0 to 100, to two decimals, once it is finished."""
    band: Mapped[str | None] = mapped_column(sa.String(40))
    """Id of one of the instrument's bands."""
    scores: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """Dimension id → 0 to 100, to two decimals; empty until it is finished."""

    user: Mapped[User] = relationship()
    instrument: Mapped[ReadinessInstrument] = relationship()
