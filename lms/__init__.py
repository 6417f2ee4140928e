"""Gateway: the house that the guests (courses, trainer portal, certificates) are built into."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask import Flask
from flask_login import LoginManager

from lms import cli, db, errors, i18n, pages, permissions, security, sessions
from lms.areas import areas
from lms.config import load_config
from lms.events import EventBus
from lms.jobs import queue
from lms.plugin import Plugin, installed
from lms.storage import Storage
from lms.templating import Gateway


def create_app(
    config: Mapping[str, Any] | None = None, plugins: Sequence[Plugin] | None = None
) -> Flask:
    """Wire the house and its guests: the installed plugins, or exactly the given ones."""
    app = Gateway("lms")
    app.config.from_mapping(load_config(config))
    guests = installed() if plugins is None else tuple(plugins)
    everyone = (*areas(demo=app.config["DEMO"]), *guests)
    database = db.Database(app.config["DATABASE_URL"], synchronous=app.config["SQLITE_SYNCHRONOUS"])
    bus = EventBus()
    for plugin in everyone:
        for event_type, handler in plugin.subscriptions:
            bus.subscribe(event_type, handler)
    database.info |= {"events": bus, "base_url": app.config["BASE_URL"].rstrip("/")}
    app.extensions |= {"database": database, "storage": Storage(app.config["STORAGE_URL"])}
    app.extensions |= {"plugins": everyone}
    queue.init_app(app, everyone)
    app.session_interface = sessions.ServerSessions()
    login = LoginManager()
    login.session_protection = None
    login.request_loader(sessions.load_identity)
    login.init_app(app, add_context_processor=False)
    i18n.init_app(app, everyone)
    security.init_app(app)
    app.before_request(permissions.guard)
    app.teardown_appcontext(db.close_reading)
    errors.init_app(app)
    pages.init_app(app, everyone)
    cli.init_app(app, everyone)
    return app
