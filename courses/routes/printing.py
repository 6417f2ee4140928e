"""Modules on paper: the workbook of a trainee, and everything a trainer prints."""

from collections.abc import Callable
from datetime import timedelta
from itertools import groupby

from flask import abort, current_app, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from courses.calculators.drawing import draw_worksheet
from courses.content import HasContent, module_of, register_of
from courses.curriculum.labels import SECTOR_NAMES
from courses.curriculum.schema import LANGUAGES, SECTORS, Language, Localized, Sector
from courses.printing.edition import Edition
from courses.printing.keeping import draw, kept
from courses.printing.pack import pack
from courses.printing.workbook import workbook
from courses.queries.printing import Printable, printable_for, printables, programme_title
from courses.routes.base import bp, language, opened, view_of
from courses.routes.reading import PATH
from lms import limits
from lms.db import close_reading, database, reading
from lms.exports import PDF, PangoMissing
from lms.permissions import Permission, requires
from lms.security import as_attachment
from lms.storage import Storage

DRAWN, PER = 12, timedelta(minutes=10)
"""Files that one person may have drawn; those that were drawn before are not counted."""
PRINTABLE = "/packs/<programme_code>/<code>"


@bp.get(f"{PATH}/workbook")
@requires(Permission.LEARN)
def own_workbook(enrolment_id: int, code: str) -> Response:
    """A module of one's own as a workbook, in the language of the page and for one's sector."""
    place, _module = opened(enrolment_id, code)
    view = view_of(place)
    title = programme_title(reading(), place.programme_id)
    return _file("workbook", workbook, _edition(place, title, view.language, view.sector))


@bp.get("/packs")
@requires(Permission.RUN_COHORTS)
def packs() -> str:
    """Every module with its session pack and its workbook, in both languages."""
    found = groupby(printables(reading(), current_user.id), lambda one: one.programme_code)
    programmes = [list(modules) for _code, modules in found]
    return render_template(
        "courses/packs.html",
        programmes=programmes,
        printed_in=LANGUAGES,
        sectors=SECTOR_NAMES[language()],
        sector=_sector(),
        address=_address,
    )


@bp.get(f"{PRINTABLE}/session")
@requires(Permission.RUN_COHORTS)
def session_pack(programme_code: str, code: str) -> Response:
    """Everything for the live session of a module; not for those who still learn it."""
    found = _found(programme_code, code)
    if found.learning:
        abort(404)
    return _file("pack", pack, _asked(found))


@bp.get(f"{PRINTABLE}/workbook")
@requires(Permission.RUN_COHORTS)
def printed_workbook(programme_code: str, code: str) -> Response:
    """The workbook of a module, to print for those who have no connection."""
    return _file("workbook", workbook, _asked(_found(programme_code, code)))


def _address(kind: str, module: Printable, lang: Language) -> str:
    return url_for(
        f"courses.{kind}",
        programme_code=module.programme_code,
        code=module.code,
        lang=lang,
        sector=_sector(),
    )


def _found(programme_code: str, code: str) -> Printable:
    found = printable_for(reading(), current_user.id, programme_code, code)
    if found is None:
        abort(404)
    return found


def _asked(found: Printable) -> Edition:
    asked = request.args.get("lang", language())
    lang = next((one for one in LANGUAGES if one == asked), language())
    return _edition(found, found.programme_title, lang, _sector())


def _sector() -> Sector:
    asked = request.args.get("sector")
    return next((one for one in SECTORS if one == asked), "general")


def _edition(content: HasContent, title: dict[str, str], lang: Language, sector: Sector) -> Edition:
    register = register_of(reading(), content.programme_id, content.register_sha)
    return Edition(
        programme=Localized(**title),
        module=module_of(reading(), content.version_id, content.module_sha),
        register=register,
        language=lang,
        sector=sector,
        calculator=lambda calculator_id: draw_worksheet(calculator_id, register, lang),
    )


def _file(kind: str, make: Callable[[Edition], str], edition: Edition) -> Response:
    """The PDF, drawn now unless it was before; no transaction is open meanwhile."""
    storage: Storage = current_app.extensions["storage"]
    html = make(edition)
    close_reading()
    content = kept(storage, html)
    if content is None:
        if not limits.allow(database(), "print", str(current_user.id), DRAWN, PER):
            abort(429, _("You asked for many new files at once. Try again in ten minutes."))
        try:
            content = draw(storage, html)
        except PangoMissing as error:
            current_app.logger.error(str(error))
            abort(503, _("The PDF cannot be made at the moment."))
    return as_attachment(content, edition.file_name(kind), PDF)
