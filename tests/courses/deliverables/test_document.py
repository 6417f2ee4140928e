"""The text document of an assignment, opened as a word processor would."""

import io
from typing import Any

import docx
import pytest
from docx.document import Document
from docx.enum.section import WD_ORIENT
from docx.oxml.ns import qn

from courses.curriculum.schema import Language
from courses.deliverables import template
from tests.courses.deliverables.test_workbook import ANSWERS, cover
from tests.courses.sheets import assignment


def opened(answers: dict[str, Any], language: Language = "es") -> Document:
    return docx.Document(io.BytesIO(template(assignment(), cover(language), answers)))


def cells(made: Document, table: int) -> list[list[str]]:
    return [[cell.text for cell in row.cells] for row in made.tables[table].rows]


def paragraphs(made: Document) -> list[str]:
    return [paragraph.text for paragraph in made.paragraphs]


def headings(made: Document) -> list[tuple[str, str]]:
    return [
        (str(one.style.name), one.text)
        for one in made.paragraphs
        if one.style is not None and str(one.style.name).startswith(("Title", "Heading"))
    ]


def test_it_says_whose_it_is_and_what_it_asks_for() -> None:
    told = paragraphs(opened({}))
    for text in (
        "Empresa: Ñapanga & Cía. S.A.S.",
        "Persona: Ángela Ñáñez",
        "Módulo M1, versión 1.0: Primero",
        "Archivo descargado el 2026-11-24",
        "Qué se entrega: Un memo",
        "Una por fila",
        "Al menos 2 filas completas; hasta 9.",
        "Opciones de «Estado»: Abierta · Cerrada, o casi.",
        "«Al año» = «Costo al mes» × 12.",
    ):
        assert text in told


def test_each_section_is_a_heading_and_the_rubric_is_last() -> None:
    sections = ["Servicio", "Brechas", "Controles", "Decisión", "Cómo se califica"]
    assert headings(opened({})) == [
        ("Title", "Memo"),
        *(("Heading 1", label) for label in sections),
    ]
    rubric = cells(opened({}), -1)
    assert rubric[0] == ["Criterio", "1 Inicial", "2 En desarrollo", "3 Listo", "4 Ejemplar"]
    assert rubric[1] == ["Claridad", "Inicial", "En desarrollo", "Listo", "Ejemplar"]


def test_the_draft_is_filled_in_and_room_is_left() -> None:
    made = opened(ANSWERS)
    gaps = cells(made, 0)
    assert gaps[0] == ["Brecha", "Costo al mes", "Al año", "Fecha", "Estado", "Nota"]
    assert gaps[1] == ["Sin póliza", "1.234,5", "14.814", "2026-12-01", "Cerrada, o casi", ""]
    assert gaps[2][:2] == ["Otra", "unos 5"]
    assert gaps[3:] == [[""] * 6] * 2
    assert cells(made, 1) == [
        ["Fila", "Evidencia"],
        ["Doble factor", ""],
        ["Copias", "Captura"],
        ["Retiro de accesos", ""],
        ["Simulacro", ""],
    ]
    told = paragraphs(made)
    assert "Uno\ndos" in told
    assert "☐ Adelante" in told
    assert "☒ Todavía no" in told


def test_an_empty_one_says_where_to_write() -> None:
    made = opened({})
    assert "Escriba aquí." in paragraphs(made)
    assert "☐ Todavía no" in paragraphs(made)
    assert len(cells(made, 0)) == 1 + 2


def test_header_rows_are_repeated_and_rows_stay_whole() -> None:
    for table in opened({}).tables:
        marks = [row._tr.find(f"{qn('w:trPr')}/{qn('w:tblHeader')}") for row in table.rows]
        assert [mark is not None for mark in marks] == [True] + [False] * (len(marks) - 1)
        whole = [row._tr.find(f"{qn('w:trPr')}/{qn('w:cantSplit')}") for row in table.rows]
        assert None not in whole


def test_wide_tables_and_the_rubric_lie_across() -> None:
    turned = [one.orientation for one in opened({}).sections]
    upright, across = WD_ORIENT.PORTRAIT, WD_ORIENT.LANDSCAPE
    assert turned == [upright, across, upright, across]
    for one in opened({}).sections:
        assert one.page_width is not None
        assert one.page_height is not None
        assert (one.page_width > one.page_height) == (one.orientation is across)


@pytest.mark.parametrize(("language", "tag"), [("es", "es-CO"), ("en", "en-CA")])
def test_the_file_knows_its_language_title_and_author(language: Language, tag: str) -> None:
    made = opened({}, language)
    about = made.core_properties
    assert (about.title, about.language, about.author) == ("Memo", tag, "Ángela Ñáñez")
    spoken = {lang.get(qn("w:val")) for lang in made.styles.element.iter(qn("w:lang"))}
    assert spoken == {tag}
    assert ("How it is marked" in paragraphs(made)) == (language == "en")


def test_text_that_xml_cannot_hold_breaks_no_file() -> None:
    answers = {"service": "a\x07b\x00<w:p>", "gaps": [{"gap": "\x1b=1", "cost": "1"}]}
    made = opened(answers)
    assert "ab<w:p>" in paragraphs(made)
    assert cells(made, 0)[1][:3] == ["=1", "1", "12"]
