"""One attempt at a quiz, with its answers."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from courses.models import QuizAnswer, QuizAttempt
from courses.queries.places import Place
from courses.quiz import Answer

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
    head = session.connection().execute(_ATTEMPT, values).one_or_none()
    if head is None:
        return None
    rows = session.connection().execute(_ANSWERS, {"attempt": head.id}).all()
    return Attempt(
        *head,
        answers={row.slot: row.answer for row in rows if row.answer is not None},
        marks={row.slot: row.correct for row in rows},
    )
