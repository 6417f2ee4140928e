"""Who may do what: one table, a decorator, and a guard that denies what declares nothing."""

from collections.abc import Callable, Collection, Mapping
from enum import StrEnum
from typing import Any, TypeVar

from flask import Flask, abort, current_app, redirect, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response


class Role(StrEnum):
    """What a person is here for; one person may hold several."""

    TRAINEE = "trainee"
    TRAINER = "trainer"
    REVIEWER = "reviewer"
    ADMINISTRATOR = "administrator"


class Permission(StrEnum):
    """What a page may ask of its visitor."""

    OWN_ACCOUNT = "Keep one's own profile and settings."
    LEARN = "Read lessons, answer quizzes and hand in assignments as an enrolled trainee."
    RUN_COHORTS = "Open cohorts and follow, mark and report on one's own people."
    READ_REPORTS = "Read completion reports of every cohort and take them away as files."
    READ_FACTS = "See the facts that lessons rely on and which of them are due for review."
    READ_REGISTER = "See every certificate that was issued and its state."
    REVOKE_CERTIFICATES = "Revoke a certificate, with a reason that the public can read."
    MANAGE_PEOPLE = "Invite people and give them roles."


ROLE_PERMISSIONS: Mapping[Role, frozenset[Permission]] = {
    Role.TRAINEE: frozenset({Permission.OWN_ACCOUNT, Permission.LEARN}),
    Role.TRAINER: frozenset(
        {Permission.OWN_ACCOUNT, Permission.RUN_COHORTS, Permission.READ_FACTS}
    ),
    Role.REVIEWER: frozenset(
        {
            Permission.OWN_ACCOUNT,
            Permission.READ_REPORTS,
            Permission.READ_FACTS,
            Permission.READ_REGISTER,
        }
    ),
    Role.ADMINISTRATOR: frozenset(
        {
            Permission.OWN_ACCOUNT,
            Permission.READ_REPORTS,
            Permission.READ_FACTS,
            Permission.READ_REGISTER,
            Permission.REVOKE_CERTIFICATES,
            Permission.MANAGE_PEOPLE,
        }
    ),
}

PUBLIC = "public"
_ACCESS = "gateway_access"
View = TypeVar("View", bound=Callable[..., Any])


def permissions_of(roles: Collection[Role]) -> frozenset[Permission]:
    """Everything that holders of these roles may do."""
    return frozenset().union(*(ROLE_PERMISSIONS[role] for role in roles))


def requires(permission: Permission) -> Callable[[View], View]:
    """Declare the permission that a view asks for."""

    def mark(view: View) -> View:
        setattr(view, _ACCESS, permission)
        return view

    return mark


def public(view: View) -> View:
    """Declare that anyone may open a view, signed in or not."""
    setattr(view, _ACCESS, PUBLIC)
    return view


def access_of(app: Flask, endpoint: str) -> Permission | str | None:
    """What the endpoint's view declares: a permission, `PUBLIC`, or nothing."""
    if endpoint == "static" or endpoint.endswith(".static"):
        return PUBLIC
    return getattr(app.view_functions[endpoint], _ACCESS, None)


def guard() -> Response | None:
    """Let a request in only if its view declares a permission that the visitor holds."""
    if request.endpoint is None:
        return None
    access = access_of(current_app, request.endpoint)
    if access == PUBLIC:
        return None
    if access is None:
        abort(403)
    if not current_user.is_authenticated:
        here = request.full_path.rstrip("?") if request.method == "GET" else None
        return redirect(url_for("accounts.sign_in", next=here))
    if access not in current_user.permissions:
        abort(403, _("Your account does not have access to this page."))
    return None
