"""The cells of a table to fill in: what was typed, what it means, and what is wrong with it."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date

import flask_babel

from courses.curriculum.schema import Column, Language
from courses.sections import column_of
from lms.assignments.answers import ROW, Row, is_blank_row
from lms.assignments.numbers import NotANumber, decimal_text, number, number_text, read_number
from lms.assignments.showing import computed, result_text

_: Callable[..., str] = flask_babel.gettext
ngettext: Callable[..., str] = flask_babel.ngettext

CELL_LIMIT = 2_000
"""Characters of one cell, as its form sends them."""
FIRST_YEAR = 1900
"""Spreadsheets know no earlier dates."""
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


@dataclass
class Cell:
    """One field of a row; `text` is as typed, or as the page shows what is kept."""

    column: Column
    name: str
    label: str
    language: Language
    text: str = ""
    error: str = ""
    options: list[tuple[str, str]] = field(default_factory=list)
    """Of a choice: the value and the words of each."""

    @property
    def typed(self) -> bool:
        """Whether it is for the trainee to fill in: what a formula says is not."""
        return not self.column.formula

    @property
    def required(self) -> bool:
        """Whether a row without it is not whole."""
        return self.typed and not self.column.optional

    @property
    def blank(self) -> bool:
        """Whether nothing was typed or chosen."""
        return not self.text.strip()

    @property
    def kind(self) -> str:
        """The type of its field; a browser would hide what is no date from a date field."""
        if self.column.type == "date" and (self.blank or self.date() is not None):
            return "date"
        return "area" if self.column.type == "text" else "line"

    def date(self) -> date | None:
        """The day, if it is one."""
        if not _DATE.fullmatch(self.text.strip()):
            return None
        try:
            day = date.fromisoformat(self.text.strip())
        except ValueError:
            return None
        return day if day.year >= FIRST_YEAR else None

    def kept(self) -> str:
        """What is stored: a number in plain digits, or whatever was typed instead of one."""
        text = self.text.replace("\r\n", "\n").strip()
        if self.column.type == "number" and text:
            try:
                return read_number(text, self.language)
            except NotANumber:
                return text
        return text

    def too_long(self) -> str:
        """What to say if it holds more than is kept."""
        over = len(self.text) - CELL_LIMIT
        if over <= 0:
            return ""
        return ngettext("shorten it by %(num)s character", "shorten it by %(num)s characters", over)

    def fault(self) -> str:
        """What to say if it is not what its column holds."""
        if self.blank or not self.typed:
            return ""
        if self.column.type == "number" and number(self.kept()) is None:
            return _("write a number, such as %(example)s", example=_example(self.language))
        if self.column.type == "date" and self.date() is None:
            return _("write a date as year-month-day, such as 2026-11-24")
        return ""


def _example(language: Language) -> str:
    value = number("1234.5")
    return decimal_text(value, language) if value is not None else ""


@dataclass
class Line:
    """A row of the table as its form shows it; `name` is where it stands in the page."""

    name: str
    label: str
    cells: list[Cell]
    row_id: str = ""
    """Of a row that is given."""

    @property
    def blank(self) -> bool:
        """Whether nothing was typed."""
        return all(cell.blank for cell in self.cells if cell.typed)

    @property
    def missing(self) -> list[Cell]:
        """The cells without which the row is not whole."""
        return [cell for cell in self.cells if cell.required and cell.blank]

    def kept(self) -> Row | None:
        """What is stored of the row; nothing if it is blank."""
        row = {cell.column.id: cell.kept() for cell in self.cells if cell.typed}
        if is_blank_row(row):
            return None
        return {ROW: self.row_id, **row} if self.row_id else row

    def compute(self) -> None:
        """Fill in what the formulas say."""
        results = computed(
            [column_of(cell.column) for cell in self.cells],
            {cell.column.id: cell.kept() for cell in self.cells if cell.typed},
        )
        for cell in self.cells:
            if not cell.typed:
                cell.text = result_text(results[cell.column.id], cell.language)


def cell_of(column: Column, name: str, language: Language) -> Cell:
    """An empty cell of a column."""
    options = [(str(at), option[language]) for at, option in enumerate(column.options, 1)]
    return Cell(column, name, column.label[language], language, options=options)


def shown_as(column: Column, kept: str, language: Language) -> str:
    """What a field shows of a kept cell."""
    return number_text(kept, language) if column.type == "number" else kept


def read_as(column: Column, sent: str) -> str:
    """What a field sent, without what its page never offered."""
    if column.type == "choice":
        return sent if sent in {str(at) for at, _one in enumerate(column.options, 1)} else ""
    return sent
