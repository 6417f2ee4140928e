"""The one way out: rows as CSV and XLSX files that run nothing, pages as PDF that fetch nothing."""

import csv
import io
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from pathlib import Path
from threading import Lock
from typing import Any, Literal
from zoneinfo import ZoneInfo

from lms.i18n import TIME_ZONE

Kind = Literal["text", "number", "date", "datetime"]
Cell = str | int | float | date | None
"""A datetime is a date too; it must be aware, and is written as the time in Colombia."""
Row = Mapping[str, Cell]

CSV = "text/csv"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PDF = "application/pdf"
FONTS = Path(__file__).parent / "fonts"
"""The fonts that every PDF is set in: the same on a machine that has none."""

# What XML cannot hold, and what no name or title needs.
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
# Signs that start a formula, also in full width, after anything that a program may skip.
_FORMULA = re.compile("[\\s\u200b-\u200f\u2060\ufeff]*[=+\\-@＝＋－＠\t\r\n]")
_LONGEST = 32_767
"""Characters that a cell of a workbook takes."""
_FORMATS: Mapping[Kind, str] = {"date": "yyyy-mm-dd", "datetime": "yyyy-mm-dd hh:mm"}
_WIDTHS: Mapping[Kind, int] = {"text": 24, "number": 12, "date": 12, "datetime": 18}
_ZONE = ZoneInfo(TIME_ZONE)
_FACES = (
    ("Alegreya", 500, "Alegreya-Medium.ttf"),
    ("Alegreya Sans", 400, "AlegreyaSans-Regular.ttf"),
    ("Alegreya Sans", 700, "AlegreyaSans-Bold.ttf"),
)
_ASSETS = "asset:/"
_drawing = Lock()


class PangoMissing(RuntimeError):
    """The machine lacks Pango, which draws the text of every PDF."""


class ForbiddenAddress(ValueError):
    """A page that was to become a PDF asked for a file or an address."""


@dataclass(frozen=True)
class Column:
    """A column: the key of its cells, its heading and what its cells are."""

    key: str
    label: str
    kind: Kind = "text"


@dataclass(frozen=True)
class Notes:
    """A second sheet that says what the first one means: pairs of a term and its text."""

    title: str
    rows: Sequence[tuple[str, str]]


def csv_file(columns: Sequence[Column], rows: Iterable[Row]) -> bytes:
    """The rows with commas, in UTF-8 with the byte order mark by which Excel knows it.

    Whole, not streamed: a server with one thread per worker must hand it over at once. Text that
    a spreadsheet would run as a formula is made inert with an apostrophe in front (OWASP, *CSV
    Injection*).
    """
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow([inert(column.label) for column in columns])
    keys = [column.key for column in columns]
    writer.writerows([_csv_cell(row[key]) for key in keys] for row in rows)
    return out.getvalue().encode("utf-8-sig")


def _csv_cell(cell: Cell) -> Cell:
    if isinstance(cell, str):
        return inert(cell)
    if isinstance(cell, datetime):
        return _local(cell).isoformat(" ", "minutes")
    return cell


def inert(text: str) -> str:
    """The text without control characters, and with an apostrophe if it would be a formula."""
    clean = _UNPRINTABLE.sub("", text)
    return f"'{clean}" if _FORMULA.match(clean) else clean


def xlsx_file(
    title: str, columns: Sequence[Column], rows: Iterable[Row], notes: Notes | None = None
) -> bytes:
    """A workbook with real numbers and dates; text stays text, never a formula or a link.

    `title` names the sheet: 31 characters or fewer, without `[]:*?/\\`.
    """
    import xlsxwriter

    out = io.BytesIO()
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(out, options) as book:
        heading = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        formats = {kind: book.add_format({"num_format": form}) for kind, form in _FORMATS.items()}
        sheet = book.add_worksheet(title)
        sheet.freeze_panes(1, 0)
        for place, column in enumerate(columns):
            sheet.set_column(place, place, _WIDTHS[column.kind])
            sheet.write_string(0, place, clean(column.label), heading)
        last = 0
        for last, row in enumerate(rows, start=1):
            for place, column in enumerate(columns):
                _write(sheet, last, place, row[column.key], formats.get(column.kind))
        sheet.autofilter(0, 0, last, len(columns) - 1)
        if notes:
            _write_notes(book, notes, heading)
    return out.getvalue()


