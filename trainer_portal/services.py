"""Writes that only trainers make: attendance and further quiz attempts."""

from collections.abc import Iterable

import sqlalchemy as sa
from sqlalchemy.orm import Session

from lms.learning.completion import CompletionRule
from lms.learning.models import Cohort, Enrolment, EvidenceKind, ModuleVersion
from lms.learning.queries import evidence
from lms.learning.services import NewEvidence, record_evidence, require_open
from trainer_portal.queries import attended, needs_attempt


class AttemptNotNeeded(Exception):
    """The trainee passed the quiz, or still has an attempt."""


def record_attendance(
    session: Session,
    cohort: Cohort,
    version: ModuleVersion,
    trainer_id: int,
    enrolment_ids: Iterable[int],
) -> int:
    """Record who was at the live session and say how many were new.

    People of other cohorts, and those recorded before, are passed over. Raises CohortClosed.
    """
    known = attended(session, cohort.id, version.id)
    named = set(enrolment_ids)
    own = session.scalars(sa.select(Enrolment.id).filter_by(cohort_id=cohort.id))
    new = sorted(named.intersection(own) - known.keys())
    for enrolment_id in new:
        require_open(session, enrolment_id)
        fact = NewEvidence(EvidenceKind.ATTENDANCE)
        record_evidence(session, enrolment_id, version.id, trainer_id, fact)
    return len(new)


def grant_attempt(
    session: Session, enrolment: Enrolment, version: ModuleVersion, trainer_id: int, reason: str
) -> None:
    """Record that one more quiz attempt is allowed, and why.

    The enrolment row is locked first, so that two clicks allow one attempt. Raises
    AttemptNotNeeded, also on a second call before the allowed attempt is used, and CohortClosed.
    """
    require_open(session, enrolment.id)
    session.execute(sa.select(Enrolment.id).filter_by(id=enrolment.id).with_for_update())
    facts = evidence(session, enrolment.id, version.id)
    if not needs_attempt(CompletionRule.from_json(version.rule), facts):
        raise AttemptNotNeeded
    number = sum(fact.kind is EvidenceKind.ATTEMPT_GRANTED for fact in facts) + 1
    fact = NewEvidence(EvidenceKind.ATTEMPT_GRANTED, item=str(number), text=reason)
    record_evidence(session, enrolment.id, version.id, trainer_id, fact)
