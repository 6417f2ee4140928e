"""Reads for the trainer's pages; everything is scoped by the trainer's own cohorts."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session, contains_eager, joinedload

from lms.accounts.models import User
from lms.assignments.models import Mark, Submission, SubmissionState
from lms.learning.completion import CompletionRule, Fact, Part, Progress, evaluate
from lms.learning.models import (
    CohortModule,
    CohortState,
    CohortTrainer,
    Completion,
    Enrolment,
    Evidence,
    EvidenceKind,
    Module,
    ModuleVersion,
)

IDLE = timedelta(days=7)
"""After this long without any work a trainee is at risk (Open edX Aspects uses the same)."""
ATTEMPTS = 2
"""Quiz attempts that everyone has; a trainer can allow more, one at a time."""


@dataclass(frozen=True)
class PinnedModule:
    """A module as one cohort follows it."""

    code: str
    version: ModuleVersion


@dataclass(frozen=True)
class ModuleStanding:
    """Where one trainee stands in one module."""

    module: PinnedModule
    progress: Progress
    to_grade: bool


@dataclass(frozen=True)
class Trainee:
    """One person of a cohort and where she stands, module by module."""

    enrolment: Enrolment
    modules: tuple[ModuleStanding, ...]
    last_activity: datetime | None

    @property
    def done(self) -> int:
        """Steps done over all modules, of `total`."""
        return sum(standing.progress.done for standing in self.modules)

    @property
    def total(self) -> int:
        """Steps asked for over all modules."""
        return sum(standing.progress.total for standing in self.modules)

    @property
    def share(self) -> float:
        """How much is done, from 0 to 1."""
        return self.done / self.total if self.total else 0.0

    @property
    def complete(self) -> bool:
        """Whether every module is complete."""
        return all(standing.progress.complete for standing in self.modules)

    def at_risk(self, now: datetime) -> bool:
        """In an open cohort, not complete, and silent for IDLE although there was time to start."""
        if self.complete or self.enrolment.cohort.state is not CohortState.OPEN:
            return False
        if self.last_activity is not None:
            return self.last_activity <= now - IDLE
        return self.enrolment.enrolled_at <= now - IDLE


def trainees(session: Session, trainer_id: int, cohort_id: int | None = None) -> list[Trainee]:
    """The trainer's people, of one cohort or of all, by name; four statements for any number."""
    mine = _own_enrolments(trainer_id, cohort_id)
    enrolments = session.scalars(
        sa.select(Enrolment)
        .join(Enrolment.user)
        .where(Enrolment.id.in_(mine))
        .options(
            contains_eager(Enrolment.user),
            joinedload(Enrolment.firm),
            joinedload(Enrolment.cohort),
        )
        .order_by(User.first_surname, User.second_surname, User.given_names, Enrolment.id)
    ).all()
    modules = _pinned(session, trainer_id)
    facts, last = _facts(session, mine)
    waiting = _waiting(session, mine)

    def standing(enrolment: Enrolment, module: PinnedModule) -> ModuleStanding:
        key = (enrolment.id, module.version.id)
        rule = CompletionRule.from_json(module.version.rule)
        return ModuleStanding(module, evaluate(rule, facts.get(key, ())), key in waiting)

    return [
        Trainee(
            enrolment,
            tuple(standing(enrolment, module) for module in modules[enrolment.cohort_id]),
            last.get(enrolment.id),
        )
        for enrolment in enrolments
    ]


def pinned_modules(session: Session, trainer_id: int, cohort_id: int) -> list[PinnedModule]:
    """The modules that one of the trainer's cohorts follows, in the programme's order."""
    return _pinned(session, trainer_id)[cohort_id]


def timeline(session: Session, enrolment_id: int) -> Sequence[tuple[Evidence, User]]:
    """Every fact about one trainee and who recorded it, newest first."""
    rows = session.execute(
        sa.select(Evidence, User)
        .join(User, User.id == Evidence.recorded_by)
        .where(Evidence.enrolment_id == enrolment_id)
        .order_by(Evidence.id.desc())
    )
    return [(fact, recorder) for fact, recorder in rows]


def completions(session: Session, enrolment_id: int) -> dict[int, Completion]:
    """What one trainee completed: module version id → completion."""
    found = session.scalars(sa.select(Completion).filter_by(enrolment_id=enrolment_id))
    return {completion.module_version_id: completion for completion in found}


