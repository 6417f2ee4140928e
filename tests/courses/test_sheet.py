"""The assignment as a form of texts, choices and tables, whose answers are data."""

import io
import zipfile
from typing import Any
from xml.etree.ElementTree import Element

import html5lib
import pytest
import sqlalchemy as sa
from flask import Flask
from werkzeug.test import TestResponse

from lms.assignments.models import Submission, SubmissionState
from lms.db import Database
from tests.courses.learners import Learner, make_learner
from tests.courses.sheets import GAP, KEPT_GAP, controls, gap_row, opened, programme, whole
from tests.factories import Visitor

EMPTY = {"service": "", "gaps": [], "controls": [], "decision": ""}


@pytest.fixture
def learner(database: Database) -> Learner:
    with database.writing() as session:
        return make_learner(session, programme())


@pytest.fixture
def trainee(app: Flask, learner: Learner) -> Visitor:
    return Visitor(app, learner.user)


@pytest.fixture
def english(app: Flask, learner: Learner, database: Database) -> Visitor:
    with database.writing() as session:
        session.merge(learner.user).language = "en"
    return Visitor(app, learner.user)


def save(
    trainee: Visitor, learner: Learner, sent: dict[str, Any], action: str = "draft"
) -> TestResponse:
    typed = opened(trainee, learner) | sent | {"action": action}
    return trainee.post(learner.url("/assignment"), typed)


def hand_in(trainee: Visitor, learner: Learner, sent: dict[str, Any]) -> TestResponse:
    return save(trainee, learner, sent, "submit")


def answers(database: Database) -> dict[str, Any] | None:
    with database.reading() as session:
        row = session.scalars(sa.select(Submission).order_by(Submission.number.desc())).first()
        return dict(row.answers) if row else None


def page(trainee: Visitor, learner: Learner, rest: str = "") -> Element:
    text = trainee.get(learner.url(f"/assignment{rest}")).text
    return html5lib.parse(text, namespaceHTMLElements=False)


def by_id(tree: Element, name: str) -> Element:
    (found,) = [element for element in tree.iter() if element.get("id") == name]
    return found


def rows(tree: Element, table: str) -> list[str]:
    """The legends of a table's rows."""
    groups = by_id(tree, f"section-{table}").findall(".//fieldset")
    return [str(group.findtext("legend")) for group in groups]


def text_of(element: Element) -> str:
    return " ".join("".join(element.itertext()).split())


def summary(answer: TestResponse) -> dict[str, str]:
    """The messages above an erroneous form, by the element that each leads to."""
    tree = html5lib.parse(answer.text, namespaceHTMLElements=False)
    links = tree.findall(".//*[@role='alert']//a")
    for link in links:
        by_id(tree, str(link.get("href")).removeprefix("#"))
    return {str(link.get("href")): text_of(link) for link in links}


def test_every_cell_has_its_own_label_in_a_named_group(trainee: Visitor, learner: Learner) -> None:
    tree = page(trainee, learner)
    table = by_id(tree, "section-gaps")
    assert table.findtext("legend") == "Brechas"
    assert rows(tree, "gaps") == ["Fila 1", "Fila 2", "Fila 3"]
    assert rows(tree, "controls") == ["Doble factor", "Copias", "Retiro de accesos", "Simulacro"]
    labels = {label.get("for"): text_of(label) for label in tree.iter("label")}
    for group in table.findall(".//fieldset"):
        named = [labels[field.get("id")] for field in group.iter() if field.get("id") in labels]
        told = ["Brecha", "Costo al mes", "Al año", "Fecha", "Estado", "Nota (opcional)"]
        assert named == told
    assert by_id(tree, "section-gaps.1.cost").get("inputmode") == "decimal"
    assert by_id(tree, "section-gaps.1.due").get("type") == "date"


def test_nothing_is_chosen_before_the_trainee_does(trainee: Visitor, learner: Learner) -> None:
    tree = page(trainee, learner)
    radios = tree.findall(".//input[@name='section-decision']")
    assert [radio.get("value") for radio in radios] == ["go", "wait"]
    assert not any("checked" in radio.attrib for radio in radios)
    first = by_id(tree, "section-gaps.1.state").findall("option")[0]
    assert (first.get("value"), first.text) == ("", "Elija…")
    assert not tree.findall(".//option[@selected]")


