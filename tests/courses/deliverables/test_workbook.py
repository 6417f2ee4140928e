"""The workbook of an assignment, opened as a spreadsheet program would."""

import io
from datetime import date
from typing import Any

import openpyxl
import pytest
from openpyxl.workbook.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from courses.curriculum.schema import Language
from courses.deliverables import Cover, template
from courses.deliverables.workbook import excel_formula
from tests.courses.sheets import KEPT_GAP, assignment

ANSWERS: dict[str, Any] = {
    "service": "Uno\ndos",
    "gaps": [KEPT_GAP, {"gap": "Otra", "cost": "unos 5", "due": "ayer", "state": "", "note": ""}],
    "controls": [{"row": "backup", "evidence": "Captura"}],
    "decision": "wait",
}


def cover(language: Language = "es") -> Cover:
    return Cover(
        code="M1",
        version="1.0",
        module="Primero",
        firm="Ñapanga & Cía. S.A.S.",
        person="Ángela Ñáñez",
        day=date(2026, 11, 24),
        language=language,
    )


def opened(answers: dict[str, Any], language: Language = "es", **options: bool) -> Workbook:
    content = template(assignment("xlsx"), cover(language), answers)
    return openpyxl.load_workbook(io.BytesIO(content), **options)


def texts(sheet: Worksheet) -> list[str]:
    return [cell.value for row in sheet.iter_rows() for cell in row if isinstance(cell.value, str)]


def rule_of(sheet: Worksheet, cell: str) -> Any:
    (found,) = [rule for rule in sheet.data_validations.dataValidation if cell in rule.sqref]
    return found


def test_there_is_a_sheet_for_the_texts_one_for_each_table_and_the_rubric_last() -> None:
    book = opened({})
    assert book.sheetnames == [
        *("Portada y textos", "Brechas", "Controles", "Listas", "Cómo se califica"),
    ]
    assert book["Listas"].sheet_state == "hidden"
    assert opened({}, "en").sheetnames[-1] == "How it is marked"
    told = texts(book["Portada y textos"])
    for text in ("Memo", "Ñapanga & Cía. S.A.S.", "Ángela Ñáñez", "Un memo", "Uno solo"):
        assert text in told
    assert "Módulo M1, versión 1.0: Primero" in told
    assert "Archivo descargado el 2026-11-24" in told
    assert "Claridad" in texts(book.worksheets[-1])
    assert "Ejemplar" in texts(book.worksheets[-1])
    assert book.properties.title == "Memo"


def test_answers_are_real_numbers_and_dates() -> None:
    sheet = opened(ANSWERS)["Brechas"]
    heads = [cell.value for cell in sheet[4]]
    assert heads == ["Brecha", "Costo al mes", "Al año", "Fecha", "Estado", "Nota"]
    row = [cell.value for cell in sheet[5]]
    assert row[:2] == ["Sin póliza", 1234.5]
    assert row[3].date() == date(2026, 12, 1)
    assert row[4:] == ["Cerrada, o casi", None]
    assert sheet["D5"].number_format == "yyyy-mm-dd"
    assert [cell.value for cell in sheet[6]][:5:3] == ["Otra", "ayer"]
    assert sheet["B6"].value == "unos 5"


def test_texts_and_choices_stand_below_their_guidance() -> None:
    sheet = opened(ANSWERS)["Portada y textos"]
    found = {cell.value: cell.row for row in sheet.iter_rows() for cell in row if cell.value}
    assert sheet.cell(found["Servicio"] + 1, 2).value == "Uno\ndos"
    chosen = sheet.cell(found["Decisión"] + 1, 2)
    assert chosen.value == "Todavía no"
    assert rule_of(sheet, chosen.coordinate).formula1 == "'Listas'!$A$1:$A$2"


