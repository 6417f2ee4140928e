"""Error pages: one clear sentence in the visitor's language, a reference, no detail."""

import logging
import secrets
import traceback
from typing import cast

from flask import Flask, render_template
from flask_babel import gettext as _
from sqlalchemy.exc import DBAPIError
from werkzeug.exceptions import HTTPException, InternalServerError, SecurityError
from werkzeug.wrappers import Response

log = logging.getLogger("gateway")


def init_app(app: Flask) -> None:
    """Show every HTTP error, and every unexpected one, as a page."""
    app.register_error_handler(HTTPException, show)
    app.register_error_handler(Exception, show_unexpected)


def show(error: HTTPException) -> Response:
    """The page of an HTTP error; a sentence given to `abort` is shown as it is."""
    if error.response is not None:
        return cast(Response, error.response)
    code = error.code or 500
    title, sentence = _texts(code)
    own = error.description != type(error).description and not isinstance(error, SecurityError)
    told = error.description if own else None
    return _page(code, title, told or sentence, None)


def show_unexpected(error: Exception) -> Response:
    """Log an unexpected error under a reference and show the reference alone."""
    reference = secrets.token_hex(4)
    if isinstance(error, DBAPIError):  # a database quotes in its words what people typed
        place = "".join(traceback.format_tb(error.__traceback__))
        log.error("unexpected error %s: %s\n%s", reference, type(error).__name__, place)
    else:
        log.error("unexpected error %s", reference, exc_info=error)
    title, sentence = _texts(InternalServerError.code)
    try:
        return _page(500, title, sentence, reference)
    except Exception as second:  # the page itself needs what failed, for example the database
        log.error("the error page of %s failed too: %s", reference, type(second).__name__)
        return Response(f"{title} ({reference})", 500, mimetype="text/plain")


def _page(code: int, title: str, sentence: str, reference: str | None) -> Response:
    body = render_template(
        "lms/error.html", code=code, title=title, sentence=sentence, reference=reference
    )
    return Response(body, code, mimetype="text/html")


def _texts(code: int) -> tuple[str, str]:
    texts = {
        400: (_("We could not understand that"), _("Go back, check what you sent and try again.")),
        403: (_("You cannot open this page"), _("Your account does not have access to it.")),
        404: (_("Page not found"), _("The address is wrong, or the page is not yours to see.")),
        405: (_("That cannot be done here"), _("Go back and use the buttons of the page.")),
        413: (_("That is too large"), _("Send less at once: each file may have 10 MB.")),
        429: (_("Too many tries"), _("Wait some minutes and try again.")),
    }
    general = (_("Something failed on our side"), _("Nothing was saved. Try again in a minute."))
    return texts.get(code, general)
