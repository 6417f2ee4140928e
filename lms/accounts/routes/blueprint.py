"""The blueprint, and what several pages of it share."""

import email.utils
from datetime import timedelta
from typing import Any

from flask import Blueprint, Response, current_app, request
from flask_babel import gettext as _
from stdnum.co import nit as nit_number

from lms import i18n, limits
from lms.accounts import passwords, queries, services
from lms.accounts.consent import ConsentText, consent_text
from lms.accounts.links import ExpiredLink, LinkRefused, UsedLink
from lms.accounts.models import FirmSize, Sector
from lms.db import database, reading, writing
from lms.learning.services import (
    AlreadyEnrolled,
    CohortClosed,
    CohortFull,
    ExpiredJoinCode,
    JoinRefused,
)

bp = Blueprint("accounts", __name__)
bp.add_app_template_filter(nit_number.format, "nit")
WINDOW = timedelta(minutes=15)
TRIES_OF_ACCOUNT = 10
TRIES_OF_ADDRESS = 50


@bp.app_template_global()
def contact_address() -> str:
    """The address that answers questions about personal data: the one mail comes from."""
    return email.utils.parseaddr(current_app.config["MAIL_FROM"])[1]


@bp.after_request
def keep_token(response: Response) -> Response:
    """Let no other address learn a mailed link's token from the page that it opened."""
    if "token" in (request.view_args or {}):
        response.headers["Referrer-Policy"] = "no-referrer"
    return response


def shown_consent() -> ConsentText:
    """The text to agree to, in the language of this page."""
    return consent_text(i18n.language(), contact_address())


def client_address() -> str:
    """Where the request comes from, as far as the trusted proxies tell."""
    return request.remote_addr or ""


def may_try(act: str, account: str) -> bool:
    """Count a try against an account and from an address; both must be within their limits."""
    by_account = limits.allow(database(), act, account, TRIES_OF_ACCOUNT, WINDOW)
    by_address = limits.allow(
        database(), f"{act}-address", client_address(), TRIES_OF_ADDRESS, WINDOW
    )
    return by_account and by_address


def person_of(account: str, password: str) -> int | None:
    """The id of the active person of this e-mail and password, in the same time for everyone."""
    found = queries.credentials(reading(), account)
    password_hash = found.password_hash if found else None
    if not passwords.verify(password_hash, password) or found is None or password_hash is None:
        return None
    if passwords.needs_rehash(password_hash):
        renewed = passwords.hash_password(password)
        with writing() as session:
            services.refresh_hash(session, found.user_id, password_hash, renewed)
    return found.user_id


def too_many_tries() -> str:
    """The sentence of a form that was sent too often."""
    return str(_("Too many tries. Wait 15 minutes and try again."))


def new_person(form: Any, account: str, password_hash: str) -> services.NewPerson:
    """The person that a form describes."""
    return services.NewPerson(
        email=account,
        password_hash=password_hash,
        given_names=form.given_names.data,
        first_surname=form.first_surname.data,
        second_surname=form.second_surname.data,
        certificate_name=form.certificate_name.data,
        language=form.language.data,
    )


def new_firm(form: Any) -> services.NewFirm | None:
    """The firm that a form describes, or None when it asks for none."""
    if "nit" not in form:
        return None
    return services.NewFirm(
        nit=nit_number.compact(form.nit.data),
        name=form.firm_name.data,
        department=form.department.data,
        ciiu=form.ciiu.data or None,
        size=FirmSize(form.size.data),
        sector=Sector(form.sector.data) if form.sector.data else None,
    )


def why_not_join(error: JoinRefused) -> str:
    """Why a seat cannot be had, in one sentence."""
    sentences = {
        ExpiredJoinCode: _("This code has expired. Ask your trainer for a new one."),
        CohortFull: _("This cohort is full. Ask your trainer for a place."),
        CohortClosed: _("This cohort is closed and takes no more people."),
        AlreadyEnrolled: _("You already have a place in this cohort."),
    }
    unknown = _("No cohort has this code. Check it with your trainer.")
    return str(sentences.get(type(error), unknown))


def why_not_open(error: LinkRefused) -> str:
    """Why a mailed link does not work, in one sentence."""
    sentences = {
        UsedLink: _("This link was already used. Each link works once."),
        ExpiredLink: _("This link has expired. Ask for a new one."),
    }
    unknown = _("This link is not valid. Copy it whole from the mail, or ask for a new one.")
    return str(sentences.get(type(error), unknown))