def test_a_draft_keeps_rows_as_data_and_leaves_out_blank_ones(
    trainee: Visitor, learner: Learner, database: Database
) -> None:
    sent = gap_row(1, dict.fromkeys(GAP, " ")) | gap_row(3) | controls("backup")
    sent |= {"section-decision": "wait", "section-service": "Uno\r\ndos"}
    assert save(trainee, learner, sent).status_code == 303
    assert answers(database) == {
        "service": "Uno\ndos",
        "gaps": [KEPT_GAP],
        "controls": [{"row": "backup", "evidence": "Captura de backup"}],
        "decision": "wait",
    }


def test_what_is_kept_comes_back_in_its_fields_with_what_it_adds_up_to(
    trainee: Visitor, learner: Learner
) -> None:
    sent = gap_row(1, GAP | {"gap": "Dos\r\nlíneas"}) | controls("backup")
    save(trainee, learner, sent | {"section-decision": "wait"})
    tree = page(trainee, learner)
    assert by_id(tree, "section-gaps.1.gap").text == "Dos\nlíneas"
    assert by_id(tree, "section-gaps.1.cost").get("value") == "1.234,5"
    assert by_id(tree, "section-gaps.1.total").text == "14.814"
    assert by_id(tree, "section-gaps.2.total").text == "–"
    assert by_id(tree, "section-gaps.1.due").get("value") == "2026-12-01"
    (chosen,) = tree.findall(".//option[@selected]")
    assert chosen.text == "Cerrada, o casi"
    (radio,) = tree.findall(".//input[@checked]")
    assert radio.get("value") == "wait"
    assert by_id(tree, "section-controls.backup.evidence").text == "Captura de backup"
    assert not by_id(tree, "section-controls.mfa.evidence").text


def test_english_writes_and_reads_numbers_its_own_way(
    english: Visitor, learner: Learner, database: Database
) -> None:
    assert save(english, learner, gap_row(1, GAP | {"cost": "1,234.5"})).status_code == 303
    assert (answers(database) or {})["gaps"] == [KEPT_GAP]
    tree = page(english, learner)
    assert by_id(tree, "section-gaps.1.cost").get("value") == "1,234.5"
    assert by_id(tree, "section-gaps.1.total").text == "14,814"
    assert rows(tree, "gaps") == ["Row 1", "Row 2", "Row 3", "Row 4"]


def test_a_wrong_number_or_date_is_explained_at_its_cell_and_nothing_typed_is_lost(
    trainee: Visitor, learner: Learner, database: Database
) -> None:
    wrong = GAP | {"cost": "cinco", "due": "1 de diciembre"}
    answer = save(trainee, learner, gap_row(2, wrong) | {"section-decision": "wait"})
    assert answer.status_code == 422
    assert summary(answer) == {
        "#section-gaps.2.cost": (
            "Brechas · Fila 2 · Costo al mes: escriba un número, por ejemplo 1.234,5."
        ),
        "#section-gaps.2.due": (
            "Brechas · Fila 2 · Fecha: escriba la fecha como año-mes-día, por ejemplo 2026-11-24."
        ),
    }
    tree = html5lib.parse(answer.text, namespaceHTMLElements=False)
    for column in ("cost", "due"):
        cell = by_id(tree, f"section-gaps.2.{column}")
        assert cell.get("aria-invalid") == "true"
        assert cell.get("value") == wrong[column]
        told = by_id(tree, str(cell.get("aria-describedby")))
        assert text_of(told).startswith("Error: Escriba ")
    assert by_id(tree, "section-gaps.2.gap").text == "Sin póliza"
    assert tree.findall(".//input[@checked]")
    assert answers(database) is None


