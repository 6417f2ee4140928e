"""Reads of submissions, scoped to the trainee who wrote them or the trainers who mark them."""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session, contains_eager, selectinload

from lms.assignments.models import Submission, SubmissionFile, SubmissionState
from lms.learning.models import CohortTrainer, Enrolment


def submissions_of(
    session: Session, enrolment_id: int, module_version_id: int
) -> Sequence[Submission]:
    """Every version that the trainee wrote for one assignment, newest first."""
    return session.scalars(
        sa.select(Submission)
        .filter_by(enrolment_id=enrolment_id, module_version_id=module_version_id)
        .options(selectinload(Submission.files), selectinload(Submission.mark))
        .order_by(Submission.number.desc())
    ).all()


def submission_for(session: Session, trainer_id: int, submission_id: int) -> Submission | None:
    """A handed-in submission from one of the trainer's cohorts; drafts are private."""
    return session.scalar(
        sa.select(Submission)
        .join(Submission.enrolment)
        .join(CohortTrainer, CohortTrainer.cohort_id == Enrolment.cohort_id)
        .where(
            CohortTrainer.user_id == trainer_id,
            Submission.id == submission_id,
            Submission.state != SubmissionState.DRAFT,
        )
        .options(selectinload(Submission.files), selectinload(Submission.mark))
    )


def grading_queue(session: Session, trainer_id: int) -> Sequence[Submission]:
    """What waits for the trainer across all own cohorts, oldest first."""
    return session.scalars(
        sa.select(Submission)
        .join(Submission.enrolment)
        .join(CohortTrainer, CohortTrainer.cohort_id == Enrolment.cohort_id)
        .where(
            CohortTrainer.user_id == trainer_id,
            Submission.state == SubmissionState.SUBMITTED,
        )
        .options(
            contains_eager(Submission.enrolment).joinedload(Enrolment.user),
            contains_eager(Submission.enrolment).joinedload(Enrolment.firm),
            contains_eager(Submission.enrolment).joinedload(Enrolment.cohort),
            selectinload(Submission.module_version),
        )
        .order_by(Submission.submitted_at, Submission.id)
    ).all()


def file_of_trainee(session: Session, user_id: int, file_id: int) -> SubmissionFile | None:
    """A file that the trainee attached to an own submission."""
    return session.scalar(
        sa.select(SubmissionFile)
        .join(Submission, Submission.id == SubmissionFile.submission_id)
        .join(Enrolment, Enrolment.id == Submission.enrolment_id)
        .where(Enrolment.user_id == user_id, SubmissionFile.id == file_id)
    )


def file_for_trainer(session: Session, trainer_id: int, file_id: int) -> SubmissionFile | None:
    """A file of a handed-in submission from one of the trainer's cohorts."""
    return session.scalar(
        sa.select(SubmissionFile)
        .join(Submission, Submission.id == SubmissionFile.submission_id)
        .join(Enrolment, Enrolment.id == Submission.enrolment_id)
        .join(CohortTrainer, CohortTrainer.cohort_id == Enrolment.cohort_id)
        .where(
            CohortTrainer.user_id == trainer_id,
            SubmissionFile.id == file_id,
            Submission.state != SubmissionState.DRAFT,
        )
    )
