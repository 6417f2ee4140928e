"""How people get into a cohort: the slide for the room, a new join code, invitations."""

from datetime import timedelta

import segno
from flask import current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from lms import limits
from lms.accounts.joining import Invitation, invite
from lms.db import database, reading, writing
from lms.learning import queries as learning
from lms.learning import services
from lms.permissions import Role, requires
from trainer_portal import forms
from trainer_portal.routes import ACCESS, bp, own_cohort
from trainer_portal.routes.cohorts import joining, spaced

Page = str | Response | tuple[str, int]
INVITATIONS = 100
PER = timedelta(hours=1)


@bp.get("/cohorts/<int:cohort_id>/slide")
@requires(ACCESS)
def slide(cohort_id: int) -> Page:
    """The join code and its QR code, as large as the room needs them."""
    cohort = own_cohort(cohort_id)
    site = f"{current_app.config['BASE_URL'].rstrip('/')}/join"
    address = f"{site}/{cohort.join_code}"
    taken = learning.seats_taken(reading(), cohort_id)
    return render_template(
        "trainer_portal/slide.html",
        cohort=cohort,
        code=spaced(cohort.join_code),
        site=site.partition("://")[2],
        address=address,
        problem=joining(cohort, taken),
        qr=segno.make(address, error="m").svg_data_uri(border=2),
    )


@bp.route("/cohorts/<int:cohort_id>/join-code", methods=["GET", "POST"])
@requires(ACCESS)
def renew_join_code(cohort_id: int) -> Page:
    """Replace the join code; the old one stops working at once."""
    cohort = own_cohort(cohort_id)
    expires_on = forms.today_in_colombia() + timedelta(days=services.JOIN_CODE_LIFE.days)
    form = forms.JoinCodeForm.of_request(data={"expires_on": expires_on})
    if request.method == "POST":
        if form.validate():
            with writing() as session:
                found = own_cohort(cohort_id, session)
                services.renew_join_code(session, found, form.expires_at())
            flash(_("The cohort has a new join code. The old one no longer works."), "success")
            return redirect(url_for("trainer_portal.cohort", cohort_id=cohort_id), 303)
        return render_template("trainer_portal/join_code.html", form=form, cohort=cohort), 422
    return render_template("trainer_portal/join_code.html", form=form, cohort=cohort)


@bp.route("/cohorts/<int:cohort_id>/invite", methods=["GET", "POST"])
@requires(ACCESS)
def invite_trainee(cohort_id: int) -> Page:
    """Mail someone a link that gives an account and a seat in the cohort."""
    cohort = own_cohort(cohort_id)
    form = forms.InviteForm.of_request(data={"language": cohort.language})
    problem = joining(cohort, learning.seats_taken(reading(), cohort_id), by_code=False)
    if request.method == "POST" and not problem and form.validate():
        if _mail_invitation(cohort_id, form):
            flash(_("The invitation is on its way. Its link works for 14 days."), "success")
            return redirect(url_for("trainer_portal.cohort", cohort_id=cohort_id), 303)
        form.email.errors = [_("You sent many invitations. Wait an hour and send the rest.")]
    page = render_template("trainer_portal/invite.html", form=form, cohort=cohort, problem=problem)
    return page if request.method == "GET" else (page, 422)


def _mail_invitation(cohort_id: int, form: forms.InviteForm) -> bool:
    if not limits.allow(database(), "invite-trainee", str(current_user.id), INVITATIONS, PER):
        return False
    with writing() as session:
        cohort = own_cohort(cohort_id, session)
        asked = Invitation(
            str(form.email.data), Role.TRAINEE, form.language.data, cohort.id, current_user.id
        )
        invite(session, current_app.config["BASE_URL"], asked)
    return True
