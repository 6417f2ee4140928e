"""Writes on a trainee's own way: lessons read, quiz attempts, contribution.

Each takes the trainee's own `Place`, loaded in the same transaction, and raises CohortClosed when
the cohort no longer takes work and Locked when an earlier module must be completed first.
"""

import secrets
from collections.abc import Mapping, Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from courses.content import module_of
from courses.curriculum.schema import Module
from courses.models import QuizAnswer, QuizAttempt
from courses.queries import Place, completed_codes, standing
from courses.quiz import DrawnQuestion, Form, draw, grade, parse_answer, score
from lms.db import insert_once, utcnow
from lms.learning.models import Enrolment, EvidenceKind
from lms.learning.services import NewEvidence, record_evidence, require_open

CONTRIBUTION_WORDS = 150
SEEDS = 2**31


class Locked(Exception):
    """An earlier module must be completed first."""


class UnknownLesson(Exception):
    """The module has no lesson of this name."""


class NoAttemptsLeft(Exception):
    """Every attempt was used; a trainer can grant one more."""


class QuizDone(Exception):
    """The quiz is passed and asks nothing more."""


class UnknownAttempt(Exception):
    """The trainee has no attempt of this number, or it has no such question."""


class AlreadySubmitted(Exception):
    """The attempt was handed in; its answers cannot change."""


class NotWatched(Exception):
    """The trainee did not declare to have watched the recording."""


class TooShort(Exception):
    """The contribution has fewer than CONTRIBUTION_WORDS words; `words` says how many."""

    def __init__(self, words: int) -> None:
        self.words = words
        super().__init__(f"{words} words")


def require_work(session: Session, place: Place, module: Module) -> None:
    """Raise CohortClosed or Locked when this module takes no work from the trainee now."""
    require_open(session, place.enrolment_id)
    if missing_modules(session, place, module):
        raise Locked


def missing_modules(session: Session, place: Place, module: Module) -> tuple[str, ...]:
    """The codes of the modules to complete before this one."""
    if not module.prerequisites:
        return ()
    done = completed_codes(session, place.enrolment_id)
    return tuple(code for code in module.prerequisites if code not in done)


def own_module(session: Session, place: Place) -> Module:
    """The module of a place, ready for work; raises CohortClosed and Locked."""
    module = module_of(session, place.version_id, place.module_sha)
    require_work(session, place, module)
    return module


def mark_lesson_read(session: Session, place: Place, user_id: int, slug: str) -> None:
    """Record that the trainee read a lesson; again is void. Raises UnknownLesson."""
    module = own_module(session, place)
    if slug not in {lesson.slug for lesson in module.lessons}:
        raise UnknownLesson(slug)
    read = NewEvidence(EvidenceKind.LESSON_READ, item=slug)
    record_evidence(session, *place.key, user_id, read)


def start_attempt(session: Session, place: Place) -> int:
    """Start an attempt, or go on with the open one, and give its number.

    The enrolment row is locked first, so that two tabs cannot open two attempts. Raises QuizDone
    and NoAttemptsLeft.
    """
    module = own_module(session, place)
    _lock_enrolment(session, place.enrolment_id)
    now = standing(session, place)
    if now.open_try is not None:
        return now.open_try
    if now.quiz_done:
        raise QuizDone
    if not now.tries_left(module.quiz.attempts):
        raise NoAttemptsLeft
    number = len(now.tries) + 1
    values = {
        "enrolment_id": place.enrolment_id,
        "module_version_id": place.version_id,
        "number": number,
        "seed": secrets.randbelow(SEEDS),
        "started_at": utcnow(),
    }
    insert_once(session, QuizAttempt, values)
    return number


def _lock_enrolment(session: Session, enrolment_id: int) -> None:
    session.execute(sa.select(Enrolment.id).filter_by(id=enrolment_id).with_for_update())


def _own_attempt(session: Session, place: Place, number: int) -> QuizAttempt:
    query = sa.select(QuizAttempt).filter_by(
        enrolment_id=place.enrolment_id, module_version_id=place.version_id, number=number
    )
    attempt = session.scalar(query.with_for_update())
    if attempt is None:
        raise UnknownAttempt
    return attempt


def question_at(drawn: Sequence[DrawnQuestion], position: int) -> DrawnQuestion:
    """The question at a position from 1; raises UnknownAttempt outside of them."""
    if not 1 <= position <= len(drawn):
        raise UnknownAttempt
    return drawn[position - 1]


def save_answer(session: Session, place: Place, number: int, position: int, form: Form) -> None:
    """Keep the answer to one question, replacing an earlier one; the same again is void.

    Raises UnknownAttempt, AlreadySubmitted and, for what the form holds, InvalidAnswer.
    """
    module = own_module(session, place)
    attempt = _own_attempt(session, place, number)
    drawn = question_at(draw(module.quiz, attempt.seed), position)
    if attempt.submitted_at is not None:
        raise AlreadySubmitted
    answer = parse_answer(drawn, form)
    slot = drawn.question.slot
    row = session.scalar(sa.select(QuizAnswer).filter_by(attempt_id=attempt.id, slot=slot))
    if row is None:
        row = QuizAnswer(attempt_id=attempt.id, slot=slot, question_id=drawn.question.id)
        session.add(row)
    row.answer = answer
    row.saved_at = utcnow()
    session.flush()


def submit_attempt(session: Session, place: Place, user_id: int, number: int) -> None:
    """Mark an attempt from the saved answers and record what it shows; again is void.

    Raises UnknownAttempt.
    """
    module = own_module(session, place)
    attempt = _own_attempt(session, place, number)
    if attempt.submitted_at is not None:
        return
    rows = session.scalars(sa.select(QuizAnswer).filter_by(attempt_id=attempt.id)).all()
    answers = {row.slot: row for row in rows}
    right: dict[str, bool] = {}
    for drawn in draw(module.quiz, attempt.seed):
        row = answers.get(drawn.question.slot)
        right[drawn.question.slot] = grade(drawn.question, row.answer if row else None)
        if row is not None:
            row.correct = right[drawn.question.slot]
    attempt.score = score(right.values())
    attempt.passed = attempt.score >= module.quiz.pass_mark
    attempt.submitted_at = utcnow()
    session.flush()
    facts = _facts_of_attempt(attempt, module, right)
    record_evidence(session, *place.key, user_id, *facts)


def _facts_of_attempt(
    attempt: QuizAttempt, module: Module, right: Mapping[str, bool]
) -> list[NewEvidence]:
    percent = float(attempt.score or 0)
    facts = [NewEvidence(EvidenceKind.QUIZ_ATTEMPT, item=str(attempt.number), value=percent)]
    if attempt.passed:
        facts.append(NewEvidence(EvidenceKind.QUIZ_PASSED, value=percent))
    must_pass = module.quiz.must_pass_slots
    for slot, is_right in right.items():
        if is_right and slot in must_pass:
            facts.append(NewEvidence(EvidenceKind.MUST_PASS, item=slot))
    return facts


def save_contribution(
    session: Session, place: Place, user_id: int, text: str, *, watched: bool
) -> None:
    """Record what the trainee wrote after watching the recording; a second one is void.

    Raises NotWatched and TooShort.
    """
    own_module(session, place)
    if not watched:
        raise NotWatched
    words = len(text.split())
    if words < CONTRIBUTION_WORDS:
        raise TooShort(words)
    written = NewEvidence(EvidenceKind.CONTRIBUTION, text=text.strip())
    record_evidence(session, *place.key, user_id, written)
