"""A person's own data, her password and her firm."""

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from lms import sessions
from lms.accounts import passwords, queries, services
from lms.accounts.activities import ACTIVITIES
from lms.accounts.forms import SECTORS, SIZES, FirmForm, PasswordForm, ProfileForm, typed
from lms.accounts.models import FirmSize, Sector, User
from lms.accounts.routes.blueprint import bp, may_try, person_of, too_many_tries
from lms.accounts.territory import DEPARTMENTS
from lms.db import reading, writing
from lms.permissions import Permission, requires


@bp.get("/profile")
@bp.post("/profile")
@requires(Permission.OWN_ACCOUNT)
def profile() -> ResponseReturnValue:
    """Names, the name for certificates and the language; the firm is shown beside them."""
    person = reading().get_one(User, current_user.id)
    form = ProfileForm.of_request(obj=person)
    if request.method != "POST":
        return _profile_page(form)
    if not form.validate():
        return _profile_page(form), 422
    details = services.PersonDetails(
        given_names=typed(form.given_names),
        first_surname=typed(form.first_surname),
        second_surname=typed(form.second_surname),
        certificate_name=typed(form.certificate_name),
        language=typed(form.language),
    )
    with writing() as session:
        services.update_person(session, current_user.id, details)
    flash(_("Your profile is saved."), "success")
    return redirect(url_for("accounts.profile"), 303)


@bp.get("/profile/password")
@bp.post("/profile/password")
@requires(Permission.OWN_ACCOUNT)
def change_password() -> ResponseReturnValue:
    """A new password; every other session of the person ends."""
    template = "lms/accounts/password.html"
    form = PasswordForm.of_request()
    form.own_words = (current_user.email, current_user.display_name)
    if request.method != "POST":
        return render_template(template, form=form)
    if not form.validate():
        return render_template(template, form=form), 422
    if not may_try("sign-in", current_user.email):
        form.form_errors.append(too_many_tries())
        return render_template(template, form=form), 429
    if person_of(current_user.email, typed(form.current)) is None:
        form.current.errors = [_("The password is not right.")]
        return render_template(template, form=form), 422
    password_hash = passwords.hash_password(typed(form.password))
    with writing() as session:
        services.set_password(session, current_user.id, password_hash)
        sessions.sign_in(session, current_user.id)
    flash(_("Your new password is saved. Other devices are signed out."), "success")
    return redirect(url_for("accounts.profile"), 303)


@bp.get("/profile/firm")
@bp.post("/profile/firm")
@requires(Permission.OWN_ACCOUNT)
def edit_firm() -> ResponseReturnValue:
    """The data of the person's own firm; its NIT stays."""
    firm = queries.firm_of(reading(), current_user.id)
    if firm is None:
        abort(404)
    form = FirmForm.of_request(obj=firm, firm_name=firm.name)
    form.offer_activity(firm.ciiu)
    if request.method != "POST":
        return render_template("lms/accounts/firm.html", form=form, firm=firm)
    if not form.validate():
        return render_template("lms/accounts/firm.html", form=form, firm=firm), 422
    details = services.FirmDetails(
        name=typed(form.firm_name),
        department=typed(form.department),
        ciiu=form.ciiu.data or None,
        size=FirmSize(form.size.data),
        sector=Sector(form.sector.data) if form.sector.data else None,
    )
    with writing() as session:
        services.update_firm(session, firm.id, details)
    flash(_("The data of your firm are saved."), "success")
    return redirect(url_for("accounts.profile"), 303)


def _profile_page(form: ProfileForm) -> str:
    return render_template(
        "lms/accounts/profile.html",
        form=form,
        firm=queries.firm_of(reading(), current_user.id),
        departments=DEPARTMENTS,
        activities=ACTIVITIES,
        sizes=dict(SIZES),
        sectors=dict(SECTORS),
    )
