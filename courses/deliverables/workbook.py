"""The workbook of an assignment: texts on the first sheet, then a sheet for each table."""

import io
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from courses.curriculum.schema import Assignment, Column, Section
from courses.deliverables.values import Cover, Line, lines, text_of
from courses.sections import column_of
from lms.assignments.answers import Answers
from lms.assignments.formulas import NAME, names
from lms.assignments.numbers import number
from lms.assignments.showing import cell_text, computed
from lms.exports import clean

HEADER = 3
"""Row of a table's header, from 0; its first cells to fill in are below it, from Excel's row 5."""
_WIDTHS = {"text": 30, "number": 17, "date": 14, "choice": 26}
_GIVEN_WIDTH = 38
_LETTER = 1
_FIRST_DAY, _LAST_DAY = date(1900, 1, 1), date(2999, 12, 31)
_LARGEST = 1e15
_NOT_IN_NAMES = re.compile(r"[\[\]:*?/\\']")
_LONGEST_NAME = 31
_TALLEST = 400
_FINE = "ROUND({0},2)<>{0}"
_GREEN, _GREY = "#0f4a3c", "#e9e7e1"
_TOP: dict[str, object] = {"text_wrap": True, "valign": "top"}
_INPUT: dict[str, object] = {**_TOP, "locked": False, "border": 1, "border_color": "#b9b3a5"}
FORMATS: dict[str, dict[str, object]] = {
    "title": {"bold": True, "font_size": 16, "font_color": _GREEN},
    "label": {**_TOP, "bold": True},
    "plain": _TOP,
    "guide": {**_TOP, "italic": True, "font_color": "#51605a"},
    "head": {**_TOP, "bold": True, "font_color": "#ffffff", "bg_color": _GREEN, "border": 1},
    "text": {**_INPUT, "num_format": "@"},
    "choice": {**_INPUT, "num_format": "@"},
    "number": {**_INPUT, "num_format": "#,##0.00"},
    "date": {**_INPUT, "num_format": "yyyy-mm-dd", "align": "left"},
    "formula": {**_TOP, "num_format": "#,##0.00", "bg_color": _GREY, "border": 1, "bold": True},
    "whole": {"num_format": "#,##0"},
    "fine": {"num_format": "#,##0.0000"},
}
_ALLOWED = {"format_cells": True, "format_columns": True, "format_rows": True}


@dataclass
class Book:
    """The workbook while it is written."""

    file: Any
    formats: dict[str, Any]
    cover: Cover
    lists: list[list[str]] = field(default_factory=list)
    """What choices offer: a column each of a hidden sheet."""
    taken: set[str] = field(default_factory=set)

    def sheet(self, name: str) -> Any:
        """A new sheet, set up for print; its name is made fit and unlike the others."""
        plain = _NOT_IN_NAMES.sub(" ", clean(name)).strip()[:_LONGEST_NAME].strip()
        unlike, at = plain, 2
        while unlike.lower() in self.taken:
            unlike, at = f"{plain[: _LONGEST_NAME - 3]} {at}", at + 1
        self.taken.add(unlike.lower())
        sheet = self.file.add_worksheet(unlike)
        sheet.set_landscape()
        sheet.set_paper(_LETTER)
        sheet.fit_to_pages(1, 0)
        sheet.set_margins(left=0.5, right=0.5)
        sheet.set_footer(f"&L{self.cover.code} · &A&R{self.cover.words.page} &P / &N")
        sheet.protect("", _ALLOWED)
        return sheet

    def offer(self, sheet: Any, cells: tuple[int, int, int, int], options: list[str]) -> None:
        """Let cells take one of the options only."""
        column = _letters(len(self.lists))
        source = f"='{self.cover.words.lists}'!${column}$1:${column}${len(options)}"
        self.lists.append(options)
        rule = {"validate": "list", "source": source}
        sheet.data_validation(*cells, rule | {"error_message": self.cover.words.not_an_option})


