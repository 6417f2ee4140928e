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
from lms.permissions import public
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
    """The accounts, in the order in which the road is walked."""
    names = {
        "trainee": _("Trainee of a firm in Pasto"),
        "trainer": _("Trainer in Nariño"),
        "other-trainer": _("Trainer in Cali, with other people"),
        "reviewer": _("Reviewer at TFO Canada"),
        "administrator": _("Administrator of the platform"),
    }
    return [
        DemoAccount(
            name=f"{account.person.given_names} {account.person.first_surname}",
            role=names[account.key],
            url=url_for("demo.enter", key=account.key),
        )
        for account in story.ACCOUNTS
    ]


@bp.post("/enter/<key>")
@public
def enter(key: str) -> Response:
    """Sign in as one of the demonstration's people."""
    found = [account for account in story.ACCOUNTS if account.key == key]
    if not found:
        abort(404)
    with writing() as session:
        email = found[0].person.email
        sign_in(session, session.scalars(sa.select(User.id).filter_by(email=email)).one())
    return redirect(url_for("core.home"), 303)
