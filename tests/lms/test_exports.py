"""Files that leave the house: nothing in them runs, and types survive."""

import csv
import io
from datetime import UTC, date, datetime

import openpyxl
import pikepdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lms.exports import (
    Column,
    ForbiddenAddress,
    Notes,
    Row,
    csv_file,
    inert,
    pdf_file,
    xlsx_file,
)

COLUMNS = (
    Column("name", "Nombre"),
    Column("count", "Número", "number"),
    Column("day", "Día", "date"),
    Column("moment", "Hora", "datetime"),
)
MOMENT = datetime(2026, 11, 24, 3, 30, tzinfo=UTC)
ROW: Row = {"name": "Ñáñez & Cía.", "count": -2.5, "day": date(2026, 11, 23), "moment": MOMENT}
SIGNS = "=+-@＝＋－＠\t\r"
TEXTS = st.text(st.characters(exclude_categories=("Cs",)), max_size=40)


def named(text: str) -> Row:
    return {**ROW, "name": text}


def cells(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def sheet(content: bytes, place: int = 0) -> openpyxl.worksheet.worksheet.Worksheet:
    return openpyxl.load_workbook(io.BytesIO(content)).worksheets[place]


def test_csv_starts_with_the_mark_by_which_excel_knows_utf_8() -> None:
    content = csv_file(COLUMNS, [ROW])
    assert content.startswith(b"\xef\xbb\xbfNombre,")
    assert "Ñáñez & Cía." in content.decode()


def test_csv_keeps_numbers_and_writes_times_as_they_are_in_colombia() -> None:
    assert cells(csv_file(COLUMNS, [ROW]))[1] == [
        "Ñáñez & Cía.",
        "-2.5",
        "2026-11-23",
        "2026-11-23 22:30",
    ]


def test_csv_leaves_a_missing_cell_empty() -> None:
    empty: Row = dict.fromkeys(("name", "count", "day", "moment"))
    assert cells(csv_file(COLUMNS, [empty]))[1] == ["", "", "", ""]


@given(st.text(" \u00a0\u3000\u200b\ufeff", max_size=3), st.sampled_from(SIGNS), TEXTS)
def test_text_that_a_spreadsheet_would_run_gets_an_apostrophe(
    before: str, sign: str, rest: str
) -> None:
    assert inert(before + sign + rest).startswith("'")


@given(TEXTS)
def test_a_csv_cell_never_starts_a_formula(text: str) -> None:
    (cell,) = cells(csv_file(COLUMNS[:1], [named(text)]))[1] or [""]
    assert cell.lstrip(" ")[:1] not in set(SIGNS)
    assert not cell.strip().startswith(tuple("=+-@＝＋－＠"))


@pytest.mark.parametrize(
    "text", ["Pasto", "María-José", "a = b", "5 + 5", "'já", "", " con espacio"]
)
def test_ordinary_text_is_left_alone(text: str) -> None:
    assert inert(text) == text


def test_headings_are_made_inert_too() -> None:
    assert cells(csv_file([Column("x", "=1+1")], []))[0] == ["'=1+1"]


@settings(max_examples=25, deadline=None)
@given(st.lists(TEXTS, min_size=1, max_size=20))
def test_workbook_text_is_text_whatever_it_looks_like(texts: list[str]) -> None:
    found = sheet(xlsx_file("Hoja", COLUMNS[:1], [named(text) for text in texts]))
    for (cell,) in found.iter_rows(min_row=2):
        assert cell.data_type == "s" or cell.value is None
        assert cell.hyperlink is None


@pytest.mark.parametrize("text", ["=1+1", "{=1}", "https://example.org", "0123", "+57 300", "@a"])
def test_workbook_text_arrives_unchanged(text: str) -> None:
    cell = sheet(xlsx_file("Hoja", COLUMNS, [named(text)])).cell(2, 1)
    assert (cell.value, cell.data_type, cell.hyperlink) == (text, "s", None)


def test_workbook_numbers_and_dates_are_numbers_and_dates() -> None:
    row = sheet(xlsx_file("Hoja", COLUMNS, [ROW]))[2]
    assert [cell.data_type for cell in row] == ["s", "n", "d", "d"]
    assert row[1].value == -2.5
    assert row[2].value == datetime(2026, 11, 23)  # noqa: DTZ001 — a workbook knows no zone
    assert row[3].value == datetime(2026, 11, 23, 22, 30)  # noqa: DTZ001
    assert row[3].number_format == "yyyy-mm-dd hh:mm"


def test_workbook_heading_stays_in_view_and_filters() -> None:
    found = sheet(xlsx_file("Hoja", COLUMNS, [ROW, ROW]))
    assert (found.title, found.freeze_panes, found.auto_filter.ref) == ("Hoja", "A2", "A1:D3")


def test_workbook_without_rows_has_its_heading() -> None:
    found = sheet(xlsx_file("Hoja", COLUMNS, []))
    assert [cell.value for cell in found[1]] == ["Nombre", "Número", "Día", "Hora"]
    assert found.max_row == 1


def test_workbook_carries_its_notes_on_a_second_sheet() -> None:
    notes = Notes("Definiciones", [("Fila", "=una persona"), ("Tasa", "b")])
    found = sheet(xlsx_file("Hoja", COLUMNS, [ROW], notes), 1)
    assert found.title == "Definiciones"
    assert [[cell.value for cell in row] for row in found] == [
        ["Fila", "=una persona"],
        ["Tasa", "b"],
    ]
    assert found.cell(1, 2).data_type == "s"


def test_workbook_survives_control_characters_and_endless_text() -> None:
    found = sheet(xlsx_file("Hoja", COLUMNS, [named("a\x00\x0b\uffffb"), named("x" * 40_000)]))
    assert found.cell(2, 1).value == "ab"
    assert len(found.cell(3, 1).value) == 32_767


PAGE = '<!doctype html><html lang="es"><head><title>Cuaderno</title></head><body>{}</body></html>'
OUTSIDE = [
    '<img src="file:///etc/passwd" alt="">',
    '<img src="https://example.org/x.png" alt="">',
    '<img src="data:image/png;base64,AAAA" alt="">',
    '<link rel="stylesheet" href="other.css">',
]


def test_a_pdf_is_tagged_and_knows_its_language_title_and_headings() -> None:
    content = pdf_file(PAGE.format("<h1>Uno</h1><p>Texto</p>"), "p { font-family: Alegreya Sans }")
    with pikepdf.open(io.BytesIO(content)) as file:
        assert file.Root.Lang == "es"
        assert file.Root.MarkInfo.Marked
        assert file.docinfo.Title == "Cuaderno"
        with file.open_outline() as outline:
            assert [entry.title for entry in outline.root] == ["Uno"]
        names = {str(o.BaseFont) for o in file.objects if is_font(o)}
    assert any(name.endswith("Alegreya-Sans") for name in names)


def is_font(thing: object) -> bool:
    return isinstance(thing, pikepdf.Dictionary) and thing.get("/Type") == "/Font"


@pytest.mark.parametrize("element", OUTSIDE)
def test_a_pdf_fetches_nothing(element: str) -> None:
    with pytest.raises(ForbiddenAddress, match="may fetch nothing"):
        pdf_file(PAGE.format(element), "")
    with pytest.raises(ForbiddenAddress, match="may fetch nothing"):
        pdf_file(PAGE.format(""), "body { background: url(https://example.org/x.png) }")