def workbook(work: Assignment, cover: Cover, answers: Answers) -> bytes:
    """The workbook in the cover's language; what was typed is data, and never a formula."""
    import xlsxwriter

    out = io.BytesIO()
    options = {"strings_to_formulas": False, "strings_to_urls": False, "in_memory": True}
    with xlsxwriter.Workbook(out, options) as file:
        formats = {name: file.add_format(form) for name, form in FORMATS.items()}
        about = {"title": work.title[cover.language], "author": cover.person, "company": cover.firm}
        file.set_properties({name: clean(text) for name, text in about.items()})
        file.set_custom_property("Language", cover.words.tag)
        book = Book(file, formats, cover, taken={cover.words.lists.lower()})
        _write_texts(book, work, answers)
        for section in work.sections:
            if section.type == "table":
                _write_table(book, section, answers)
        _write_lists(book)
        _write_rubric(book, work)
    return out.getvalue()


def _write_texts(book: Book, work: Assignment, answers: Answers) -> None:
    words, language = book.cover.words, book.cover.language
    sheet = book.sheet(words.texts)
    sheet.set_column(0, 0, 34)
    sheet.set_column(1, 1, 96)
    sheet.write_string(0, 0, clean(work.title[language]), book.formats["title"])
    about = [*book.cover.lines, (words.hand_in, work.deliverable[language]), ("", words.how_xlsx)]
    for row, (label, text) in enumerate(about, 1):
        sheet.write_string(row, 0, clean(label), book.formats["label"])
        sheet.write_string(row, 1, clean(text), book.formats["plain"])
    row = len(about) + 2
    for section in work.sections:
        if section.type != "table":
            _write_text(book, sheet, row, section, text_of(section, answers))
            row += 3


def _write_text(book: Book, sheet: Any, row: int, section: Section, answer: str) -> None:
    language = book.cover.language
    guide = clean(section.help[language])
    sheet.write_string(row, 0, clean(section.label[language]), book.formats["label"])
    sheet.write_string(row, 1, guide, book.formats["guide"])
    sheet.set_row(row, _tall(guide, 96))
    options = {option.id: option.text[language] for option in section.options}
    if options:
        book.offer(sheet, (row + 1, 1, row + 1, 1), list(options.values()))
        answer = options.get(answer, answer)
    else:
        sheet.set_row(row + 1, max(96, _tall(answer, 96)))
    sheet.write_string(row + 1, 1, clean(answer), book.formats["text"])


def _write_table(book: Book, section: Section, answers: Answers) -> None:
    words, language = book.cover.words, book.cover.language
    sheet = book.sheet(section.label[language])
    first = 1 if section.rows else 0
    sheet.write_string(0, 0, clean(section.label[language]), book.formats["title"])
    width = first * _GIVEN_WIDTH + sum(_WIDTHS[column.type] for column in section.columns)
    guide = clean(section.help[language])
    last_column = first + len(section.columns) - 1
    if last_column:
        sheet.merge_range(1, 0, 1, last_column, guide, book.formats["guide"])
    else:
        sheet.write_string(1, 0, guide, book.formats["guide"])
    sheet.set_row(1, _tall(guide, width))
    if section.min_rows:
        told = words.rows.format(least=section.min_rows, most=section.max_rows)
        sheet.write_string(2, 0, told)
    if first:
        sheet.set_column(0, 0, _GIVEN_WIDTH)
        sheet.write_string(HEADER, 0, words.row, book.formats["head"])
    found = lines(section, answers, language, spare=section.max_rows)
    for at, column in enumerate(section.columns, first):
        sheet.set_column(at, at, _WIDTHS[column.type])
        sheet.write_string(HEADER, at, clean(column.label[language]), book.formats["head"])
        _rule(book, sheet, at, column, len(found))
    for row, line in enumerate(found, HEADER + 1):
        _write_line(book, sheet, row, section, line)
    sheet.freeze_panes(HEADER + 1, 1)
    sheet.repeat_rows(HEADER)


