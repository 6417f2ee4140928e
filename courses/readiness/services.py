"""Writes of the readiness assessment: answers, a dimension at a time, and finishing."""

from collections.abc import Mapping

from sqlalchemy.orm import Session

from courses.curriculum.readiness import Readiness
from courses.readiness.moments import today
from courses.readiness.queries import readiness_of, standing
from courses.readiness.scoring import Answer, parse_answer, score
from lms.learning.models import ReadinessAssessment, ReadinessMoment
from lms.learning.queries import Respondent
from lms.learning.services import (
    AssessmentFinished,
    finish_assessment,
    open_assessment,
    save_readiness_answers,
)


class NotOpen(Exception):
    """The moment takes no answers now: it is still to come, or it is over."""


class UnknownDimension(Exception):
    """The instrument has no dimension at this position."""


class UnknownAnswer(Exception):
    """An item has no such answer; nothing was saved."""


def save_dimension(
    session: Session,
    respondent: Respondent,
    moment: ReadinessMoment,
    position: int,
    typed: Mapping[str, str],
) -> None:
    """Keep what was typed for the dimension at a position from 1; items left open stay as saved.

    The first save begins the draft. Raises NotOpen, AssessmentFinished, UnknownDimension and
    UnknownAnswer.
    """
    draft, readiness = _draft(session, respondent, moment)
    if not 1 <= position <= len(readiness.dimensions):
        raise UnknownDimension
    answers: dict[str, Answer] = {}
    for item in readiness.dimensions[position - 1].items:
        if item.id not in typed:
            continue
        answer = parse_answer(readiness, item, typed[item.id])
        if answer is None:
            raise UnknownAnswer(item.id)
        answers[item.id] = answer
    save_readiness_answers(session, draft, answers)


def finish(session: Session, respondent: Respondent, moment: ReadinessMoment) -> None:
    """Score the draft and freeze it; finishing twice is void.

    Raises NotOpen, and Unanswered while an item has no answer.
    """
    try:
        draft, readiness = _draft(session, respondent, moment)
    except AssessmentFinished:
        return
    result = score(readiness, draft.answers).frozen()
    finish_assessment(session, draft, respondent.user_id, result)


def _draft(
    session: Session, respondent: Respondent, moment: ReadinessMoment
) -> tuple[ReadinessAssessment, Readiness]:
    now = standing(session, respondent, today())
    if now is None:
        raise NotOpen
    known = now.found.get(moment)
    if known is not None and known.finished_at is not None:
        raise AssessmentFinished
    if not now.place(moment).writable:
        raise NotOpen
    draft = open_assessment(session, respondent, moment, now.instrument_id(moment))
    if draft.finished_at is not None:  # by someone of the firm, at this very moment
        raise AssessmentFinished
    return draft, readiness_of(session, draft.instrument_id)