@pytest.mark.parametrize("day", ["2026-02-30", "20261201", "1899-12-31", "2026-W49", "1/12/2026"])
def test_a_day_that_no_calendar_has_is_refused(
    trainee: Visitor, learner: Learner, day: str
) -> None:
    answer = save(trainee, learner, gap_row(1, GAP | {"due": day}))
    assert list(summary(answer)) == ["#section-gaps.1.due"]


def test_saving_in_the_background_keeps_tables_and_even_what_is_still_wrong(
    trainee: Visitor, learner: Learner, database: Database
) -> None:
    sent = opened(trainee, learner) | gap_row(1, GAP | {"cost": "4.8.", "due": "ayer"})
    answer = trainee.post(learner.url("/assignment/draft"), sent)
    assert answer.status_code == 204
    assert (answers(database) or {})["gaps"] == [KEPT_GAP | {"cost": "4.8.", "due": "ayer"}]
    tree = page(trainee, learner)
    assert by_id(tree, "section-gaps.1.cost").get("value") == "4.8."
    assert by_id(tree, "section-gaps.1.due").get("value") == "ayer"
    assert by_id(tree, "section-gaps.1.due").get("type") is None
    sent |= {"draft": answer.headers["Draft-Mark"], **gap_row(1)}
    assert trainee.post(learner.url("/assignment/draft"), sent).status_code == 204
    assert (answers(database) or {})["gaps"] == [KEPT_GAP]


def test_handing_in_says_which_rows_are_missing(
    trainee: Visitor, learner: Learner, database: Database
) -> None:
    answer = hand_in(trainee, learner, {"section-service": "Soporte"})
    assert answer.status_code == 422
    assert summary(answer) == {
        "#section-gaps.1.gap": "Brechas: complete al menos 2 filas; por ahora hay 0.",
        "#section-controls.mfa.evidence": (
            "Controles: complete todas las filas; por ahora hay 0 de 4."
        ),
        "#section-decision-0": "Complete «Decisión».",
    }
    assert answers(database) is None


def test_handing_in_says_which_cells_of_a_row_are_missing(
    trainee: Visitor, learner: Learner
) -> None:
    started = GAP | {"due": "", "state": ""}
    sent = whole() | gap_row(2, started) | {"section-controls.drill.evidence": " "}
    answer = hand_in(trainee, learner, sent)
    assert answer.status_code == 422
    assert "Brechas: complete al menos 2 filas; por ahora hay 1." in answer.text
    assert "Brechas · Fila 2: complete Fecha, Estado." in answer.text
    assert "Controles · Simulacro: complete esta fila." in answer.text
    tree = html5lib.parse(answer.text, namespaceHTMLElements=False)
    wrong = [one.get("id") for one in tree.iter() if one.get("aria-invalid")]
    assert wrong == ["section-gaps.2.due", "section-gaps.2.state"]


def test_enough_whole_rows_can_be_handed_in_beside_one_that_was_only_begun(
    trainee: Visitor, learner: Learner, database: Database
) -> None:
    begun = dict.fromkeys(GAP, "") | {"gap": "Quizás otra"}
    assert hand_in(trainee, learner, whole() | gap_row(3, begun)).status_code == 303
    kept = answers(database) or {}
    assert [row["gap"] for row in kept["gaps"]] == ["Sin póliza", "Sin póliza", "Quizás otra"]
    with database.reading() as session:
        assert session.scalars(sa.select(Submission.state)).one() is SubmissionState.SUBMITTED


def test_a_wrong_number_is_not_handed_in(
    trainee: Visitor, learner: Learner, database: Database
) -> None:
    answer = hand_in(trainee, learner, whole() | gap_row(2, GAP | {"cost": "mucho"}))
    assert list(summary(answer)) == ["#section-gaps.2.cost"]
    assert answers(database) is None


