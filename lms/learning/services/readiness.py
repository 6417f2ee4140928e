"""Publishing readiness instruments, and answering them: one assessment per firm and moment."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from lms.db import insert_once, utcnow
from lms.learning import queries
from lms.learning.models import (
    Programme,
    ReadinessAssessment,
    ReadinessInstrument,
    ReadinessMoment,
)
from lms.learning.queries import Respondent
from lms.learning.services.modules import VersionConflict


class AssessmentFinished(Exception):
    """The assessment was finished; its answers cannot change."""


@dataclass(frozen=True)
class NewInstrument:
    """What an instrument is made of when it is published; texts as in `ReadinessInstrument`."""

    version: str
    dimensions: list[Any]
    bands: list[Any]
    sha256: str


@dataclass(frozen=True)
class ReadinessResult:
    """What an assessment comes to: 0 to 100 in all and by dimension id, and the band's id."""

    total: float
    band: str
    scores: Mapping[str, float]


def publish_instrument(
    session: Session, programme: Programme, new: NewInstrument
) -> tuple[ReadinessInstrument, bool]:
    """Publish a version and say whether it is new; the same content again changes nothing.

    Raises VersionConflict when the content differs from what was already published under the same
    version.
    """
    instrument = session.scalar(
        sa.select(ReadinessInstrument).filter_by(programme_id=programme.id, version=new.version)
    )
    if instrument is not None:
        if instrument.sha256 != new.sha256:
            raise VersionConflict(f"readiness {new.version} is already published and differs")
        return instrument, False
    instrument = ReadinessInstrument(
        programme_id=programme.id,
        version=new.version,
        dimensions=new.dimensions,
        bands=new.bands,
        sha256=new.sha256,
    )
    session.add(instrument)
    session.flush()
    return instrument, True


def open_assessment(
    session: Session, respondent: Respondent, moment: ReadinessMoment, instrument_id: int
) -> ReadinessAssessment:
    """The assessment of a moment: the existing one, with its own instrument, or a new draft.

    Its row is locked, so that two people of a firm who save at once both keep their answers.
    """
    now = utcnow()
    values: dict[str, Any] = {
        "firm_id": respondent.firm_id,
        "user_id": respondent.user_id,
        "moment": moment,
        "instrument_id": instrument_id,
        "answers": {},
        "scores": {},
        "started_at": now,
        "saved_at": now,
    }
    insert_once(session, ReadinessAssessment, values)
    row = queries.assessment_of(session, respondent, moment, lock=True)
    assert row is not None  # noqa: S101 — written above, or there before
    return row


def save_readiness_answers(
    session: Session, assessment: ReadinessAssessment, answers: Mapping[str, int | str]
) -> None:
    """Add answers to a draft, in place of earlier ones to the same items.

    Raises AssessmentFinished.
    """
    if assessment.finished_at is not None:
        raise AssessmentFinished
    assessment.answers = {**assessment.answers, **answers}
    assessment.saved_at = utcnow()
    session.flush()


def finish_assessment(
    session: Session, assessment: ReadinessAssessment, user_id: int, result: ReadinessResult
) -> None:
    """Freeze an assessment with its result; void when it is finished already."""
    if assessment.finished_at is not None:
        return
    assessment.user_id = user_id
    assessment.total = result.total
    assessment.band = result.band
    assessment.scores = dict(result.scores)
    assessment.finished_at = assessment.saved_at = utcnow()
    session.flush()


def bring_assessments(session: Session, user_id: int, firm_id: int) -> None:
    """Make the firm's what a person answered before she had one; the firm's own stay as they are.

    A second call changes nothing.
    """
    known = aliased(ReadinessAssessment)
    taken = sa.select(known.moment).where(known.firm_id == firm_id)
    session.execute(
        sa.update(ReadinessAssessment)
        .where(
            ReadinessAssessment.user_id == user_id,
            ReadinessAssessment.firm_id.is_(None),
            ReadinessAssessment.moment.not_in(taken),
        )
        .values(firm_id=firm_id)
    )