def _write(sheet: Any, row: int, place: int, cell: Cell, form: Any) -> None:
    if isinstance(cell, str):
        sheet.write_string(row, place, clean(cell))
    elif isinstance(cell, datetime):
        sheet.write_datetime(row, place, _local(cell), form)
    elif isinstance(cell, date):
        sheet.write_datetime(row, place, cell, form)
    elif cell is not None:
        sheet.write_number(row, place, cell)


def _write_notes(book: Any, notes: Notes, heading: Any) -> None:
    sheet = book.add_worksheet(notes.title)
    wrapped = book.add_format({"text_wrap": True, "valign": "top"})
    sheet.set_column(0, 0, 32)
    sheet.set_column(1, 1, 90)
    for row, (term, text) in enumerate(notes.rows):
        sheet.write_string(row, 0, clean(term), heading)
        sheet.write_string(row, 1, clean(text), wrapped)


def clean(text: str) -> str:
    """The text without control characters, cut to what a cell of a workbook takes."""
    return _UNPRINTABLE.sub("", text)[:_LONGEST]


def _local(moment: datetime) -> datetime:
    return moment.astimezone(_ZONE).replace(tzinfo=None)


def pdf_file(html: str, stylesheet: str) -> bytes:
    """One HTML page as a tagged PDF (PDF/UA-1) in the house's fonts; takes seconds.

    Language and title are those of the page, bookmarks its headings. The fonts are “Alegreya”
    (500) and “Alegreya Sans” (400 and 700). Raises PangoMissing, and ForbiddenAddress when the
    page asks for anything from outside. Call it outside of write transactions.
    """
    # One Pango font map serves all drawings and is not safe to use from two threads at once.
    with _drawing:
        return _press()(html, stylesheet)


@cache
def _press() -> Callable[[str, str], bytes]:
    """Load WeasyPrint and the fonts once: they cost over a second."""
    try:
        import weasyprint  # type: ignore[import-untyped]
        from weasyprint.text.fonts import FontConfiguration  # type: ignore[import-untyped]
        from weasyprint.urls import (  # type: ignore[import-untyped]
            FatalURLFetchingError,
            URLFetcher,
            URLFetcherResponse,
        )
    except OSError as error:
        raise PangoMissing(
            "PDF files need Pango: install libpango-1.0-0, libpangoft2-1.0-0 and "
            "libharfbuzz-subset0 (Debian), then start again."
        ) from error

    class FontsOnly(URLFetcher):  # type: ignore[misc]
        """Give the house's fonts from memory and refuse every other address."""

        def fetch(self, url: str, headers: object = None) -> Any:  # noqa: ARG002
            if url not in assets:
                raise ForbiddenAddress(url)
            return URLFetcherResponse(url, assets[url])

    assets = {f"{_ASSETS}{file}": (FONTS / file).read_bytes() for _, _, file in _FACES}
    fetcher, fonts = FontsOnly(fail_on_errors=True), FontConfiguration()
    faces = "".join(
        f'@font-face{{font-family:"{name}";font-weight:{weight};src:url({_ASSETS}{file})}}'
        for name, weight, file in _FACES
    )

    def draw(html: str, stylesheet: str) -> bytes:
        given = {"base_url": _ASSETS, "url_fetcher": fetcher}
        try:
            style = weasyprint.CSS(string=faces + stylesheet, font_config=fonts, **given)
            pdf: bytes = weasyprint.HTML(string=html, **given).write_pdf(
                stylesheets=[style], font_config=fonts, pdf_variant="pdf/ua-1"
            )
        except FatalURLFetchingError as error:
            # WeasyPrint derives it from BaseException, which would stop a worker.
            raise ForbiddenAddress(f"A page for PDF may fetch nothing: {error}") from error
        return pdf

    return draw