def test_what_was_handed_in_is_shown_in_words(trainee: Visitor, learner: Learner) -> None:
    assert hand_in(trainee, learner, whole()).status_code == 303
    tree = page(trainee, learner)
    assert not tree.findall(".//fieldset")
    (version,) = tree.findall(".//section[@aria-labelledby='version-1']")
    first, second = version.findall(".//table")
    assert first.findtext("caption") == "Brechas · Versión 1"
    heads = [text_of(head) for head in first.findall(".//thead//th[@scope='col']")]
    assert heads == ["Fila", "Brecha", "Costo al mes", "Al año", "Fecha", "Estado", "Nota"]
    row = first.findall(".//tbody/tr")[0]
    assert text_of(row.findall("th[@scope='row']")[0]) == "1"
    assert [text_of(cell) for cell in row.findall("td")] == [
        *("Sin póliza", "1.234,5", "14.814", "2026-12-01", "Cerrada, o casi", "–"),
    ]
    assert text_of(second.findall(".//tbody//th")[0]) == "Doble factor"
    assert "Adelante" in text_of(version)


def test_a_returned_table_is_where_the_next_version_starts(
    trainee: Visitor, learner: Learner, database: Database
) -> None:
    hand_in(trainee, learner, whole())
    with database.writing() as session:
        session.scalars(sa.select(Submission)).one().state = SubmissionState.RETURNED
    tree = page(trainee, learner)
    assert by_id(tree, "section-gaps.2.cost").get("value") == "1.234,5"
    assert hand_in(trainee, learner, whole() | gap_row(1, GAP | {"cost": "9"})).status_code == 303
    assert [row["cost"] for row in (answers(database) or {})["gaps"]] == ["9", "1234.5"]


def test_rows_are_added_by_saving_and_lead_to_the_first_new_one(
    trainee: Visitor, learner: Learner, database: Database
) -> None:
    sent = gap_row(1) | gap_row(3, dict.fromkeys(GAP, "")) | {"add": "gaps"}
    answer = save(trainee, learner, sent)
    assert (answer.status_code, answer.location) == (
        303,
        learner.url("/assignment?table=gaps&rows=8#section-gaps.4"),
    )
    assert (answers(database) or {})["gaps"] == [KEPT_GAP]
    tree = page(trainee, learner, "?table=gaps&rows=8")
    assert rows(tree, "gaps") == [f"Fila {n}" for n in range(1, 9)]
    assert tree.findall(".//button[@name='add']")


def test_a_table_never_has_more_rows_than_it_takes(trainee: Visitor, learner: Learner) -> None:
    tree = page(trainee, learner, "?table=gaps&rows=5000")
    assert len(rows(tree, "gaps")) == 9
    assert not tree.findall(".//button[@name='add']")
    for odd in ("?table=gaps&rows=x", "?table=gaps&rows=-4", "?table=none&rows=9", "?rows=9"):
        assert len(rows(page(trainee, learner, odd), "gaps")) == 3
    answer = save(trainee, learner, gap_row(9) | {"add": "gaps"})
    assert answer.location == learner.url("/assignment?table=gaps&rows=9#section-gaps.9")


def test_rows_are_added_even_while_a_cell_is_wrong(trainee: Visitor, learner: Learner) -> None:
    sent = gap_row(1, GAP | {"cost": "x"}) | gap_row(3) | {"add": "gaps"}
    answer = save(trainee, learner, sent)
    assert answer.status_code == 422
    tree = html5lib.parse(answer.text, namespaceHTMLElements=False)
    assert len(rows(tree, "gaps")) == 8
    assert by_id(tree, "section-gaps.3.gap").text == "Sin póliza"


def test_the_enter_key_saves(trainee: Visitor, learner: Learner) -> None:
    form = page(trainee, learner).find(".//form[@data-autosave]")
    assert form is not None
    first = next(form.iter("button"))
    assert (first.get("name"), first.get("value")) == ("action", "draft")


def test_a_draft_is_not_endless(trainee: Visitor, learner: Learner, database: Database) -> None:
    answer = save(trainee, learner, gap_row(1, GAP | {"gap": "x" * 2003}))
    assert summary(answer) == {
        "#section-gaps.1.gap": "Brechas · Fila 1 · Brecha: acórtelo en 3 caracteres."
    }
    long = {"gap": "x" * 2000, "note": "y" * 2000, "cost": "1" * 900}
    sent = {name: text for at in range(1, 10) for name, text in gap_row(at, GAP | long).items()}
    background = trainee.post(learner.url("/assignment/draft"), opened(trainee, learner) | sent)
    assert background.status_code == 422
    assert "demasiado larga para guardarla" in save(trainee, learner, sent).text
    assert answers(database) is None


