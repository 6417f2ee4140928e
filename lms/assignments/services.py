"""Writes on submissions: drafting, handing in, marking."""

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from lms.assignments.answers import Answers, is_blank
from lms.assignments.models import Decision, Mark, Submission, SubmissionFile, SubmissionState
from lms.assignments.uploads import Upload
from lms.db import insert_once, utcnow
from lms.events import SubmissionMarked, emit
from lms.learning.models import EvidenceKind
from lms.learning.services import NewEvidence, record_evidence, require_open


class NotADraft(Exception):
    """The submission was handed in already and cannot change."""


class NotWaiting(Exception):
    """The submission does not wait for a mark: someone marked it already."""


class TooManyFiles(Exception):
    """The assignment takes no further file."""


class EmptySubmission(Exception):
    """There is neither an answer nor a file to hand in."""


class RubricMismatch(Exception):
    """The marked levels are not exactly one of 1 to 4 for each criterion of the rubric."""


def save_draft(
    session: Session,
    enrolment_id: int,
    module_version_id: int,
    answers: Answers,
    ai_use: str,
) -> Submission:
    """Keep what the trainee has written so far; starts a new version after a return.

    Raises CohortClosed, or NotADraft while a version waits for its mark or has passed.
    """
    draft = open_draft(session, enrolment_id, module_version_id)
    draft.answers = dict(answers)
    draft.ai_use = ai_use
    draft.saved_at = utcnow()
    session.flush()
    return draft


def open_draft(session: Session, enrolment_id: int, module_version_id: int) -> Submission:
    """The draft to write on: the existing one, or a new version that starts from the last.

    Raises CohortClosed and NotADraft as `save_draft`.
    """
    require_open(session, enrolment_id)
    last = _last(session, enrolment_id, module_version_id)
    if last is not None and last.state is SubmissionState.DRAFT:
        return last
    if last is not None and last.state is not SubmissionState.RETURNED:
        raise NotADraft
    values = {
        "enrolment_id": enrolment_id,
        "module_version_id": module_version_id,
        "number": last.number + 1 if last else 1,
        "state": SubmissionState.DRAFT,
        "answers": last.answers if last else {},
        "ai_use": last.ai_use if last else "",
        "saved_at": utcnow(),
    }
    submission_id = insert_once(session, Submission, values)
    if submission_id is None:  # another tab opened it at the same moment
        return session.scalars(
            sa.select(Submission).filter_by(
                enrolment_id=enrolment_id,
                module_version_id=module_version_id,
                number=values["number"],
            )
        ).one()
    draft = session.get_one(Submission, submission_id)
    for file in last.files if last else ():
        session.add(
            SubmissionFile(
                submission_id=draft.id,
                name=file.name,
                media_type=file.media_type,
                size=file.size,
                sha256=file.sha256,
            )
        )
    session.flush()
    return draft


def attach(session: Session, draft: Submission, upload: Upload, sha256: str, limit: int) -> None:
    """Add a stored file to a draft; the same file again is void. Raises TooManyFiles."""
    if draft.state is not SubmissionState.DRAFT:
        raise NotADraft
    kept = session.scalars(sa.select(SubmissionFile.sha256).filter_by(submission_id=draft.id)).all()
    if sha256 not in kept and len(kept) >= limit:
        raise TooManyFiles
    values = {
        "submission_id": draft.id,
        "name": upload.name,
        "media_type": upload.media_type,
        "size": len(upload.content),
        "sha256": sha256,
        "created_at": utcnow(),
    }
    insert_once(session, SubmissionFile, values)


def detach(session: Session, draft: Submission, file_id: int) -> None:
    """Take a file off a draft; void when it is not there. Raises NotADraft."""
    if draft.state is not SubmissionState.DRAFT:
        raise NotADraft
    session.execute(sa.delete(SubmissionFile).filter_by(id=file_id, submission_id=draft.id))


def submit(session: Session, draft: Submission, user_id: int) -> None:
    """Hand the draft in. Raises NotADraft on a second try, EmptySubmission, CohortClosed."""
    require_open(session, draft.enrolment_id)
    session.refresh(draft, with_for_update=True)
    if draft.state is not SubmissionState.DRAFT:
        raise NotADraft
    if all(is_blank(answer) for answer in draft.answers.values()) and not draft.files:
        raise EmptySubmission
    draft.state = SubmissionState.SUBMITTED
    draft.submitted_at = utcnow()
    session.flush()
    record_evidence(
        session,
        draft.enrolment_id,
        draft.module_version_id,
        user_id,
        NewEvidence(EvidenceKind.ASSIGNMENT_SUBMITTED, item=str(draft.number)),
    )


def passes(levels: Mapping[str, int]) -> bool:
    """Whether rubric levels allow a pass: none at 1, and 2.5 or more on average."""
    return min(levels.values()) > 1 and sum(levels.values()) / len(levels) >= 2.5


def mark(
    session: Session,
    submission: Submission,
    marker_id: int,
    levels: Mapping[str, int],
    comment: str,
    decision: Decision,
) -> Mark:
    """Judge a waiting submission; a pass is recorded as evidence in the same transaction.

    Raises NotWaiting when it is marked already, RubricMismatch when levels do not fit the rubric
    or a pass is given to levels that do not allow it.
    """
    session.refresh(submission, with_for_update=True)
    if submission.state is not SubmissionState.SUBMITTED:
        raise NotWaiting
    _check_levels(submission.module_version.rubric, levels, decision)
    passed = decision is Decision.PASS
    found = Mark(
        submission_id=submission.id,
        marker_id=marker_id,
        levels=dict(levels),
        comment=comment,
        decision=decision,
    )
    session.add(found)
    submission.state = SubmissionState.PASSED if passed else SubmissionState.RETURNED
    session.flush()
    if passed:
        record_evidence(
            session,
            submission.enrolment_id,
            submission.module_version_id,
            marker_id,
            NewEvidence(EvidenceKind.ASSIGNMENT_PASSED, item=str(submission.number)),
        )
    emit(session, SubmissionMarked(submission.id, submission.enrolment_id, passed))
    return found


def _check_levels(rubric: list[Any], levels: Mapping[str, int], decision: Decision) -> None:
    if set(levels) != {criterion["id"] for criterion in rubric}:
        raise RubricMismatch
    if not all(level in (1, 2, 3, 4) for level in levels.values()):
        raise RubricMismatch
    if decision is Decision.PASS and not passes(levels):
        raise RubricMismatch


def _last(session: Session, enrolment_id: int, module_version_id: int) -> Submission | None:
    return session.scalar(
        sa.select(Submission)
        .filter_by(enrolment_id=enrolment_id, module_version_id=module_version_id)
        .order_by(Submission.number.desc())
        .limit(1)
    )
