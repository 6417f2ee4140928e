"""What every page is drawn with: blueprints, navigation, template globals, versioned assets."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from flask import Flask, current_app, request, url_for
from flask_login import current_user
from sqlalchemy.orm import Session

from lms import i18n
from lms.plugin import Link, NavItem, Plugin
from lms.sessions import csrf_token

STATIC = Path(__file__).parent / "static"
YEAR = 31_536_000
"""Seconds."""


@dataclass(frozen=True)
class NavLink:
    """A navigation entry as the page shows it."""

    label: str
    url: str
    active: bool


def init_app(app: Flask, plugins: Sequence[Plugin]) -> None:
    """Register the plugins' pages and give templates what they all use."""
    for plugin in plugins:
        for blueprint in plugin.blueprints:
            app.register_blueprint(blueprint)
    app.config["SEND_FILE_MAX_AGE_DEFAULT"] = YEAR  # every asset address carries its content hash
    app.jinja_env.globals.update(csrf_token=csrf_token, asset=asset, nav_items=nav_items)
    app.context_processor(page_context)
    items = [item for plugin in plugins for item in plugin.nav]
    app.extensions["nav"] = tuple(sorted(items, key=lambda item: item.order))
    app.extensions["nav_links"] = {}
    public_check = "certificates.lookup"
    known = public_check in app.view_functions
    app.extensions["verify_url"] = app.url_map.bind("").build(public_check) if known else None


def page_context() -> dict[str, Any]:
    """What `base.html` reads besides its blocks."""
    return {
        "lang": i18n.language(),
        "languages": i18n.LANGUAGES,
        "request_path": request.full_path.rstrip("?"),
        "demo": current_app.config["DEMO"],
        "current_user": current_user._get_current_object(),
        "verify_url": current_app.extensions["verify_url"],
    }


def visible_nav() -> list[NavItem]:
    """The navigation entries that this visitor may follow, in order."""
    if not current_user.is_authenticated:
        return []
    items: tuple[NavItem, ...] = current_app.extensions["nav"]
    return [item for item in items if item.permission in current_user.permissions]


def nav_items() -> list[NavLink]:
    """The main navigation of this page."""
    links: dict[str, list[tuple[NavItem, NavLink, NavLink]]]
    links = current_app.extensions["nav_links"]
    user, language = current_user._get_current_object(), i18n.language()
    if not user.is_authenticated:
        return []
    if language not in links:
        links[language] = [_nav_links(item) for item in current_app.extensions["nav"]]
    here = f"{request.path}/"
    return [
        active if here.startswith(f"{active.url}/") else passive
        for item, passive, active in links[language]
        if item.permission in user.permissions
    ]


def _nav_links(item: NavItem) -> tuple[NavItem, NavLink, NavLink]:
    label, url = str(item.label), url_for(item.endpoint)
    return item, NavLink(label, url, active=False), NavLink(label, url, active=True)


def completion_links(session: Session, completion_id: int) -> list[Link]:
    """What the plugins offer beside a completed module, for example its certificate."""
    plugins: tuple[Plugin, ...] = current_app.extensions["plugins"]
    offered = [plugin.completion_link for plugin in plugins if plugin.completion_link]
    found = [offer(session, completion_id) for offer in offered]
    return [link for link in found if link]


@cache
def asset(name: str) -> str:
    """The address of a static file, with a hash of its content so that it can be kept for ever."""
    digest = hashlib.sha256((STATIC / name).read_bytes()).hexdigest()[:12]
    return f"/static/{name}?v={digest}"
