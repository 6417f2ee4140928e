"""Browser sessions kept on the server, so that signing out ends them everywhere at once.

The cookie is an opaque 256-bit token; the database holds its SHA-256. A visitor who is not signed
in has a token too, for the CSRF check, but no row. Flashed messages travel in a signed cookie of
their own, so that showing them writes nothing.
"""

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, cast

import sqlalchemy as sa
from flask import Flask, current_app, request
from flask import session as flask_session
from flask.sessions import SessionInterface, SessionMixin
from flask_login import UserMixin
from itsdangerous import BadSignature, URLSafeSerializer
from sqlalchemy.orm import Session
from werkzeug.wrappers import Request, Response

from lms.accounts.models import RoleGrant, User, WebSession
from lms.db import reading_connection, utcnow
from lms.permissions import Permission, Role, permissions_of

LIFE = timedelta(days=14)


@dataclass(frozen=True, eq=False)
class Identity(UserMixin):
    """The signed-in person, as much as every page needs."""

    id: int
    email: str
    display_name: str
    initials: str
    language: str
    firm_id: int | None
    roles: frozenset[Role]
    permissions: frozenset[Permission]


class BrowserSession(dict[str, Any], SessionMixin):
    """What Flask calls the session: flashed messages, the token and who it belongs to."""

    token: str | None = None
    identity: Identity | None = None
    had_messages = False
    token_is_new = False

    def __init__(self) -> None:
        self.csrf: dict[str, str] = {}
        """The CSRF token of the session token, kept for the forms of one page."""

    def new_token(self) -> str:
        """Replace the token, as every sign-in and sign-out must."""
        self.token = secrets.token_urlsafe(32)
        self.token_is_new = True
        return self.token


class ServerSessions(SessionInterface):
    """Opens and saves `BrowserSession`s."""

    def open_session(self, app: Flask, request: Request) -> BrowserSession:
        """The session of the request's cookie; static files have none."""
        session = BrowserSession()
        if request.path.startswith("/static/"):
            return session
        session.token = request.cookies.get(cookie_name(app))
        flashed = request.cookies.get("gateway-messages")
        if flashed:
            session.had_messages = True
            session["_flashes"] = _unsign(app, flashed)
        return session

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        """Set or clear the cookies that changed."""
        session = cast(BrowserSession, session)
        options: dict[str, Any] = {
            "secure": app.config["HTTPS"],
            "httponly": True,
            "samesite": "Lax",
            "path": "/",
        }
        if session.token_is_new and session.token:
            response.set_cookie(cookie_name(app), session.token, max_age=LIFE, **options)
        messages = session.get("_flashes")
        if messages:
            signed = _serializer(app).dumps(messages)
            response.set_cookie("gateway-messages", signed, max_age=300, **options)
        elif session.had_messages:
            response.delete_cookie("gateway-messages", **options)


def cookie_name(app: Flask) -> str:
    """The `__Host-` prefix ties the cookie to this host, but only https may set it."""
    return "__Host-gateway" if app.config["HTTPS"] else "gateway"


def browser_session() -> BrowserSession:
    """The request's session, by its own type."""
    found: BrowserSession = flask_session._get_current_object()  # type: ignore[attr-defined]
    return found


def load_identity(_request: Request) -> Identity | None:
    """The person this request's token signs in, for Flask-Login."""
    token = browser_session().token
    if not token:
        return None
    found = reading_connection().execute(_IDENTITY, {"token": _digest(token), "now": utcnow()})
    rows = found.all()
    if not rows:
        return None
    first = rows[0]
    roles = frozenset(row.role for row in rows if row.role is not None)
    return Identity(
        id=first.id,
        email=first.email,
        display_name=f"{first.given_names} {first.first_surname}",
        initials=f"{first.given_names[:1]}{first.first_surname[:1]}",
        language=first.language,
        firm_id=first.firm_id,
        roles=roles,
        permissions=permissions_of(roles),
    )


_person, _grant, _session = (model.__table__ for model in (User, RoleGrant, WebSession))
_IDENTITY = (
    sa.select(
        _person.c.id,
        _person.c.email,
        _person.c.given_names,
        _person.c.first_surname,
        _person.c.language,
        _person.c.firm_id,
        _grant.c.role,
    )
    .select_from(
        _person.join(_session, _session.c.user_id == _person.c.id).outerjoin(
            _grant, _grant.c.user_id == _person.c.id
        )
    )
    .where(
        _session.c.token_sha256 == sa.bindparam("token"),
        _session.c.expires_at > sa.bindparam("now"),
        _person.c.active,
    )
)


def sign_in(session: Session, user_id: int) -> None:
    """Start a new signed-in session; whatever token the browser had before is worth nothing."""
    end_session(session)
    now = utcnow()
    session.add(
        WebSession(
            token_sha256=_digest(browser_session().new_token()),
            user_id=user_id,
            created_at=now,
            expires_at=now + LIFE,
        )
    )


def sign_out(session: Session) -> None:
    """End this browser's session on the server and give the browser a new, anonymous token."""
    end_session(session)
    browser_session().new_token()


def end_session(session: Session) -> None:
    """Delete the row of this browser's token."""
    token = browser_session().token
    if token:
        session.execute(sa.delete(WebSession).filter_by(token_sha256=_digest(token)))


def csrf_token() -> str:
    """The token that this browser's forms must carry."""
    browser = browser_session()
    token = browser.token or browser.new_token()
    if token not in browser.csrf:
        key = current_app.config["SECRET_KEY"].encode()
        browser.csrf = {token: hmac.digest(key, b"csrf:" + token.encode(), "sha256").hex()}
    return browser.csrf[token]


def csrf_is_valid() -> bool:
    """Whether the body of this request carries this browser's token."""
    sent = request.form.get("csrf_token", "")
    known = browser_session().token is not None
    return known and hmac.compare_digest(sent.encode(), csrf_token().encode())


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _serializer(app: Flask) -> URLSafeSerializer:
    return URLSafeSerializer(app.config["SECRET_KEY"], salt="messages")


def _unsign(app: Flask, signed: str) -> list[tuple[str, str]]:
    try:
        messages = _serializer(app).loads(signed)
    except BadSignature:
        return []
    return [(category, text) for category, text in messages]
