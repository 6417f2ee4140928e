"""Marking: the queue, one submission a page, and its files."""

from collections.abc import Mapping
from typing import Any

from flask import abort, current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from lms.assignments import queries as assignments
from lms.assignments import services
from lms.assignments.models import Decision, Submission, SubmissionState
from lms.assignments.showing import Shown, shown
from lms.db import reading, utcnow, writing
from lms.i18n import language, local
from lms.permissions import requires
from lms.security import as_attachment
from lms.storage import MissingFile, Storage
from trainer_portal import words
from trainer_portal.forms import GradeForm, grade_form
from trainer_portal.queries import previous_version
from trainer_portal.routes import ACCESS, bp

Page = str | Response | tuple[str, int]


@bp.get("/grading")
@requires(ACCESS)
def queue() -> Page:
    """What waits for a mark over all own cohorts, oldest first."""
    now = utcnow()
    items = []
    for submission in assignments.grading_queue(reading(), current_user.id):
        person = submission.enrolment
        text, kind = words.waiting(submission.submitted_at or now, now)
        title = local(submission.module_version.title)
        version = _("version %(number)s", number=submission.number)
        item = {
            "label": _("%(person)s, %(firm)s", person=person.user.full_name, firm=person.firm.name),
            "hint": f"{title} · {version} · {person.cohort.name}",
            "url": url_for("trainer_portal.grade", submission_id=submission.id),
        }
        items.append(item | {"status": text, "kind": kind})
    return render_template("trainer_portal/queue.html", items=items)


@bp.route("/grading/<int:submission_id>", methods=["GET", "POST"])
@requires(ACCESS)
def grade(submission_id: int) -> Page:
    """Read one submission and judge it by its rubric."""
    submission = _own_submission(submission_id)
    form = grade_form(submission.module_version.rubric)
    if request.method == "GET":
        return _page(submission, form)
    if submission.state is not SubmissionState.SUBMITTED:
        return _already_marked(submission_id)
    if not form.validate():
        return _page(submission, form), 422
    try:
        with writing() as session:
            waiting = assignments.submission_for(session, current_user.id, submission_id)
            decision = Decision(form.decision.data)
            services.mark(
                session,
                waiting or abort(404),
                current_user.id,
                form.levels(),
                str(form.comment.data),
                decision,
            )
    except services.NotWaiting:
        return _already_marked(submission_id)
    except services.RubricMismatch:
        form.decision.errors = [
            _(
                "These levels do not allow a pass: no criterion may be at level 1, and the "
                "average must be 2.5 or more. Return it for revision, or change the levels."
            )
        ]
        return _page(_own_submission(submission_id), form), 422
    return _after_marking(decision)


@bp.get("/grading/files/<int:file_id>")
@requires(ACCESS)
def file(file_id: int) -> Page:
    """A file of a submission, always as a download."""
    found = assignments.file_for_trainer(reading(), current_user.id, file_id) or abort(404)
    storage: Storage = current_app.extensions["storage"]
    try:
        content = storage.get(found.sha256)
    except MissingFile:
        current_app.logger.exception("stored file %s is missing or damaged", found.id)
        abort(404, _("This file cannot be read any more. Ask the trainee to send it again."))
    return as_attachment(content, found.name, found.media_type)


def _own_submission(submission_id: int) -> Submission:
    return assignments.submission_for(reading(), current_user.id, submission_id) or abort(404)


def _already_marked(submission_id: int) -> Response:
    flash(_("Someone has marked this submission in the meantime; here is the result."), "info")
    return redirect(url_for("trainer_portal.grade", submission_id=submission_id), 303)


def _after_marking(decision: Decision) -> Response:
    done = _("Passed.") if decision is Decision.PASS else _("Returned for revision.")
    flash(done + " " + _("The trainee gets an e-mail."), "success")
    queue = assignments.grading_queue(reading(), current_user.id)
    if queue and request.form.get("then") == "next":
        return redirect(url_for("trainer_portal.grade", submission_id=queue[0].id), 303)
    return redirect(url_for("trainer_portal.queue"), 303)


def _page(submission: Submission, form: GradeForm) -> str:
    now = utcnow()
    version = submission.module_version
    previous = previous_version(reading(), submission)
    return render_template(
        "trainer_portal/grade.html",
        submission=submission,
        person=submission.enrolment,
        form=form,
        answers=_answers(version.sections, submission, previous),
        previous=previous,
        criteria=[_criterion(criterion) for criterion in version.rubric],
        level_names=[_("Beginning"), _("Developing"), _("Ready"), _("Exemplary")],
        waiting=words.waiting(submission.submitted_at or now, now),
        waits=submission.state is SubmissionState.SUBMITTED,
    )


def _criterion(criterion: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "id": criterion["id"],
        "title": local(criterion["title"]),
        "levels": [local(text) for text in criterion["levels"]],
    }


def _answers(
    sections: list[Any], submission: Submission, previous: Submission | None
) -> list[tuple[Shown, Shown]]:
    """The sections in their order with what was answered in the version before and now."""
    before = shown(sections, previous.answers if previous else {}, language())
    return list(zip(before, shown(sections, submission.answers, language()), strict=True))
