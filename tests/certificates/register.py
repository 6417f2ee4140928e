"""Certificates that were issued as people earn them: by completing a module."""

import sqlalchemy as sa
from sqlalchemy.orm import Session

from certificates.models import Certificate
from lms.accounts.models import User
from lms.jobs.models import Job
from lms.learning.models import Cohort
from lms.learning.queries import pinned_versions
from lms.learning.services import complete_module
from tests.factories import make_enrolment


def earn(session: Session, user: User | None = None, cohort: Cohort | None = None) -> Certificate:
    """Complete the cohort's first module and give the certificate that this issued."""
    enrolment = make_enrolment(session, cohort, user)
    version = pinned_versions(session, enrolment.cohort_id)[0]
    completion = complete_module(session, enrolment.id, version.id)
    return session.scalars(sa.select(Certificate).filter_by(completion_id=completion.id)).one()


def jobs(session: Session, kind: str) -> list[Job]:
    """The jobs of a kind, oldest first."""
    return list(session.scalars(sa.select(Job).filter_by(kind=kind).order_by(Job.id)))
