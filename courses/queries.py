"""Reads of a trainee's own way through a programme, in few statements of prebuilt Core."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from courses.content import HasContent
from courses.models import (
    AttemptGrant,
    ModuleContent,
    QuizAnswer,
    QuizAttempt,
    RegisterContent,
)
from courses.quiz import Answer
from lms.accounts.models import User
from lms.assignments.models import Submission, SubmissionState
from lms.learning.completion import CompletionRule, Fact, Part, Progress, evaluate
from lms.learning.models import (
    Cohort,
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


@dataclass(frozen=True, kw_only=True)
class Place(HasContent):
    """One module of one of the trainee's own enrolments, in the version her cohort follows."""

    enrolment_id: int
    cohort_id: int
    cohort_name: str
    cohort_state: CohortState
    code: str
    title: dict[str, str]
    hours: float
    rule: dict[str, Any]
    completion_id: int | None
    completed_at: datetime | None

    @property
    def key(self) -> tuple[int, int]:
        """What rows about this module of this trainee are found by."""
        return self.enrolment_id, self.version_id

    @property
    def open(self) -> bool:
        """Whether the cohort still takes work."""
        return self.cohort_state is CohortState.OPEN


_EVERY = (
    sa.select(
        Enrolment.id.label("enrolment_id"),
        Cohort.id.label("cohort_id"),
        Cohort.name.label("cohort_name"),
        Cohort.state.label("cohort_state"),
        Cohort.programme_id,
        ModuleVersion.id.label("version_id"),
        Module.code,
        ModuleVersion.title,
        ModuleVersion.hours,
        ModuleVersion.rule,
        ModuleContent.sha256.label("module_sha"),
        RegisterContent.sha256.label("register_sha"),
        Completion.id.label("completion_id"),
        Completion.completed_at,
    )
    .join(Cohort, Cohort.id == Enrolment.cohort_id)
    .join(CohortModule, CohortModule.cohort_id == Cohort.id)
    .join(ModuleVersion, ModuleVersion.id == CohortModule.module_version_id)
    .join(Module, Module.id == ModuleVersion.module_id)
    .join(ModuleContent, ModuleContent.module_version_id == ModuleVersion.id)
    .join(RegisterContent, RegisterContent.programme_id == Cohort.programme_id)
    .outerjoin(
        Completion,
        (Completion.enrolment_id == Enrolment.id)
        & (Completion.module_version_id == ModuleVersion.id),
    )
    .order_by(Enrolment.id.desc(), Module.position)
)
_PLACES = _EVERY.where(Enrolment.user_id == sa.bindparam("user"))
_PLACE = _PLACES.where(
    Enrolment.id == sa.bindparam("enrolment"), Module.code == sa.bindparam("code")
)
_PLACE_OF_VERSION = _EVERY.where(
    Enrolment.id == sa.bindparam("enrolment"), ModuleVersion.id == sa.bindparam("version")
)
_FACTS = sa.select(
    Evidence.enrolment_id, Evidence.module_version_id, Evidence.kind, Evidence.item
).where(Evidence.enrolment_id.in_(sa.bindparam("enrolments", expanding=True)))
_ATTEMPTS = (
    sa.select(
        QuizAttempt.enrolment_id,
        QuizAttempt.module_version_id,
        QuizAttempt.number,
        QuizAttempt.submitted_at,
        QuizAttempt.score,
        QuizAttempt.passed,
    )
    .where(QuizAttempt.enrolment_id.in_(sa.bindparam("enrolments", expanding=True)))
    .order_by(QuizAttempt.number)
)
_GRANTS = (
    sa.select(AttemptGrant.enrolment_id, AttemptGrant.module_version_id, sa.func.count())
    .where(AttemptGrant.enrolment_id.in_(sa.bindparam("enrolments", expanding=True)))
    .group_by(AttemptGrant.enrolment_id, AttemptGrant.module_version_id)
)
_SUBMISSIONS = (
    sa.select(Submission.enrolment_id, Submission.module_version_id, Submission.state)
    .where(Submission.enrolment_id.in_(sa.bindparam("enrolments", expanding=True)))
    .order_by(Submission.number)
)
_TRAINERS = (
    sa.select(CohortTrainer.cohort_id, User.given_names, User.first_surname, User.email)
    .join(User, User.id == CohortTrainer.user_id)
    .where(CohortTrainer.cohort_id.in_(sa.bindparam("cohorts", expanding=True)))
    .order_by(CohortTrainer.role.desc(), User.id)
)
_ANSWERS = sa.select(QuizAnswer.slot, QuizAnswer.answer, QuizAnswer.correct).where(
    QuizAnswer.attempt_id == sa.bindparam("attempt")
)
_ATTEMPT = sa.select(
    QuizAttempt.id,
    QuizAttempt.number,
    QuizAttempt.seed,
    QuizAttempt.submitted_at,
    QuizAttempt.score,
    QuizAttempt.passed,
).where(
    QuizAttempt.enrolment_id == sa.bindparam("enrolment"),
    QuizAttempt.module_version_id == sa.bindparam("version"),
    QuizAttempt.number == sa.bindparam("number"),
)
_PLACE_FIELDS = tuple(field.name for field in fields(Place))


