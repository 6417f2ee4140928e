"""Recording what trainees did, and completing modules."""

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from lms.db import insert_once, utcnow
from lms.events import ModuleCompleted, emit
from lms.learning import queries
from lms.learning.models import Completion, Enrolment, Evidence, EvidenceKind, ModuleVersion


@dataclass(frozen=True)
class NewEvidence:
    """A fact to record; `item`, `value` and `text` mean what `EvidenceKind` says."""

    kind: EvidenceKind
    item: str = ""
    value: float | None = None
    text: str | None = None


def record_evidence(
    session: Session,
    enrolment_id: int,
    module_version_id: int,
    recorded_by: int,
    *facts: NewEvidence,
) -> None:
    """Add facts about a trainee's module and complete it when its rule is met by now.

    A fact that is already there is kept as it was. The enrolment row is locked first, so that two
    last facts arriving at once cannot both miss the completion.
    """
    session.execute(sa.select(Enrolment.id).filter_by(id=enrolment_id).with_for_update())
    for fact in facts:
        values = {
            "enrolment_id": enrolment_id,
            "module_version_id": module_version_id,
            "kind": fact.kind,
            "item": fact.item,
            "value": fact.value,
            "text": fact.text,
            "recorded_by": recorded_by,
            "recorded_at": utcnow(),
        }
        insert_once(session, Evidence, values)
    if queries.module_progress(session, enrolment_id, module_version_id).complete:
        complete_module(session, enrolment_id, module_version_id)


def complete_module(session: Session, enrolment_id: int, module_version_id: int) -> Completion:
    """Write the completion and tell the subscribers; a second call gives the existing row."""
    version = session.get_one(ModuleVersion, module_version_id)
    now = utcnow()
    values = {
        "enrolment_id": enrolment_id,
        "module_version_id": module_version_id,
        "rule": version.rule,
        "completed_at": now,
    }
    completion_id = insert_once(session, Completion, values)
    if completion_id is None:
        return session.scalars(
            sa.select(Completion).filter_by(
                enrolment_id=enrolment_id, module_version_id=module_version_id
            )
        ).one()
    emit(session, ModuleCompleted(completion_id, enrolment_id, module_version_id, now))
    return session.get_one(Completion, completion_id)
