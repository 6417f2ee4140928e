"""Languages: which one a request gets, and dates and numbers as people write them there."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import flask_babel
from babel import Locale
from flask import Flask, request
from flask_login import current_user

if TYPE_CHECKING:
    from lms.plugin import Plugin

LANGUAGES = (("es", "Español"), ("en", "English"))
CODES = tuple(code for code, _name in LANGUAGES)
LOCALES = {"es": Locale("es", "CO"), "en": Locale("en", "CA")}
COOKIE = "gateway-lang"
TIME_ZONE = "America/Bogota"

babel = flask_babel.Babel()


def select_language() -> str:
    """The person's own choice, then the browser's cookie, then what it accepts, then Spanish."""
    if current_user and current_user.is_authenticated:
        return str(current_user.language)
    chosen = request.cookies.get(COOKIE)
    if chosen in CODES:
        return str(chosen)
    return request.accept_languages.best_match(CODES, default="es") or "es"


def language() -> str:
    """The language of this request, `es` or `en`; Spanish where there is no request."""
    locale = flask_babel.get_locale()
    return locale.language if locale and locale.language in CODES else "es"


def local(texts: Mapping[str, str]) -> str:
    """A localised text in the language of this request."""
    return texts[language()]


def init_app(app: Flask, plugins: "tuple[Plugin, ...]") -> None:
    """Join the catalogues of the house and of every plugin."""
    folders = [_translations(package) for package in dict.fromkeys(p.package for p in plugins)]
    babel.init_app(
        app,
        default_locale="es_CO",
        default_timezone=TIME_ZONE,
        default_translation_directories=";".join(folders),
        locale_selector=lambda: str(LOCALES[select_language()]),
    )
    app.jinja_env.filters["local"] = local
    app.jinja_env.filters["date"] = lambda value: flask_babel.format_date(value, "long")
    app.jinja_env.filters["datetime"] = lambda value: flask_babel.format_datetime(value, "short")
    app.jinja_env.filters["number"] = flask_babel.format_decimal


def _translations(package: str) -> str:
    module = __import__(package)
    return str(Path(str(module.__file__)).parent / "translations")
