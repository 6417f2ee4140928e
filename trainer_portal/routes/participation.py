"""Attendance of a module's live session."""

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user
from werkzeug.wrappers import Response

from lms.db import reading, writing
from lms.learning import queries as learning
from lms.learning.models import CohortState
from lms.learning.services import CohortClosed
from lms.permissions import requires
from trainer_portal.queries import attended, trainees
from trainer_portal.routes import ACCESS, bp, own_cohort
from trainer_portal.services import record_attendance

Page = str | Response | tuple[str, int]


@bp.get("/cohorts/<int:cohort_id>/participation/<module_code>")
@requires(ACCESS)
def participation(cohort_id: int, module_code: str) -> Page:
    """The list of the cohort: all present at first, then the exceptions are fixed."""
    cohort = own_cohort(cohort_id)
    session = reading()
    version = learning.pinned_version(session, cohort_id, module_code) or abort(404)
    recorded = attended(session, cohort_id, version.id)
    return render_template(
        "trainer_portal/participation.html",
        cohort=cohort,
        version=version,
        module_code=module_code,
        people=trainees(session, current_user.id, cohort_id),
        attended=recorded,
        all_present=not recorded or request.args.get("mark") == "all",
        closed=cohort.state is CohortState.CLOSED,
    )


@bp.post("/cohorts/<int:cohort_id>/participation/<module_code>")
@requires(ACCESS)
def record_participation(cohort_id: int, module_code: str) -> Page:
    """Record the people whose box is ticked."""
    ticked = request.form.getlist("present", type=int)
    try:
        with writing() as session:
            cohort = own_cohort(cohort_id, session)
            version = learning.pinned_version(session, cohort_id, module_code) or abort(404)
            new = record_attendance(session, cohort, version, current_user.id, ticked)
    except CohortClosed:
        flash(_("The cohort is closed: open it again to record attendance."), "error")
    else:
        told = ngettext(
            "Attendance recorded for %(num)s person.",
            "Attendance recorded for %(num)s people.",
            new,
        )
        flash(told if new else _("Nobody new was marked as present."), "success" if new else "info")
    here = "trainer_portal.participation"
    return redirect(url_for(here, cohort_id=cohort_id, module_code=module_code), 303)
