"""The completion report: a page and two files that answer the same address."""

from collections.abc import Mapping
from datetime import datetime
from math import ceil
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from flask import Blueprint, abort, render_template, request, url_for
from flask_babel import format_date, format_decimal, format_percent
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from lms import exports
from lms.accounts.territory import DEPARTMENTS
from lms.db import reading
from lms.i18n import TIME_ZONE
from lms.permissions import Permission, requires
from lms.reports import files, queries
from lms.reports.forms import FilterForm, filter_form, problem, states
from lms.reports.values import Reference, State, Totals
from lms.security import as_attachment

bp = Blueprint("reports", __name__)


@bp.get("/reports/completion")
@requires(Permission.READ_REPORTS)
def completion() -> str:
    """Who completed which module: totals, departments, and the rows page by page."""
    session = reading()
    known, form = _asked()
    filters = form.filters()
    sums = queries.totals(session, filters)
    page, pages = form.page.data or 1, max(1, ceil(sums.rows / queries.PAGE))
    if page > pages:
        abort(404)
    kept = _kept()
    return render_template(
        "lms/reports/completion.html",
        form=form,
        filtered=any(name != "sort" for name in kept),
        sums=sums,
        totals=_totals(sums, show_rate=not filters.narrows_completion),
        departments=_departments(queries.by_department(session, filters), kept),
        lines=list(queries.lines(session, known, filters, form.sort.data, page)),
        page=page,
        pages=pages,
        previous=(_page_name(page - 1, pages), _link(request.path, kept, page=page - 1))
        if page > 1
        else None,
        next=(_page_name(page + 1, pages), _link(request.path, kept, page=page + 1))
        if page < pages
        else None,
        department_names=DEPARTMENTS,
        states=states(),
        day=format_date,
        tags={State.NOT_STARTED: "locked", State.IN_PROGRESS: "wait", State.COMPLETED: "done"},
        assignments=files.assignments(),
        definitions=files.definitions(),
        rules=files.rules(known),
        csv_url=_link(url_for(".completion_file", kind="csv"), kept),
        xlsx_url=_link(url_for(".completion_file", kind="xlsx"), kept),
    )


@bp.get("/reports/completion.<any(csv, xlsx):kind>")
@requires(Permission.READ_REPORTS)
def completion_file(kind: str) -> Response:
    """Every row of the report as a file, in the language of the request."""
    session = reading()
    known, form = _asked()
    filters = form.filters()
    rows = files.cells(queries.lines(session, known, filters, form.sort.data))
    today = datetime.now(ZoneInfo(TIME_ZONE)).date()
    stem = _("gateway-completion")
    name = f"{stem}-{today}.{kind}"
    if kind == "csv":
        return as_attachment(exports.csv_file(files.columns(), rows), name, exports.CSV)
    notes = files.notes(form, known, queries.totals(session, filters))
    content = exports.xlsx_file(_("Completion"), files.columns(), rows, notes)
    return as_attachment(content, name, exports.XLSX)


def _asked() -> tuple[Reference, FilterForm]:
    known = queries.reference(reading())
    form = filter_form(request.args, known)
    sentence = problem(form, request.args)
    if sentence:
        abort(400, sentence)
    return known, form


def _kept() -> dict[str, str]:
    return {name: value for name, value in request.args.items() if value and name != "page"}


def _link(path: str, kept: Mapping[str, str], **changes: object) -> str:
    return f"{path}?{urlencode({**kept, **changes})}".rstrip("?")


def _page_name(page: int, pages: int) -> str:
    return str(_("Page %(page)s of %(pages)s", page=page, pages=pages))


def _totals(sums: Totals, *, show_rate: bool) -> list[dict[str, str]]:
    rate = "–" if sums.rate is None or not show_rate else format_percent(sums.rate)
    told = _("completed: %(done)s of %(all)s", done=sums.completions, all=sums.rows)
    left_out = _("completion rate: choose no state and no period to see it")
    return [
        {"value": format_decimal(sums.people), "label": _("people")},
        {"value": format_decimal(sums.firms), "label": _("firms")},
        {"value": format_decimal(sums.completions), "label": _("modules completed")},
        {"value": rate, "label": told if show_rate else left_out},
    ]


def _departments(
    found: Mapping[str, Totals], kept: Mapping[str, str]
) -> list[dict[str, str | float]]:
    return [
        {
            "label": DEPARTMENTS.get(code, code),
            "value": found[code].rate or 0,
            "text": _("%(done)s of %(all)s", done=found[code].completions, all=found[code].rows),
            "url": _link(request.path, kept, department=code),
        }
        for code in sorted(found, key=[*DEPARTMENTS, *found].index)
    ]
