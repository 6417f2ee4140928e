"""The blueprint, and how every page finds the trainee's own place."""

from collections.abc import Iterator
from contextlib import contextmanager

from flask import Blueprint, abort, flash, redirect, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from courses.content import View, module_of
from courses.curriculum.schema import SECTORS, Language, Module
from courses.queries import Place, place_for
from courses.services import missing_modules
from lms import i18n
from lms.db import reading, writing

bp = Blueprint("courses", __name__, url_prefix="/learn", template_folder="../templates")


def language() -> Language:
    """The language of this request."""
    return "en" if i18n.language() == "en" else "es"


def view_of(place: Place) -> View:
    """For whom to render: the trainee's sector, or the one asked for in the address."""
    asked = request.args.get("sector", place.sector)
    return View(language(), next((one for one in SECTORS if one == asked), "general"))


def own_place(session: Session, enrolment_id: int, code: str) -> Place:
    """The signed-in trainee's place, or the page that says there is none."""
    place = place_for(session, current_user.id, enrolment_id, code)
    if place is None:
        abort(404)
    return place


def opened(enrolment_id: int, code: str) -> tuple[Place, Module]:
    """The place and its module for reading; sends a locked module back to its outline."""
    place = own_place(reading(), enrolment_id, code)
    module = module_of(reading(), place.version_id, place.module_sha)
    if missing_modules(reading(), place, module):
        abort(locked(place))
    return place, module


def locked(place: Place) -> Response:
    """Back to the outline, which says what comes first."""
    flash(_("Complete the earlier module first."), "warning")
    return redirect(base_url(place), 303)


@contextmanager
def own_writing(enrolment_id: int, code: str) -> Iterator[tuple[Session, Place]]:
    """A write transaction with the place loaded inside it."""
    with writing() as session:
        yield session, own_place(session, enrolment_id, code)


def base_url(place: Place) -> str:
    """The address of the module's outline; its pages are below it."""
    return url_for("courses.module", enrolment_id=place.enrolment_id, code=place.code)