def test_all_answers_together_are_not_endless(
    trainee: Visitor, learner: Learner, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("courses.forms.TOTAL_LIMIT", 60)
    answer = save(trainee, learner, gap_row(1) | controls("mfa", "drill"))
    assert answer.status_code == 422
    assert "Las respuestas en conjunto son demasiado largas" in answer.text
    assert "Captura de drill" in answer.text
    assert answers(database) is None


def test_what_the_page_does_not_offer_is_not_kept(
    trainee: Visitor, learner: Learner, database: Database
) -> None:
    forged = {
        "section-decision": "never",
        "section-gaps.1.state": "3",
        "section-gaps.1.total": "9",
        "section-gaps.10.gap": "x",
        "section-gaps.0.gap": "x",
        "section-gaps.1.row": "mfa",
        "section-controls.admin.evidence": "x",
        "section-controls": "x",
        "section-gaps": "x",
    }
    assert save(trainee, learner, forged).status_code == 303
    assert answers(database) == EMPTY


def test_markup_in_a_cell_stays_text(trainee: Visitor, learner: Learner) -> None:
    evil = "</textarea><script>alert(1)</script>{{7*7}}"
    sent = whole() | gap_row(1, GAP | {"gap": evil, "note": '"><b>'})
    save(trainee, learner, sent)
    hand_in(trainee, learner, sent)
    text = trainee.get(learner.url("/assignment")).text
    assert "<script>alert" not in text
    assert "{{7*7}}" in text


def test_a_text_from_before_there_were_tables_is_still_shown(
    trainee: Visitor, learner: Learner, database: Database
) -> None:
    old = {"service": "Antes", "gaps": "Todo en un párrafo", "controls": "Hay", "decision": "Sí"}
    hand_in(trainee, learner, whole())
    with database.writing() as session:
        session.scalars(sa.select(Submission)).one().answers = old
    shown = text_of(page(trainee, learner))
    assert all(text in shown for text in old.values())
    with database.writing() as session:
        session.scalars(sa.select(Submission)).one().state = SubmissionState.RETURNED
    tree = page(trainee, learner)
    assert by_id(tree, "section-gaps.1.gap").text == "Todo en un párrafo"
    assert by_id(tree, "section-controls.mfa.evidence").text == "Hay"


def workbook_file(name: str = "hoja.xlsx") -> tuple[io.BytesIO, str]:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        part = "xl/workbook.xml" if name.endswith("xlsx") else "word/document.xml"
        archive.writestr(part, "<x/>")
    content.seek(0)
    return content, name


@pytest.mark.parametrize(
    ("kind", "name", "status"),
    [("xlsx", "hoja.xlsx", 303), ("xlsx", "hoja.docx", 422), ("docx", "hoja.docx", 422)],
)
def test_only_the_finished_workbook_may_say_what_the_form_leaves_empty(
    app: Flask, database: Database, kind: str, name: str, status: int
) -> None:
    with database.writing() as session:
        learner = make_learner(session, programme(kind))
    trainee = Visitor(app, learner.user)
    assert hand_in(trainee, learner, {"files": workbook_file(name)}).status_code == status


def test_a_workbook_that_is_attached_already_counts_and_a_wrong_cell_still_does_not(
    app: Flask, database: Database
) -> None:
    with database.writing() as session:
        learner = make_learner(session, programme("xlsx"))
    trainee = Visitor(app, learner.user)
    assert "Si adjunta la hoja de cálculo terminada" in trainee.get(learner.url("/assignment")).text
    assert save(trainee, learner, {"files": workbook_file()}).status_code == 303
    wrong = hand_in(trainee, learner, gap_row(1, GAP | {"cost": "x"}))
    assert list(summary(wrong)) == ["#section-gaps.1.cost"]
    assert hand_in(trainee, learner, gap_row(1)).status_code == 303
    assert (answers(database) or {})["gaps"] == [KEPT_GAP]
