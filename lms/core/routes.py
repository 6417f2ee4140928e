"""Pages that belong to nobody in particular: the front door, language, privacy, health."""

import sqlalchemy as sa
from flask import Blueprint, abort, current_app, redirect, render_template, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from lms.accounts.models import User
from lms.db import reading, writing
from lms.i18n import CODES, COOKIE
from lms.pages import YEAR, visible_nav
from lms.permissions import public
from lms.security import local_path

bp = Blueprint("core", __name__)


@bp.get("/")
@public
def home() -> str | Response:
    """The front page for visitors; for the signed-in, the first page that is theirs."""
    nav = visible_nav()
    if nav:
        return redirect(url_for(nav[0].endpoint))
    if current_user.is_authenticated:
        return redirect(url_for("accounts.profile"))
    accounts = current_app.extensions.get("demo_accounts")
    return render_template(
        "lms/landing.html",
        join_url=url_for("accounts.join"),
        demo_accounts=accounts() if accounts else None,
    )


@bp.post("/language")
@public
def language() -> Response:
    """Switch the language and stay on the page."""
    code = request.form.get("language", "")
    if code not in CODES:
        abort(400)
    if current_user.is_authenticated:
        with writing() as session:
            session.execute(sa.update(User).filter_by(id=current_user.id).values(language=code))
    response = redirect(local_path(request.form.get("next")) or url_for("core.home"), 303)
    response.set_cookie(
        COOKIE, code, max_age=YEAR, samesite="Lax", secure=current_app.config["HTTPS"]
    )
    return response


@bp.get("/privacy")
@public
def privacy() -> str:
    """What is kept about people, why, and their rights."""
    return render_template("lms/core/privacy.html")


@bp.get("/healthz")
@public
def healthz() -> Response:
    """Whether the process answers and reaches its database."""
    reading().execute(sa.text("SELECT 1"))
    return Response("ok", mimetype="text/plain")
