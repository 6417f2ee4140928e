"""The yardstick: the least that Flask can answer."""

from flask import Flask


def application() -> Flask:
    """An application with one page of one word."""
    app = Flask("hello")
    app.add_url_rule("/", view_func=lambda: "hello")
    return app