def test_a_formula_is_one_and_carries_its_value() -> None:
    assert opened(ANSWERS)["Brechas"]["C5"].value == '=IF(COUNT(B5)=1,B5*12,"")'
    assert opened(ANSWERS)["Brechas"]["C13"].value == '=IF(COUNT(B13)=1,B13*12,"")'
    values = opened(ANSWERS, data_only=True)["Brechas"]
    assert values["C5"].value == 14814
    assert not values["C6"].value


def test_a_formula_names_the_cells_of_its_own_row() -> None:
    places = {"pay": "B5", "load": "D5"}
    assert excel_formula("{pay}*12*{load}", places) == '=IF(COUNT(B5,D5)=2,B5*12*D5,"")'
    assert excel_formula("2*3", {}) == "=2*3"


def test_choices_numbers_and_dates_are_checked_by_the_program() -> None:
    book = opened({})
    sheet = book["Brechas"]
    choice = rule_of(sheet, "E13")
    assert (choice.type, choice.formula1) == ("list", "'Listas'!$B$1:$B$2")
    assert [book["Listas"].cell(row, 2).value for row in (1, 2)] == ["Abierta", "Cerrada, o casi"]
    assert rule_of(sheet, "B5").type == "decimal"
    assert rule_of(sheet, "D5").type == "date"
    assert not [rule for rule in sheet.data_validations.dataValidation if "C5" in rule.sqref]


def test_only_the_cells_to_fill_in_are_unlocked() -> None:
    book = opened(ANSWERS)
    sheet = book["Brechas"]
    assert sheet.protection.sheet
    assert sheet.protection.password is None
    unlocked = {
        cell.coordinate for row in sheet.iter_rows() for cell in row if not cell.protection.locked
    }
    assert unlocked == {f"{column}{row}" for column in "ABDEF" for row in range(5, 14)}
    given = book["Controles"]
    assert [given.cell(row, 1).value for row in range(4, 9)] == [
        *("Fila", "Doble factor", "Copias", "Retiro de accesos", "Simulacro"),
    ]
    assert given["A5"].protection.locked
    assert not given["B5"].protection.locked
    assert given["B6"].value == "Captura"


def test_headers_stay_in_sight_and_on_every_printed_page() -> None:
    sheet = opened({})["Brechas"]
    assert sheet.freeze_panes == "B5"
    assert sheet.print_title_rows == "$4:$4"
    assert sheet.page_setup.orientation == "landscape"
    assert sheet.page_setup.fitToHeight == 0


SIGNS = ["=1+1", "+1", "-1", "@SUM(A1)", '=HYPERLINK("http://x")', "\t=1", "http://x.example"]


@pytest.mark.parametrize("text", SIGNS)
def test_typed_text_never_becomes_a_formula_or_a_link(text: str) -> None:
    evil = {"gap": text, "cost": text, "due": text, "state": text, "note": text}
    answers = {"service": text, "gaps": [evil], "controls": [{"row": "mfa", "evidence": text}]}
    book = opened(answers)
    found = [
        cell
        for sheet in book.worksheets
        for row in sheet.iter_rows()
        for cell in row
        if cell.value == text
    ]
    assert len(found) >= (6 if text in ("+1", "-1") else 7)
    assert {cell.data_type for cell in found} == {"s"}
    assert not any(cell.hyperlink for cell in found)
    assert {cell.number_format for cell in found if cell.column_letter == "A"} <= {"@", "General"}


def test_control_characters_and_endless_texts_break_no_file() -> None:
    book = opened({"service": "a\x07b" + "x" * 40_000, "gaps": [{"gap": "c\x1bd"}]})
    assert book["Brechas"]["A5"].value == "cd"
    assert any(text.startswith("abxxx") for text in texts(book["Portada y textos"]))


def test_english_is_english() -> None:
    book = opened(ANSWERS, "en")
    assert book.sheetnames[:2] == ["Cover and texts", "Gaps"]
    assert book["Gaps"]["E5"].value == "Closed, or nearly"
    assert "To hand in" not in texts(book["Gaps"])
    assert "At least 2 whole rows; up to 9." in texts(book["Gaps"])
