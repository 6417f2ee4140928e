"""What an answer to a section can be: a text, the id of an option, or the rows of a table."""

from collections.abc import Mapping, Sequence
from typing import Any

Row = dict[str, str]
"""Column id → what was typed; a number in plain digits, a date as YYYY-MM-DD, a choice as the
number of its option from 1. `ROW` names which of the given rows it is."""
Answer = str | list[Row]
Answers = Mapping[str, Answer]
"""Section id → answer."""
ROW = "row"


def is_blank(answer: Answer) -> bool:
    """Whether nothing was typed or chosen."""
    if isinstance(answer, str):
        return not answer.strip()
    return all(is_blank_row(row) for row in answer)


def is_blank_row(row: Row) -> bool:
    """Whether no cell of the row holds anything."""
    return not any(text.strip() for column, text in row.items() if column != ROW)


def rows_of(columns: Sequence[Mapping[str, Any]], answer: Answer) -> list[Row]:
    """The rows of a table's answer; a plain text stands in the first cell that takes text."""
    if not isinstance(answer, str):
        return answer
    text = next((column["id"] for column in columns if column["type"] == "text"), columns[0]["id"])
    return [{text: answer}] if answer.strip() else []
