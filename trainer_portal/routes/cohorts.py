"""Cohorts: the list, opening and changing one, and its page."""

from datetime import timedelta

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import format_percent
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from lms.accounts.territory import DEPARTMENTS
from lms.assignments import queries as assignments
from lms.db import reading, utcnow, writing
from lms.i18n import LANGUAGES, language, local
from lms.learning import queries as learning
from lms.learning import services
from lms.learning.models import Cohort, CohortState
from lms.permissions import requires
from trainer_portal import forms, words
from trainer_portal.queries import Trainee, pinned_modules, trainees
from trainer_portal.routes import ACCESS, bp, own_cohort

Page = str | Response | tuple[str, int]
SEATS = 20
WEEKS = 12


@bp.get("/cohorts")
@requires(ACCESS)
def cohorts() -> Page:
    """The trainer's cohorts, with four numbers over all of them."""
    session = reading()
    found = learning.cohorts_of(session, current_user.id)
    people = trainees(session, current_user.id)
    sizes = {cohort.id: 0 for cohort in found}
    for person in people:
        sizes[person.enrolment.cohort_id] += 1
    return render_template(
        "trainer_portal/cohorts.html",
        cohorts=found,
        sizes=sizes,
        stats=_four_numbers(people, len(assignments.grading_queue(session, current_user.id))),
        departments=DEPARTMENTS,
    )


def _four_numbers(people: list[Trainee], to_grade: int) -> list[dict[str, object]]:
    now = utcnow()
    average = sum(person.share for person in people) / len(people) if people else 0
    at_risk = sum(person.at_risk(now) for person in people)
    everyone = "trainer_portal.trainee_list"
    return [
        {"value": len(people), "label": _("trainees"), "url": url_for(everyone)},
        {
            "value": format_percent(average),
            "label": _("average progress"),
            "url": url_for(everyone, order="progress"),
        },
        {
            "value": to_grade,
            "label": _("to grade"),
            "url": url_for("trainer_portal.queue"),
            "alert": to_grade > 0,
        },
        {
            "value": at_risk,
            "label": _("at risk"),
            "url": url_for(everyone, show="at-risk"),
            "alert": at_risk > 0,
        },
    ]


@bp.route("/cohorts/new", methods=["GET", "POST"])
@requires(ACCESS)
def new_cohort() -> Page:
    """Open a cohort, led by the trainer who opens it."""
    programmes = learning.programmes(reading())
    if not programmes:
        return render_template("trainer_portal/no_programme.html")
    today = forms.today_in_colombia()
    form = forms.NewCohortForm.of_request(
        data={
            "programme": programmes[0].id,
            "language": language(),
            "starts_on": today,
            "ends_on": today + timedelta(weeks=WEEKS),
            "seats": SEATS,
        }
    )
    form.offer(programmes)
    if request.method == "POST":
        if form.validate():
            with writing() as session:
                cohort = services.create_cohort(
                    session, current_user.id, form.programme.data, form.details()
                )
            flash(_("The cohort is open. Share its join code."), "success")
            return redirect(url_for("trainer_portal.cohort", cohort_id=cohort.id), 303)
        return render_template("trainer_portal/new_cohort.html", form=form), 422
    return render_template("trainer_portal/new_cohort.html", form=form)


@bp.route("/cohorts/<int:cohort_id>/edit", methods=["GET", "POST"])
@requires(ACCESS)
def edit_cohort(cohort_id: int) -> Page:
    """Change what a trainer may change of a cohort."""
    cohort = own_cohort(cohort_id)
    form = forms.CohortForm.of_request(obj=cohort)
    if request.method == "POST":
        if form.validate() and _update(cohort_id, form):
            flash(_("The changes are saved."), "success")
            return redirect(url_for("trainer_portal.cohort", cohort_id=cohort_id), 303)
        cohort = own_cohort(cohort_id)
        return render_template("trainer_portal/edit_cohort.html", form=form, cohort=cohort), 422
    return render_template("trainer_portal/edit_cohort.html", form=form, cohort=cohort)


def _update(cohort_id: int, form: forms.CohortForm) -> bool:
    try:
        with writing() as session:
            services.update_cohort(session, own_cohort(cohort_id, session), form.details())
    except services.CohortFull:
        taken = learning.seats_taken(reading(), cohort_id)
        form.seats.errors = [
            _("%(num)s people are enrolled: there cannot be fewer seats.", num=taken)
        ]
        return False
    return True


@bp.route("/cohorts/<int:cohort_id>/state", methods=["GET", "POST"])
@requires(ACCESS)
def change_state(cohort_id: int) -> Page:
    """Close a cohort, or open it again, after a page that says what follows."""
    cohort = own_cohort(cohort_id)
    if request.method == "GET":
        return render_template("trainer_portal/change_state.html", cohort=cohort)
    asked = request.form.get("state")
    if asked not in set(CohortState):
        abort(400)
    state = CohortState(asked)
    with writing() as session:
        services.set_cohort_state(session, own_cohort(cohort_id, session), state)
    closed = state is CohortState.CLOSED
    flash(_("The cohort is closed.") if closed else _("The cohort is open again."), "success")
    return redirect(url_for("trainer_portal.cohort", cohort_id=cohort_id), 303)


@bp.get("/cohorts/<int:cohort_id>")
@requires(ACCESS)
def cohort(cohort_id: int) -> Page:
    """One cohort: how to join it, who is in it, and where everyone stands."""
    found = own_cohort(cohort_id)
    session = reading()
    people = trainees(session, current_user.id, cohort_id)
    return render_template(
        "trainer_portal/cohort.html",
        cohort=found,
        programme=local(found.programme.title),
        facts=_cohort_facts(found, len(people)),
        joining=joining(found, len(people)),
        code=spaced(found.join_code),
        people=people,
        modules=pinned_modules(session, current_user.id, cohort_id),
        departments=DEPARTMENTS,
        words=words,
        now=utcnow(),
    )


def _cohort_facts(found: Cohort, taken: int) -> dict[str, object]:
    return {
        "department": DEPARTMENTS.get(found.department, found.department),
        "language": dict(LANGUAGES)[found.language],
        "seats": _("%(taken)s of %(seats)s taken", taken=taken, seats=found.seats),
    }


def joining(cohort: Cohort, taken: int, *, by_code: bool = True) -> str | None:
    """Why nobody can join the cohort now, in a sentence; None when people can."""
    if cohort.state is CohortState.CLOSED:
        return str(_("The cohort is closed, so nobody can join it."))
    if by_code and cohort.join_code_expires_at <= utcnow():
        return str(_("The join code has expired."))
    if taken >= cohort.seats:
        return str(_("Every seat is taken."))
    return None


def spaced(code: str) -> str:
    """A join code as people read it: `ABCD-2345`."""
    return f"{code[:4]}-{code[4:]}"
