"""What holds for every request and every answer: CSRF check, security headers, safe redirects."""

from itertools import chain
from typing import Any
from urllib.parse import urlsplit

from flask import Flask, abort, request
from flask_babel import gettext as _
from werkzeug.middleware.proxy_fix import ProxyFix
from werkzeug.wrappers import Response

from lms.db import SAFE_METHODS
from lms.sessions import csrf_is_valid

_DIRECTIVES = (
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    "connect-src 'self'",
    "form-action 'self'",
    "frame-ancestors 'none'",
    "base-uri 'none'",
    "manifest-src 'self'",
)
CONTENT_SECURITY_POLICY = "; ".join(_DIRECTIVES)
MAX_ID = 2**31 - 1
"""PostgreSQL's integer; a larger number in an address names nothing."""
HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Frame-Options": "DENY",
}


def init_app(app: Flask) -> None:
    """Trust forwarded headers only from the configured number of proxies."""
    proxies = app.config["PROXIES"]
    if proxies:
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]
            app.wsgi_app, x_for=proxies, x_proto=proxies, x_host=proxies
        )
    app.url_value_preprocessor(refuse_impossible_ids)
    app.before_request(check_csrf)
    app.before_request(refuse_nul)
    app.after_request(add_headers)


def refuse_impossible_ids(_endpoint: str | None, values: dict[str, Any] | None) -> None:
    """Answer 404 to a number that no row can have, before the database is asked."""
    if any(isinstance(value, int) and value > MAX_ID for value in (values or {}).values()):
        abort(404)


def check_csrf() -> None:
    """Refuse an unsafe request whose body does not carry its browser's token."""
    if request.method not in SAFE_METHODS and not csrf_is_valid():
        abort(
            400,
            _("This form was open for too long or in another session. Go back and send it again."),
        )


def refuse_nul() -> None:
    """Refuse the one character that no keyboard types and PostgreSQL cannot keep."""
    sent = [*request.args.items(multi=True), *request.form.items(multi=True)]
    if any("\x00" in text for text in (request.path, *chain.from_iterable(sent))):
        abort(400)


def add_headers(response: Response) -> Response:
    """Set the security headers, and keep everything but static files out of shared caches."""
    if "Content-Security-Policy" in response.headers:  # an attachment brings a stricter one
        others = [pair for pair in HEADERS.items() if pair[0] != "Content-Security-Policy"]
        response.headers.extend(others)
    else:
        response.headers.extend(HEADERS)
    if request.is_secure:
        response.headers["Strict-Transport-Security"] = "max-age=31536000; includeSubDomains"
    if not request.path.startswith("/static/"):
        response.headers.setdefault("Cache-Control", "no-store")
        response.headers.add("Vary", "Cookie")
    return response


def as_attachment(content: bytes, name: str, media_type: str) -> Response:
    """A file that someone uploaded or that holds data: always saved, never shown or run."""
    response = Response(content, mimetype=media_type)
    response.headers.set("Content-Disposition", "attachment", filename=name)
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


def local_path(target: str | None) -> str | None:
    """The target if it is a path on this very site, else None; for `next=` and the like."""
    if not target or not target.startswith("/") or target.startswith(("//", "/\\")):
        return None
    if any(character in target for character in "\\\t\r\n\x00") or not target.isprintable():
        return None
    try:
        parts: Any = urlsplit(target)
    except ValueError:
        return None
    return target if not parts.scheme and not parts.netloc else None
