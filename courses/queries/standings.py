"""Where a trainee stands in her modules, part by part."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from courses.models import QuizAttempt
from courses.queries.places import Place
from lms.assignments.models import Submission, SubmissionState
from lms.learning.completion import CompletionRule, Fact, Part, Progress, evaluate
from lms.learning.models import Evidence, EvidenceKind

_FACTS = sa.select(
    Evidence.enrolment_id, Evidence.module_version_id, Evidence.kind, Evidence.item
).where(Evidence.enrolment_id.in_(sa.bindparam("enrolments", expanding=True)))
_FACTS_OF_ONE = sa.select(Evidence.kind, Evidence.item).where(
    Evidence.enrolment_id == sa.bindparam("enrolment"),
    Evidence.module_version_id == sa.bindparam("version"),
)
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
_SUBMISSIONS = (
    sa.select(Submission.enrolment_id, Submission.module_version_id, Submission.state)
    .where(Submission.enrolment_id.in_(sa.bindparam("enrolments", expanding=True)))
    .order_by(Submission.number)
)


def facts_of(session: Session, place: Place) -> frozenset[Fact]:
    """What is recorded about the trainee and this module."""
    values = {"enrolment": place.enrolment_id, "version": place.version_id}
    rows = session.connection().execute(_FACTS_OF_ONE, values)
    return frozenset(Fact(kind, item) for kind, item in rows)


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

    @property
    def grants(self) -> int:
        """How many attempts trainers allowed beyond those everyone has."""
        return sum(fact.kind is EvidenceKind.ATTEMPT_GRANTED for fact in self.facts)

    def tries_left(self, attempts: int) -> int:
        """How many attempts may still be started, of those everyone has and those granted."""
        return max(0, attempts + self.grants - len(self.tries))

    @property
    def attended(self) -> bool:
        """Whether a trainer recorded the live session as attended."""
        return any(fact.kind is EvidenceKind.ATTENDANCE for fact in self.facts)


def standings(session: Session, places: Sequence[Place]) -> dict[tuple[int, int], Standing]:
    """Where the trainee stands in each place, in three statements however many there are."""
    values = {"enrolments": sorted({place.enrolment_id for place in places})}
    facts: dict[tuple[int, int], set[Fact]] = defaultdict(set)
    tries: dict[tuple[int, int], list[Try]] = defaultdict(list)
    for row in session.connection().execute(_FACTS, values):
        facts[row.enrolment_id, row.module_version_id].add(Fact(row.kind, row.item))
    for attempt in session.connection().execute(_ATTEMPTS, values):
        one = Try(attempt.number, attempt.submitted_at, attempt.score, attempt.passed)
        tries[attempt.enrolment_id, attempt.module_version_id].append(one)
    states = {
        (row[0], row[1]): row[2] for row in session.connection().execute(_SUBMISSIONS, values)
    }
    return {
        place.key: Standing(
            frozenset(facts[place.key]),
            evaluate(CompletionRule.from_json(place.rule), facts[place.key]),
            tuple(tries[place.key]),
            states.get(place.key),
        )
        for place in places
    }


def standing(session: Session, place: Place) -> Standing:
    """Where the trainee stands in one module."""
    return standings(session, [place])[place.key]


def contribution_of(session: Session, place: Place) -> str | None:
    """What the trainee wrote after watching the recording."""
    return session.scalar(
        sa.select(Evidence.text).filter_by(
            enrolment_id=place.enrolment_id,
            module_version_id=place.version_id,
            kind=EvidenceKind.CONTRIBUTION,
        )
    )
