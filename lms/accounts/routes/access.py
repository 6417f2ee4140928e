"""Signing in and out, and the way back in for who forgot the password."""

from flask import flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from lms import sessions
from lms.accounts import links, passwords
from lms.accounts.forms import ForgotForm, ResetForm, SignInForm, typed
from lms.accounts.models import TokenPurpose, User
from lms.accounts.routes.blueprint import bp, may_try, person_of, too_many_tries, why_not_open
from lms.db import reading, writing
from lms.permissions import public
from lms.security import local_path


@bp.get("/sign-in")
@bp.post("/sign-in")
@public
def sign_in() -> ResponseReturnValue:
    """Start a session; unknown address and wrong password get the same answer in the same time."""
    target = local_path(request.values.get("next")) or url_for("core.home")
    form = SignInForm.of_request()
    if request.method != "POST":
        if current_user.is_authenticated:
            return redirect(target)
        return render_template("lms/accounts/sign_in.html", form=form)
    if not form.validate():
        return render_template("lms/accounts/sign_in.html", form=form), 422
    if not may_try("sign-in", typed(form.email)):
        form.form_errors.append(too_many_tries())
        return render_template("lms/accounts/sign_in.html", form=form), 429
    user_id = person_of(typed(form.email), typed(form.password))
    if user_id is None:
        form.form_errors.append(_("The e-mail or the password is not right."))
        return render_template("lms/accounts/sign_in.html", form=form), 422
    with writing() as session:
        sessions.sign_in(session, user_id)
    return redirect(target, 303)


@bp.post("/sign-out")
@public
def sign_out() -> ResponseReturnValue:
    """End this browser's session and have the browser forget the pages it kept."""
    with writing() as session:
        sessions.sign_out(session)
    response = make_response(redirect(url_for("core.home"), 303))
    response.headers["Clear-Site-Data"] = '"cache"'
    return response


@bp.get("/forgot")
@bp.post("/forgot")
@public
def forgot() -> ResponseReturnValue:
    """Have a reset link mailed; the answer does not tell whether the address has an account."""
    form = ForgotForm.of_request()
    if request.method != "POST":
        return render_template("lms/accounts/forgot.html", form=form)
    if not form.validate():
        return render_template("lms/accounts/forgot.html", form=form), 422
    if not may_try("forgot", typed(form.email)):
        form.form_errors.append(too_many_tries())
        return render_template("lms/accounts/forgot.html", form=form), 429
    with writing() as session:
        links.ask_for_reset(session, typed(form.email))
    flash(
        _(
            "If this address has an account, a mail with a link is on its way. "
            "It works for 2 hours."
        ),
        "success",
    )
    return redirect(url_for("accounts.sign_in"), 303)


@bp.get("/reset/<token>")
@bp.post("/reset/<token>")
@public
def reset(token: str) -> ResponseReturnValue:
    """Set a new password by a mailed link, which then is used up."""
    try:
        link = links.find_link(reading(), TokenPurpose.RESET, token)
        form = ResetForm.of_request()
        form.own_words = _words_of(link.user_id)
        if request.method != "POST":
            return render_template("lms/accounts/reset.html", form=form)
        if not form.validate():
            return render_template("lms/accounts/reset.html", form=form), 422
        password_hash = passwords.hash_password(typed(form.password))
        with writing() as session:
            links.reset_password(session, token, password_hash)
    except links.LinkRefused as error:
        page = render_template(
            "lms/accounts/link_refused.html",
            sentence=why_not_open(error),
            action_url=url_for("accounts.forgot"),
            action_label=_("Ask for a new link"),
        )
        return page, 410
    flash(_("Your new password is saved. Sign in with it."), "success")
    return redirect(url_for("accounts.sign_in"), 303)


def _words_of(user_id: int | None) -> tuple[str, ...]:
    user = reading().get(User, user_id) if user_id is not None else None
    return (user.email, user.full_name) if user else ()
