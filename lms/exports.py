"""The one way out: rows as CSV and XLSX files that a spreadsheet opens without running anything."""

import csv
import io
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal
from zoneinfo import ZoneInfo

from lms.i18n import TIME_ZONE

Kind = Literal["text", "number", "date", "datetime"]
Cell = str | int | float | date | None
"""A datetime is a date too; it must be aware, and is written as the time in Colombia."""
Row = Mapping[str, Cell]

CSV = "text/csv"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

# What XML cannot hold, and what no name or title needs.
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
# Signs that start a formula, also in full width, after anything that a program may skip.
_FORMULA = re.compile("[\\s\u200b-\u200f\u2060\ufeff]*[=+\\-@＝＋－＠\t\r\n]")
_LONGEST = 32_767
"""Characters that a cell of a workbook takes."""
_FORMATS: Mapping[Kind, str] = {"date": "yyyy-mm-dd", "datetime": "yyyy-mm-dd hh:mm"}
_WIDTHS: Mapping[Kind, int] = {"text": 24, "number": 12, "date": 12, "datetime": 18}
_ZONE = ZoneInfo(TIME_ZONE)


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
            sheet.write_string(0, place, _text(column.label), heading)
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
        sheet.write_string(row, place, _text(cell))
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
        sheet.write_string(row, 0, _text(term), heading)
        sheet.write_string(row, 1, _text(text), wrapped)


def _text(text: str) -> str:
    return _UNPRINTABLE.sub("", text)[:_LONGEST]


def _local(moment: datetime) -> datetime:
    return moment.astimezone(_ZONE).replace(tzinfo=None)
