"""The demonstration's one-click accounts."""

from dataclasses import dataclass

import sqlalchemy as sa
from flask import Blueprint, abort, redirect, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from lms.accounts.models import User
from lms.db import writing
from lms.demo import story
from lms.demo.outbox import outbox
from lms.permissions import Role, public
from lms.sessions import sign_in

bp = Blueprint("demo", __name__, url_prefix="/demo")
bp.get("/outbox")(outbox)


@dataclass(frozen=True)
class DemoAccount:
    """A button of the front page."""

    name: str
    role: str
    url: str


def accounts() -> list[DemoAccount]:
    """One account per role, in the order in which the road is walked."""
    names = {
        Role.TRAINEE: _("Trainee of a firm in Pasto"),
        Role.TRAINER: _("Trainer in Nariño"),
        Role.REVIEWER: _("Reviewer at TFO Canada"),
        Role.ADMINISTRATOR: _("Administrator"),
    }
    return [
        DemoAccount(
            name=f"{account.person.given_names} {account.person.first_surname}",
            role=names[account.role],
            url=url_for("demo.enter", role=account.role.value),
        )
        for account in story.ACCOUNTS
    ]


@bp.post("/enter/<role>")
@public
def enter(role: str) -> Response:
    """Sign in as the demonstration's person of this role."""
    found = [account for account in story.ACCOUNTS if account.role == role]
    if not found:
        abort(404)
    with writing() as session:
        email = found[0].person.email
        sign_in(session, session.scalars(sa.select(User.id).filter_by(email=email)).one())
    return redirect(url_for("core.home"), 303)
