"""Answers as people read them: texts, chosen options, and tables with what they add up to."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from lms.assignments.answers import ROW, Answer, Answers, Row, is_blank_row, rows_of
from lms.assignments.formulas import compute
from lms.assignments.numbers import decimal_text, number, number_text, rounded

Json = Mapping[str, Any]
"""A section, or one of its columns, rows and options, as `ModuleVersion.sections` keeps it."""


@dataclass(frozen=True, slots=True)
class ShownTable:
    """A table in words: `head` has a label and a class for each column, `rows` a label each."""

    head: tuple[tuple[str, str], ...]
    rows: tuple[tuple[str, tuple[str, ...]], ...]


@dataclass(frozen=True, slots=True)
class Shown:
    """A section with its answer; without `table` the answer is `text`, empty when there is none."""

    label: str
    text: str = ""
    table: ShownTable | None = None


def shown(sections: Iterable[Json], answers: Answers, language: str) -> list[Shown]:
    """The sections in their order with what was answered, in the language."""
    return [_shown(section, answers.get(section["id"], ""), language) for section in sections]


def _shown(section: Json, answer: Answer, language: str) -> Shown:
    label = section["label"][language]
    if section.get("type") == "table":
        rows = [row for row in rows_of(section["columns"], answer) if not is_blank_row(row)]
        return Shown(label, table=_table(section, rows, language) if rows else None)
    if not isinstance(answer, str):
        return Shown(label)
    options = {option["id"]: option["label"][language] for option in section.get("options", ())}
    return Shown(label, options.get(answer, answer))


def _table(section: Json, rows: Sequence[Row], language: str) -> ShownTable:
    columns = section["columns"]
    given = {row["id"]: row["label"][language] for row in section.get("rows", ())}
    return ShownTable(
        head=tuple(
            (column["label"][language], "num" if column["type"] == "number" else "")
            for column in columns
        ),
        rows=tuple(
            (given.get(row.get(ROW, ""), str(at)), _cells(columns, row, language))
            for at, row in enumerate(rows, 1)
        ),
    )


def _cells(columns: Sequence[Json], row: Row, language: str) -> tuple[str, ...]:
    results = computed(columns, row)
    return tuple(
        result_text(results[column["id"]], language)
        if column.get("formula")
        else cell_text(column, row.get(column["id"], ""), language)
        for column in columns
    )


def cell_text(column: Json, kept: str, language: str) -> str:
    """A kept cell in words; what cannot be read as its type stays as it was typed."""
    if column["type"] == "number":
        return number_text(kept, language)
    if column["type"] == "choice":
        options = {str(at): text for at, text in enumerate(column["options"], 1)}
        return options[kept][language] if kept in options else kept
    return kept


def computed(columns: Iterable[Json], row: Row) -> dict[str, Decimal | None]:
    """The values of the columns that have a formula, for one row."""
    values = {name: value for name, text in row.items() if (value := number(text)) is not None}
    results: dict[str, Decimal | None] = {}
    for column in columns:
        if column.get("formula"):
            found = compute(column["formula"], values)
            results[column["id"]] = found
            if found is not None:
                values[column["id"]] = found
    return results


def result_text(value: Decimal | None, language: str) -> str:
    """A computed value to two decimals, empty while there is none."""
    return "" if value is None else decimal_text(rounded(value), language)
