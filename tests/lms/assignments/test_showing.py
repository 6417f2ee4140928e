"""Answers in words, whatever their shape, and which of them are empty."""

from typing import Any

import pytest

from lms.assignments.answers import is_blank
from lms.assignments.showing import Shown, ShownTable, shown


def both(text: str) -> dict[str, str]:
    return {"es": text, "en": f"{text} (en)"}


def column(name: str, kind: str = "text", **more: Any) -> dict[str, Any]:
    return {"id": name, "label": both(name.title()), "type": kind, "options": [], "formula": ""} | (
        more
    )


OLD = {"id": "memo", "label": both("Memo")}
CHOICE = {
    "id": "decision",
    "label": both("Decisión"),
    "type": "choice",
    "options": [{"id": "go", "label": both("Adelante")}],
}
COLUMNS = [
    column("role"),
    column("pay", "number"),
    column("year", "number", formula="{pay}*12"),
    column("state", "choice", options=[both("Abierta"), both("Cerrada")]),
]
FREE = {"id": "cost", "label": both("Costo"), "type": "table", "columns": COLUMNS, "rows": []}
GIVEN = {**FREE, "id": "controls", "rows": [{"id": "mfa", "label": both("Doble factor")}]}


def one(section: dict[str, Any], answer: Any, language: str = "es") -> Shown:
    (found,) = shown([section], {section["id"]: answer}, language)
    return found


def table(section: dict[str, Any], answer: Any, language: str = "es") -> ShownTable:
    found = one(section, answer, language).table
    assert found is not None
    return found


def test_a_text_is_shown_even_where_the_section_says_no_type() -> None:
    assert one(OLD, "Exportamos.") == Shown("Memo", "Exportamos.")
    assert shown([OLD], {}, "en") == [Shown("Memo (en)")]


def test_a_choice_is_shown_by_its_words_and_an_older_text_as_it_is() -> None:
    assert one(CHOICE, "go").text == "Adelante"
    assert one(CHOICE, "go", "en").text == "Adelante (en)"
    assert one(CHOICE, "Sí, en marzo.").text == "Sí, en marzo."


def test_a_table_is_shown_with_its_numbers_options_and_results() -> None:
    row = {"role": "Diseño", "pay": "4800000.5", "state": "2"}
    found = table(FREE, [row])
    assert found.head == (("Role", ""), ("Pay", "num"), ("Year", "num"), ("State", ""))
    assert found.rows == (("1", ("Diseño", "4.800.000,5", "57.600.006", "Cerrada")),)
    ((_label, cells),) = table(FREE, [row], "en").rows
    assert cells == ("Diseño", "4,800,000.5", "57,600,006", "Cerrada (en)")


def test_a_given_row_is_shown_by_its_label() -> None:
    assert table(GIVEN, [{"row": "mfa", "role": "Sí"}]).rows[0][0] == "Doble factor"


def test_what_cannot_be_read_as_its_type_is_shown_as_it_was_typed() -> None:
    ((_label, cells),) = table(FREE, [{"role": "", "pay": "unos 5", "state": "9"}]).rows
    assert cells == ("", "unos 5", "", "9")


def test_an_empty_table_is_no_table() -> None:
    assert one(FREE, []).table is None
    assert one(FREE, [{"role": " "}]).table is None
    assert one(FREE, "").table is None


def test_a_text_from_before_there_were_tables_stands_in_the_first_cell() -> None:
    ((_label, cells),) = table(FREE, "Cobramos por hora.").rows
    assert cells[0] == "Cobramos por hora."


def test_a_table_where_a_text_is_asked_for_breaks_nothing() -> None:
    assert one(OLD, [{"role": "Diseño"}]) == Shown("Memo")


@pytest.mark.parametrize("answer", ["", "  \n", [], [{"row": "mfa", "state": " "}]])
def test_nothing_typed_is_blank(answer: Any) -> None:
    assert is_blank(answer)


@pytest.mark.parametrize("answer", ["go", [{"role": "x"}], [{"role": ""}, {"pay": "0"}]])
def test_anything_typed_is_not_blank(answer: Any) -> None:
    assert not is_blank(answer)