def places_of(session: Session, user_id: int) -> list[Place]:
    """Every module of every enrolment of the person: newest enrolment first, then in order."""
    return [_place(row) for row in session.execute(_PLACES, {"user": user_id})]


def place_for(session: Session, user_id: int, enrolment_id: int, code: str) -> Place | None:
    """One module of one of the person's own enrolments."""
    values = {"user": user_id, "enrolment": enrolment_id, "code": code}
    row = session.execute(_PLACE, values).one_or_none()
    return None if row is None else _place(row)


def place_of_version(session: Session, enrolment_id: int, version_id: int) -> Place | None:
    """One module of anyone's enrolment, for what a trainer or the system does to it."""
    values = {"enrolment": enrolment_id, "version": version_id}
    row = session.execute(_PLACE_OF_VERSION, values).one_or_none()
    return None if row is None else _place(row)


def _place(row: sa.Row[Any]) -> Place:
    values = row._mapping
    return Place(**{name: values[name] for name in _PLACE_FIELDS})


def facts_of(session: Session, place: Place) -> frozenset[Fact]:
    """What is recorded about the trainee and this module."""
    rows = session.execute(_FACTS, {"enrolments": [place.enrolment_id]})
    return frozenset(
        Fact(row.kind, row.item) for row in rows if row.module_version_id == place.version_id
    )


def lessons_read(facts: Iterable[Fact]) -> frozenset[str]:
    """The slugs of the lessons that were marked as read."""
    return frozenset(fact.item for fact in facts if fact.kind is EvidenceKind.LESSON_READ)


