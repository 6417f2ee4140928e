"""Invitations, and the administrators' list of people."""

from flask import current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from lms import i18n, sessions
from lms.accounts import joining, links, passwords, queries
from lms.accounts.forms import (
    FIRM_FIELDS,
    ROLE_LABELS,
    AcceptForm,
    InvitedForm,
    InviteForm,
    PeopleFilter,
    typed,
    without,
)
from lms.accounts.models import AccountToken, TokenPurpose, User
from lms.accounts.routes.blueprint import (
    bp,
    may_try,
    new_firm,
    new_person,
    person_of,
    shown_consent,
    too_many_tries,
    why_not_join,
    why_not_open,
)
from lms.db import reading, writing
from lms.learning.services import JoinRefused
from lms.permissions import Permission, Role, public, requires


@bp.get("/invitation/<token>")
@bp.post("/invitation/<token>")
@public
def invitation(token: str) -> ResponseReturnValue:
    """Accept an invitation: with a new account, or with the one that its address has."""
    try:
        link = links.find_link(reading(), TokenPurpose.INVITATION, token)
        known = queries.person_by_email(reading(), link.email)
        return _accept_new(token, link) if known is None else _accept_known(token, link, known)
    except links.LinkRefused as error:
        sentence = why_not_open(error)
    except JoinRefused as error:
        sentence = why_not_join(error)
    return render_template("lms/accounts/link_refused.html", sentence=sentence), 410


def _accept_new(token: str, link: AccountToken) -> ResponseReturnValue:
    form = InvitedForm.of_request(language=i18n.language())
    form.own_words = (link.email,)
    if link.cohort_id is None:
        without(form, *FIRM_FIELDS)
    page = {"link": link, "roles": ROLE_LABELS, "consent": shown_consent().paragraphs}
    if request.method != "POST":
        return render_template("lms/accounts/invitation_new.html", form=form, **page)
    if not form.validate():
        return render_template("lms/accounts/invitation_new.html", form=form, **page), 422
    person = new_person(form, link.email, passwords.hash_password(typed(form.password)))
    with writing() as session:
        user = joining.accept_as_new(session, token, person, new_firm(form), shown_consent())
        sessions.sign_in(session, user.id)
    return redirect(url_for("core.home"), 303)


def _accept_known(token: str, link: AccountToken, known: User) -> ResponseReturnValue:
    form = AcceptForm.of_request()
    signed_in = current_user.is_authenticated and current_user.id == known.id
    if signed_in:
        without(form, "password")
    if link.cohort_id is None or known.firm_id is not None:
        without(form, *FIRM_FIELDS)
    template = "lms/accounts/invitation_known.html"
    page = {"link": link, "roles": ROLE_LABELS}
    if request.method != "POST":
        return render_template(template, form=form, **page)
    if not form.validate():
        return render_template(template, form=form, **page), 422
    if not signed_in:
        if not may_try("sign-in", link.email):
            form.form_errors.append(too_many_tries())
            return render_template(template, form=form, **page), 429
        if person_of(link.email, typed(form.password)) is None:
            form.password.errors = [_("The password is not right.")]
            return render_template(template, form=form, **page), 422
    with writing() as session:
        user = joining.accept_as_known(session, token, known.id, new_firm(form))
        sessions.sign_in(session, user.id)
    flash(_("You accepted the invitation."), "success")
    return redirect(url_for("core.home"), 303)


@bp.get("/people")
@requires(Permission.MANAGE_PEOPLE)
def people() -> ResponseReturnValue:
    """Everyone who has an account, by surname."""
    form = PeopleFilter(request.args)
    role = Role(form.role.data) if form.validate() and form.role.data else None
    number = min(max(request.args.get("page", 1, int), 1), 10_000)
    rows, more = queries.people(reading(), typed(form.search), role, number)
    return render_template(
        "lms/accounts/people.html",
        filters=form,
        rows=rows,
        roles=ROLE_LABELS,
        previous=_page_link(number - 1) if number > 1 else None,
        next=_page_link(number + 1) if more else None,
    )


def _page_link(number: int) -> tuple[str, str]:
    search, role = request.args.get("search"), request.args.get("role")
    address = url_for("accounts.people", page=number, search=search, role=role)
    return _("Page %(n)s", n=number), address


@bp.get("/people/invite")
@bp.post("/people/invite")
@requires(Permission.MANAGE_PEOPLE)
def invite() -> ResponseReturnValue:
    """Mail an invitation to a trainer, a reviewer or an administrator."""
    form = InviteForm.of_request(language=i18n.language())
    if request.method != "POST":
        return render_template("lms/accounts/invite.html", form=form)
    if not form.validate():
        return render_template("lms/accounts/invite.html", form=form), 422
    asked = joining.Invitation(
        typed(form.email), Role(form.role.data), typed(form.language), invited_by=current_user.id
    )
    with writing() as session:
        joining.invite(session, current_app.config["BASE_URL"], asked)
    flash(_("The invitation is on its way. Its link works for 14 days."), "success")
    return redirect(url_for("accounts.people"), 303)