def handed_in(session: Session, enrolment_id: int) -> dict[int, list[Submission]]:
    """One trainee's submissions without drafts: module version id → versions, oldest first."""
    found: dict[int, list[Submission]] = defaultdict(list)
    for submission in session.scalars(
        sa.select(Submission)
        .where(Submission.enrolment_id == enrolment_id, Submission.state != SubmissionState.DRAFT)
        .order_by(Submission.number)
    ):
        found[submission.module_version_id].append(submission)
    return found


def previous_version(session: Session, submission: Submission) -> Submission | None:
    """The version before this one, with its mark, if there was one."""
    return session.scalar(
        sa.select(Submission)
        .filter_by(
            enrolment_id=submission.enrolment_id,
            module_version_id=submission.module_version_id,
            number=submission.number - 1,
        )
        .options(joinedload(Submission.mark))
    )


def comment_on(session: Session, submission_id: int) -> str:
    """What the trainer wrote when marking; empty when nothing or not marked."""
    return session.scalar(sa.select(Mark.comment).filter_by(submission_id=submission_id)) or ""


def attended(session: Session, cohort_id: int, module_version_id: int) -> dict[int, datetime]:
    """Who was at the module's live session: enrolment id → when that was recorded, UTC."""
    rows = session.execute(
        sa.select(Evidence.enrolment_id, Evidence.recorded_at)
        .join(Enrolment, Enrolment.id == Evidence.enrolment_id)
        .where(
            Enrolment.cohort_id == cohort_id,
            Evidence.module_version_id == module_version_id,
            Evidence.kind == EvidenceKind.ATTENDANCE,
        )
    )
    return dict(rows.all())


def needs_attempt(rule: CompletionRule, facts: Sequence[Evidence]) -> bool:
    """Whether the quiz, or an essential question of it, is open and every attempt was used."""
    kinds = [fact.kind for fact in facts]
    allowed = ATTEMPTS + kinds.count(EvidenceKind.ATTEMPT_GRANTED)
    if kinds.count(EvidenceKind.QUIZ_ATTEMPT) < allowed:
        return False
    missing = evaluate(rule, (Fact(fact.kind, fact.item) for fact in facts)).missing
    return any(need.part in (Part.QUIZ, Part.MUST_PASS) for need in missing)


def _own_enrolments(trainer_id: int, cohort_id: int | None) -> sa.Select[int]:
    query = (
        sa.select(Enrolment.id)
        .join(CohortTrainer, CohortTrainer.cohort_id == Enrolment.cohort_id)
        .where(CohortTrainer.user_id == trainer_id)
    )
    return query if cohort_id is None else query.where(Enrolment.cohort_id == cohort_id)


def _pinned(session: Session, trainer_id: int) -> Mapping[int, list[PinnedModule]]:
    found: dict[int, list[PinnedModule]] = defaultdict(list)
    for cohort_id, code, version in session.execute(
        sa.select(CohortModule.cohort_id, Module.code, ModuleVersion)
        .join(ModuleVersion, ModuleVersion.id == CohortModule.module_version_id)
        .join(Module, Module.id == ModuleVersion.module_id)
        .join(CohortTrainer, CohortTrainer.cohort_id == CohortModule.cohort_id)
        .where(CohortTrainer.user_id == trainer_id)
        .order_by(Module.position, Module.id)
    ):
        found[cohort_id].append(PinnedModule(code, version))
    return found


Facts = dict[tuple[int, int], list[Fact]]


def _facts(session: Session, mine: sa.Select[int]) -> tuple[Facts, dict[int, datetime]]:
    """What completion depends on, by enrolment and module version, and each one's last activity."""
    facts: Facts = defaultdict(list)
    last: dict[int, datetime] = {}
    for enrolment_id, version_id, kind, item, at in session.execute(
        sa.select(
            Evidence.enrolment_id,
            Evidence.module_version_id,
            Evidence.kind,
            Evidence.item,
            Evidence.recorded_at,
        ).where(Evidence.enrolment_id.in_(mine))
    ):
        facts[enrolment_id, version_id].append(Fact(kind, item))
        if kind is not EvidenceKind.ATTEMPT_GRANTED:  # the trainer's act, not the trainee's
            last[enrolment_id] = max(at, last.get(enrolment_id, at))
    return facts, last


def _waiting(session: Session, mine: sa.Select[int]) -> set[tuple[int, int]]:
    rows = session.execute(
        sa.select(Submission.enrolment_id, Submission.module_version_id).where(
            Submission.enrolment_id.in_(mine), Submission.state == SubmissionState.SUBMITTED
        )
    )
    return {(enrolment_id, version_id) for enrolment_id, version_id in rows}
