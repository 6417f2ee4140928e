"""Coming in by a cohort's join code, with a new account or one's own."""

from flask import current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from lms import i18n, limits, sessions
from lms.accounts import joining, passwords, queries
from lms.accounts.forms import FIRM_FIELDS, JoinCodeForm, JoinForm, SignUpForm, typed, without
from lms.accounts.routes.blueprint import (
    WINDOW,
    bp,
    client_address,
    new_firm,
    new_person,
    shown_consent,
    too_many_tries,
    why_not_join,
)
from lms.accounts.services import EmailTaken
from lms.db import database, reading, utcnow, writing
from lms.learning.models import Cohort
from lms.learning.queries import cohort_by_code
from lms.learning.services import AlreadyEnrolled, JoinRefused, UnknownJoinCode, check_joinable
from lms.permissions import public

WRONG_TRIES = 20
"""Wrong codes, and sign-ups with a taken address, per `WINDOW` and network address.

Right ones are not counted: a whole class joins from one address.
"""
CODE_GUESS = "join-code"
TAKEN = "sign-up-taken"


@bp.get("/join")
@bp.post("/join")
@public
def join() -> ResponseReturnValue:
    """Type a cohort's code, or bring it in `?code=`, and go on to its page."""
    form = JoinCodeForm.of_request(code=request.args.get("code"))
    if request.method != "POST" and not typed(form.code):
        return render_template("lms/accounts/join.html", form=form)
    if not form.validate():
        return render_template("lms/accounts/join.html", form=form), 422
    try:
        cohort = _cohort(typed(form.code))
    except JoinRefused as error:
        return _refused(typed(form.code), error)
    return redirect(url_for("accounts.sign_up", code=cohort.join_code), 303)


@bp.get("/join/<code>")
@bp.post("/join/<code>")
@public
def sign_up(code: str) -> ResponseReturnValue:
    """Join the cohort of the code: with one's account when signed in, else with a new one."""
    try:
        cohort = _cohort(code)
        if current_user.is_authenticated:
            return _join_signed_in(cohort)
        return _sign_up(cohort)
    except JoinRefused as error:
        return _refused_with_what_was_typed(code, error) or _refused(code, error)


def _sign_up(cohort: Cohort) -> ResponseReturnValue:
    """Open an account and a seat at once, so that the next page is the first lesson.

    This answers differently for an address that has an account, since the account of the happy
    path works at once, without a detour through the mailbox. The refusal says no more than that
    the account cannot be opened, needs a valid join code, is limited per network address, and the
    owner of the address is told by mail.
    """
    form = SignUpForm.of_request(language=i18n.language())
    if request.method != "POST":
        return _sign_up_page(form, cohort)
    if not form.validate():
        return _sign_up_page(form, cohort), 422
    if limits.spent(database(), TAKEN, client_address(), WRONG_TRIES, WINDOW):
        form.form_errors.append(too_many_tries())
        return _sign_up_page(form, cohort), 429
    person = new_person(form, typed(form.email), passwords.hash_password(typed(form.password)))
    firm = new_firm(form)
    assert firm is not None  # noqa: S101 — the form always asks for it
    try:
        with writing() as session:
            user = joining.sign_up(session, cohort.join_code, person, firm, shown_consent())
            sessions.sign_in(session, user.id)
    except EmailTaken:
        limits.allow(database(), TAKEN, client_address(), WRONG_TRIES, WINDOW)
        with writing() as session:
            joining.tell_owner(session, current_app.config["BASE_URL"], typed(form.email))
        form.form_errors.append(
            _(
                "We could not open an account with these data. If you already have an account, "
                "sign in and join from there."
            )
        )
        return _sign_up_page(form, _cohort(cohort.join_code)), 422
    return redirect(url_for("core.home"), 303)


def _join_signed_in(cohort: Cohort) -> ResponseReturnValue:
    if queries.is_enrolled(reading(), cohort.id, current_user.id):
        raise AlreadyEnrolled
    form = JoinForm.of_request()
    if current_user.firm_id is not None:
        without(form, *FIRM_FIELDS)
    if request.method != "POST":
        return _join_page(form, cohort)
    if not form.validate():
        return _join_page(form, cohort), 422
    with writing() as session:
        joining.join(session, cohort.join_code, current_user.id, new_firm(form))
    flash(_("You joined the cohort %(name)s.", name=cohort.name), "success")
    return redirect(url_for("core.home"), 303)


def _cohort(code: str) -> Cohort:
    """The cohort that can be joined by the code; wrong codes are counted per network address."""
    if limits.spent(database(), CODE_GUESS, client_address(), WRONG_TRIES, WINDOW):
        raise _TooManyGuesses
    session = reading()
    try:
        return check_joinable(session, cohort_by_code(session, code), utcnow())
    except UnknownJoinCode:
        limits.allow(database(), CODE_GUESS, client_address(), WRONG_TRIES, WINDOW)
        raise


class _TooManyGuesses(JoinRefused):
    pass


def _refused(code: str, error: JoinRefused) -> ResponseReturnValue:
    guessed = isinstance(error, _TooManyGuesses)
    form = JoinCodeForm(code=code)
    form.code.errors = [too_many_tries() if guessed else why_not_join(error)]
    return render_template("lms/accounts/join.html", form=form), 429 if guessed else 422


def _refused_with_what_was_typed(code: str, error: JoinRefused) -> ResponseReturnValue | None:
    """The filled-in form again, when the cohort was lost while a new person was typing."""
    cohort = cohort_by_code(reading(), code)
    if cohort is None or request.method != "POST" or current_user.is_authenticated:
        return None
    form = SignUpForm.of_request()
    form.form_errors.append(why_not_join(error))
    return _sign_up_page(form, cohort), 422


def _sign_up_page(form: SignUpForm, cohort: Cohort) -> str:
    return render_template(
        "lms/accounts/sign_up.html",
        form=form,
        cohort=cohort,
        trainer=queries.lead_trainer(reading(), cohort.id),
        consent=shown_consent().paragraphs,
    )


def _join_page(form: JoinForm, cohort: Cohort) -> str:
    trainer = queries.lead_trainer(reading(), cohort.id)
    return render_template("lms/accounts/join_mine.html", form=form, cohort=cohort, trainer=trainer)