@dataclass(frozen=True, slots=True)
class Try:
    """An attempt at a quiz as lists show it; score in percent."""

    number: int
    submitted_at: datetime | None
    score: int | None
    passed: bool | None


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a trainee stands in a module, part by part."""

    facts: frozenset[Fact]
    progress: Progress
    tries: tuple[Try, ...]
    grants: int
    submission: SubmissionState | None
    """State of the newest version of the assignment."""

    def met(self, part: Part) -> bool:
        """Whether a part is done, or not asked for."""
        return all(need.met for need in self.progress.requirements if need.part is part)

    @property
    def quiz_done(self) -> bool:
        """Whether the quiz is passed and every compulsory question was answered rightly."""
        return any(one.passed for one in self.tries) and self.met(Part.MUST_PASS)

    @property
    def open_try(self) -> int | None:
        """The number of the attempt that was not handed in yet."""
        return next((one.number for one in self.tries if one.submitted_at is None), None)

    def tries_left(self, attempts: int) -> int:
        """How many attempts may still be started, of those everyone has and those granted."""
        return max(0, attempts + self.grants - len(self.tries))

    @property
    def attended(self) -> bool:
        """Whether a trainer recorded the live session as attended."""
        return any(fact.kind is EvidenceKind.ATTENDANCE for fact in self.facts)


def standings(session: Session, places: Sequence[Place]) -> dict[tuple[int, int], Standing]:
    """Where the trainee stands in each place, in four statements however many there are."""
    values = {"enrolments": sorted({place.enrolment_id for place in places})}
    facts: dict[tuple[int, int], set[Fact]] = defaultdict(set)
    tries: dict[tuple[int, int], list[Try]] = defaultdict(list)
    for row in session.execute(_FACTS, values):
        facts[row.enrolment_id, row.module_version_id].add(Fact(row.kind, row.item))
    for attempt in session.execute(_ATTEMPTS, values):
        one = Try(attempt.number, attempt.submitted_at, attempt.score, attempt.passed)
        tries[attempt.enrolment_id, attempt.module_version_id].append(one)
    grants = {(row[0], row[1]): row[2] for row in session.execute(_GRANTS, values)}
    states = {(row[0], row[1]): row[2] for row in session.execute(_SUBMISSIONS, values)}
    return {
        place.key: Standing(
            frozenset(facts[place.key]),
            evaluate(CompletionRule.from_json(place.rule), facts[place.key]),
            tuple(tries[place.key]),
            grants.get(place.key, 0),
            states.get(place.key),
        )
        for place in places
    }


def standing(session: Session, place: Place) -> Standing:
    """Where the trainee stands in one module."""
    return standings(session, [place])[place.key]


def completed_codes(session: Session, enrolment_id: int) -> frozenset[str]:
    """The codes of the modules that the trainee completed in this enrolment."""
    query = (
        sa.select(Module.code)
        .join(ModuleVersion, ModuleVersion.module_id == Module.id)
        .join(Completion, Completion.module_version_id == ModuleVersion.id)
        .where(Completion.enrolment_id == enrolment_id)
    )
    return frozenset(session.scalars(query))


@dataclass(frozen=True, slots=True)
class Trainer:
    """Whom a trainee may write to."""

    name: str
    email: str


def trainers_of(session: Session, cohort_ids: Iterable[int]) -> Mapping[int, list[Trainer]]:
    """The trainers of cohorts, the lead first."""
    found: dict[int, list[Trainer]] = defaultdict(list)
    for row in session.execute(_TRAINERS, {"cohorts": sorted(set(cohort_ids))}):
        name = f"{row.given_names} {row.first_surname}"
        found[row.cohort_id].append(Trainer(name, row.email))
    return found


@dataclass(frozen=True, slots=True)
class Attempt:
    """One attempt with the answers saved so far; `marks` by slot once it is handed in."""

    id: int
    number: int
    seed: int
    submitted_at: datetime | None
    score: int | None
    passed: bool | None
    answers: Mapping[str, Answer]
    marks: Mapping[str, bool | None]


def attempt_of(session: Session, place: Place, number: int) -> Attempt | None:
    """An attempt of the trainee whose place it is; two statements."""
    values = {"enrolment": place.enrolment_id, "version": place.version_id, "number": number}
    head = session.execute(_ATTEMPT, values).one_or_none()
    if head is None:
        return None
    rows = session.execute(_ANSWERS, {"attempt": head.id}).all()
    return Attempt(
        *head,
        answers={row.slot: row.answer for row in rows if row.answer is not None},
        marks={row.slot: row.correct for row in rows},
    )


def contribution_of(session: Session, place: Place) -> str | None:
    """What the trainee wrote after watching the recording."""
    return session.scalar(
        sa.select(Evidence.text).filter_by(
            enrolment_id=place.enrolment_id,
            module_version_id=place.version_id,
            kind=EvidenceKind.CONTRIBUTION,
        )
    )
