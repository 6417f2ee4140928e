"""The workbook: a whole module on paper, for those who study without a connection."""

import re
from dataclasses import dataclass

from courses.curriculum.render import Rendered
from courses.curriculum.schema import Column, Language, Lesson, Section, Term
from courses.printing.edition import Edition, for_paper, page
from courses.printing.labels import LABELS

A_LINE = 75
"""Characters that a hand writes on a line."""
LINES = (4, 20)
ROWS = 7
"""Empty rows of a table, unless more are asked for."""
WIDE = 5
"""Columns from which a table lies across the page."""
_NAMES = re.compile(r"\{([\w-]+)\}")
_SIGNS = str.maketrans({"*": " × ", "/": " ÷ ", "+": " + ", "-": " − "})


@dataclass(frozen=True, slots=True)
class Chapter:
    """A lesson as it is printed."""

    lesson: Lesson
    name: str
    text: Rendered
    html: str


@dataclass(frozen=True, slots=True)
class Space:
    """Where a part of the assignment is written: lines, a table, or boxes to tick."""

    section: Section
    lines: int
    rows: tuple[str, ...]
    notes: tuple[str, ...]
    """What the cells of a table take, and how some of them are calculated."""
    wide: bool


def workbook(edition: Edition) -> str:
    """The whole workbook as one HTML page."""
    module, language = edition.module, edition.language
    chapters = [_chapter(edition, lesson, f"l{at}") for at, lesson in enumerate(module.lessons, 1)]
    brief = edition.text(module.assignment.brief, "brief")
    terms = _terms([*(chapter.text for chapter in chapters), brief], language)
    return page(
        edition,
        "workbook.html",
        chapters=chapters,
        brief=brief,
        spaces=[_space(section, language) for section in module.assignment.sections],
        terms=terms,
    )


def _chapter(edition: Edition, lesson: Lesson, name: str) -> Chapter:
    text = edition.text(lesson.body, name)
    return Chapter(lesson, name, text, for_paper(text.html))


def _terms(texts: list[Rendered], language: Language) -> list[Term]:
    used = {term.id: term for text in texts for term in text.terms}
    return sorted(used.values(), key=lambda term: term[language].casefold())


def _space(section: Section, language: Language) -> Space:
    least, most = LINES
    rows = tuple(row.label[language] for row in section.rows)
    if section.type == "table" and not rows:
        rows = ("",) * max(section.min_rows, min(section.max_rows, ROWS))
    return Space(
        section=section,
        lines=min(most, max(least, section.max_chars // A_LINE)),
        rows=rows,
        notes=tuple(_notes(section, language)),
        wide=len(section.columns) + bool(section.rows) >= WIDE,
    )


def _notes(section: Section, language: Language) -> list[str]:
    label = LABELS[language]
    notes = []
    if section.type == "table" and not section.rows:
        rows = label["rows_one" if section.min_rows == 1 else "rows"]
        places = (section.min_rows, section.max_rows)[section.min_rows == 1 :]
        notes.append(rows.format(*places))
    for column in section.columns:
        name = column.label[language]
        if column.options:
            options = " · ".join(option[language] for option in column.options)
            notes.append(label["choose_from"].format(name, options))
        if column.formula:
            formula = _in_words(column.formula, section.columns, language)
            notes.append(label["formula"].format(name, formula))
    return notes


def _in_words(formula: str, columns: tuple[Column, ...], language: Language) -> str:
    """A formula with the labels of its columns: “Sales × Rate ÷ 100”."""
    names = {column.id: f"[{column.label[language]}]" for column in columns}
    parts = _NAMES.split(formula)
    return "".join(
        names[part] if at % 2 else part.translate(_SIGNS) for at, part in enumerate(parts)
    )
