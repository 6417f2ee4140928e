"""A table of an assignment as one field of its form: rows of cells, each with its own name."""

from collections.abc import Callable, Iterator
from typing import Any

import flask_babel
from wtforms import Field
from wtforms.utils import unset_value

from courses.cells import Cell, Line, cell_of, read_as, shown_as
from courses.curriculum.schema import Language, Section
from courses.sections import column_of
from lms.assignments.answers import ROW, Row, rows_of
from lms.forms import REQUIRED, Form

_: Callable[..., str] = flask_babel.gettext
ngettext: Callable[..., str] = flask_babel.ngettext

TABLE_LIMIT = 40_000
"""Characters of all cells of a table."""
SPARE = 3
"""Empty rows after the filled ones."""
MORE = 5
"""Rows that “Add rows” adds."""
NAMED = 3
"""Incomplete rows that are named one by one."""


class At(str):
    """A message that names the element it is about; `whole` if that stands for the table."""

    target: str
    whole: bool

    def __new__(cls, text: str, target: str, *, whole: bool = False) -> "At":
        """Join the words with the id of the element."""
        message = super().__new__(cls, text)
        message.target, message.whole = target, whole
        return message


class TableField(Field):
    """The rows of a table; its messages say in which cell they are about something."""

    def __init__(
        self, label: str, section: Section, language: Language, *, whole: bool, **kwargs: Any
    ) -> None:
        super().__init__(label, **kwargs)
        self.section = section
        self.language = language
        self.whole = whole
        """Whether it must be filled in to be valid."""
        self.lines: list[Line] = []

    def process(self, formdata: Any, data: Any = unset_value, extra_filters: object = None) -> None:
        """Read the cells that were sent, or show the rows that are kept."""
        del extra_filters
        self.process_errors: list[str] = []
        if formdata is not None:
            self._read(formdata)
        else:
            self._show([] if data is unset_value or not data else data)
        for line in self.lines:
            line.compute()

    @property
    def answer(self) -> list[Row]:
        """The rows that hold something, as they are stored."""
        rows = (line.kept() for line in self.lines)
        return [row for row in rows if row is not None]

    @property
    def notes(self) -> list[At]:
        """What is wrong with the table as a whole."""
        return [told for told in self.errors if isinstance(told, At) and told.whole]

    @property
    def may_grow(self) -> bool:
        """Whether there could be further rows."""
        return len(self.lines) < self.section.max_rows

    def show_rows(self, count: int) -> None:
        """Have at least so many rows, as far as the table takes them."""
        for at in range(len(self.lines) + 1, min(count, self.section.max_rows) + 1):
            self.lines.append(self._line(str(at), _("Row %(n)s", n=at)))

    def pre_validate(self, form: Form) -> None:  # type: ignore[override]
        """Ask for what handing in asks for."""
        del form
        self.errors = [*self._too_long(), *self._faults()]
        if self.whole:
            self.errors += self._incomplete()

    def keepable(self, *, strict: bool) -> bool:
        """Whether the rows can be kept as a draft; a strict one keeps no wrong number or date."""
        self.errors = [*self._too_long(), *(self._faults() if strict else ())]
        return not self.errors

    def _read(self, formdata: Any) -> None:
        if self.section.rows:
            self._given()
        else:
            sent = [at for at in range(1, self.section.max_rows + 1) if self._sent(formdata, at)]
            self.show_rows(max(sent, default=SPARE))
        for line in self.lines:
            for cell in line.cells:
                cell.text = read_as(cell.column, formdata.get(cell.name, ""))

    def _sent(self, formdata: Any, at: int) -> bool:
        line = self._line(str(at), "")
        return any(cell.name in formdata for cell in line.cells)

    def _show(self, data: Any) -> None:
        rows = rows_of([column_of(column) for column in self.section.columns], data)
        if self.section.rows:
            self._given()
            kept = {row.get(ROW, self.section.rows[0].id): row for row in rows}
            pairs = [(line, kept.get(line.row_id, {})) for line in self.lines]
        else:
            self.show_rows(len(rows) + SPARE)
            pairs = list(zip(self.lines, rows, strict=False))
        for line, row in pairs:
            for cell in line.cells:
                cell.text = shown_as(cell.column, row.get(cell.column.id, ""), self.language)

    def _given(self) -> None:
        self.lines = [
            self._line(row.id, row.label[self.language], row.id) for row in self.section.rows
        ]

    def _line(self, key: str, label: str, row_id: str = "") -> Line:
        name = f"{self.name}.{key}"
        cells = [
            cell_of(column, f"{name}.{column.id}", self.language) for column in self.section.columns
        ]
        return Line(name, label, cells, row_id)

    def _cells(self) -> Iterator[tuple[Line, Cell]]:
        return ((line, cell) for line in self.lines for cell in line.cells if cell.typed)

    def _too_long(self) -> Iterator[At]:
        for line, cell in self._cells():
            if message := cell.too_long():
                yield self._about(line, cell, message)
        if sum(len(cell.text) for _line, cell in self._cells()) > TABLE_LIMIT:
            yield At(_("This table is too long to be kept. Shorten it."), self.id, whole=True)

    def _faults(self) -> Iterator[At]:
        for line, cell in self._cells():
            if message := cell.fault():
                yield self._about(line, cell, message)

    def _about(self, line: Line, cell: Cell, message: str) -> At:
        cell.error = message[:1].upper() + message[1:] + "."
        place = f"{self.label.text} · {line.label} · {cell.label}"
        return At(_("%(place)s: %(message)s.", place=place, message=message), cell.name)

    def _incomplete(self) -> Iterator[At]:
        started = [line for line in self.lines if line.missing and not line.blank]
        for cell in (cell for line in started for cell in line.missing):
            cell.error = str(REQUIRED)
        if self.section.rows:
            yield from self._given_rows([line for line in self.lines if line.missing])
            return
        whole = [line for line in self.lines if not line.missing and not line.blank]
        if len(whole) < self.section.min_rows:
            unfinished = (cell.name for line in self.lines for cell in line.missing)
            yield At(self._asked(len(whole)), next(unfinished, self.id), whole=True)
            yield from (self._named(line) for line in started[:NAMED])

    def _asked(self, have: int) -> str:
        return ngettext(
            "%(table)s: fill in at least %(num)s whole row; there are %(have)s.",
            "%(table)s: fill in at least %(num)s whole rows; there are %(have)s.",
            self.section.min_rows,
            table=self.label.text,
            have=have,
        )

    def _given_rows(self, open_lines: list[Line]) -> Iterator[At]:
        if len(open_lines) <= NAMED:
            yield from (self._named(line) for line in open_lines)
            return
        told = _(
            "%(table)s: fill in every row; %(have)s of %(all)s are whole.",
            table=self.label.text,
            have=len(self.lines) - len(open_lines),
            all=len(self.lines),
        )
        yield At(told, open_lines[0].missing[0].name, whole=True)

    def _named(self, line: Line) -> At:
        place = f"{self.label.text} · {line.label}"
        columns = ", ".join(cell.label for cell in line.missing)
        if line.blank:
            told = _("%(place)s: fill in this row.", place=place)
        else:
            told = _("%(place)s: fill in %(columns)s.", place=place, columns=columns)
        return At(told, line.missing[0].name)