def _rule(book: Book, sheet: Any, at: int, column: Column, rows: int) -> None:
    """What the cells of a column take, and how its numbers look."""
    words = book.cover.words
    cells = (HEADER + 1, at, HEADER + rows, at)
    first = f"{_letters(at)}{HEADER + 2}"
    if column.type == "number":
        for test, form in ((f"{first}=INT({first})", "whole"), (_FINE.format(first), "fine")):
            look = {"type": "formula", "criteria": f"=AND(ISNUMBER({first}),{test})"}
            if form == "whole" or not column.formula:
                sheet.conditional_format(*cells, look | {"format": book.formats[form]})
    if column.formula:
        return
    if column.type == "choice":
        options = [option[book.cover.language] for option in column.options]
        book.offer(sheet, cells, options)
    elif column.type == "number":
        limits = {"criteria": "between", "minimum": -_LARGEST, "maximum": _LARGEST}
        told = {"error_message": words.not_a_number}
        sheet.data_validation(*cells, {"validate": "decimal", **limits, **told})
    elif column.type == "date":
        limits = {"criteria": "between", "minimum": _FIRST_DAY, "maximum": _LAST_DAY}
        told = {"error_message": words.not_a_date}
        sheet.data_validation(*cells, {"validate": "date", **limits, **told})


def _write_line(book: Book, sheet: Any, row: int, section: Section, line: Line) -> None:
    first = 1 if section.rows else 0
    if first:
        sheet.write_string(row, 0, clean(line.label), book.formats["label"])
    places = {
        column.id: f"{_letters(at)}{row + 1}" for at, column in enumerate(section.columns, first)
    }
    columns = [column_of(column) for column in section.columns]
    results = computed(columns, line.row)
    for at, (column, kept) in enumerate(zip(section.columns, columns, strict=True), first):
        form = book.formats["formula" if column.formula else column.type]
        if column.formula:
            value = results[column.id]
            formula = excel_formula(column.formula, places)
            sheet.write_formula(row, at, formula, form, "" if value is None else float(value))
            continue
        typed = line.row.get(column.id, "")
        value = number(typed) if column.type == "number" else None
        day = _day(typed) if column.type == "date" else None
        if value is not None:
            sheet.write_number(row, at, float(value), form)
        elif day is not None:
            sheet.write_datetime(row, at, day, form)
        elif typed:
            sheet.write_string(row, at, clean(cell_text(kept, typed, book.cover.language)), form)
        else:
            sheet.write_blank(row, at, None, form)


def excel_formula(formula: str, places: Mapping[str, str]) -> str:
    """A column's formula for one row, which shows nothing until every number is there.

    `places` says where each column stands: `{pay}*12*{load}` becomes `B5*12*D5` inside.
    """
    needed = [places[name] for name in names(formula)]
    value = NAME.sub(lambda found: places[found[1]], formula)
    if not needed:
        return f"={value}"
    return f'=IF(COUNT({",".join(needed)})={len(needed)},{value},"")'


def _day(text: str) -> date | None:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if day >= _FIRST_DAY else None


def _write_lists(book: Book) -> None:
    if book.lists:
        sheet = book.file.add_worksheet(book.cover.words.lists)
        sheet.hide()
        for at, options in enumerate(book.lists):
            for row, option in enumerate(options):
                sheet.write_string(row, at, clean(option))


def _write_rubric(book: Book, work: Assignment) -> None:
    words, language = book.cover.words, book.cover.language
    sheet = book.sheet(words.rubric)
    sheet.set_column(0, 0, 26)
    sheet.set_column(1, 4, 36)
    sheet.write_string(0, 0, words.rubric, book.formats["title"])
    for at, text in enumerate((words.criterion, *words.levels)):
        sheet.write_string(2, at, text, book.formats["head"])
    for row, criterion in enumerate(work.criteria, 3):
        texts = [level[language] for level in criterion.levels]
        sheet.write_string(row, 0, clean(criterion.title[language]), book.formats["label"])
        for at, text in enumerate(texts, 1):
            sheet.write_string(row, at, clean(text), book.formats["plain"])
        sheet.set_row(row, max(_tall(text, 34) for text in texts))
    sheet.freeze_panes(3, 1)
    sheet.repeat_rows(2)


def _letters(place: int) -> str:
    from xlsxwriter.utility import xl_col_to_name

    return str(xl_col_to_name(place))


def _tall(text: str, width: int) -> int:
    """The height in points, as far as rows go, of a wrapped text that many characters wide."""
    wrapped = sum(max(1, math.ceil(len(line) / width)) for line in text.split("\n"))
    return min(16 * wrapped, _TALLEST)
