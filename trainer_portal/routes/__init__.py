"""The trainer's pages: cohorts and their people, and marking.

Every view asks for RUN_COHORTS and finds its object through the trainer's own cohorts, so that
another trainer's object answers exactly like one that does not exist.
"""

from flask import Blueprint, abort
from flask_login import current_user
from sqlalchemy.orm import Session

from lms.db import reading
from lms.learning import queries as learning
from lms.learning.models import Cohort, Enrolment
from lms.permissions import Permission

bp = Blueprint("trainer_portal", __name__, template_folder="../templates")
ACCESS = Permission.RUN_COHORTS


def own_cohort(cohort_id: int, session: Session | None = None) -> Cohort:
    """The trainer's cohort, or 404."""
    found = learning.cohort_for(session or reading(), current_user.id, cohort_id)
    return found or abort(404)


def own_enrolment(enrolment_id: int, session: Session | None = None) -> Enrolment:
    """The enrolment in one of the trainer's cohorts, or 404."""
    found = learning.enrolment_for_trainer(session or reading(), current_user.id, enrolment_id)
    return found or abort(404)
