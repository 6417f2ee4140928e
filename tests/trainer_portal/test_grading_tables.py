"""Choices and tables on the page where a trainer reads a submission."""

from typing import Any
from xml.etree.ElementTree import Element

import html5lib
import pytest
from sqlalchemy.orm import Session

from lms.assignments.services import EmptySubmission, save_draft, submit
from lms.learning.models import ModuleVersion
from tests.trainer_portal.conftest import Room
from tests.trainer_portal.test_grading import RETURN


def both(text: str) -> dict[str, str]:
    return {"es": text, "en": f"{text} (en)"}


SECTIONS: list[dict[str, Any]] = [
    {"id": "memo", "label": both("Memo")},
    {
        "id": "cost",
        "label": both("Costo por hora"),
        "type": "table",
        "rows": [],
        "columns": [
            {"id": "role", "label": both("Rol"), "type": "text", "options": [], "formula": ""},
            {"id": "pay", "label": both("Salario"), "type": "number", "options": [], "formula": ""},
            {
                "id": "year",
                "label": both("Al año"),
                "type": "number",
                "options": [],
                "formula": "{pay}*12",
            },
        ],
    },
    {
        "id": "decision",
        "label": both("Decisión"),
        "type": "choice",
        "options": [{"id": "go", "label": both("Adelante")}],
    },
]
ROWS = [{"role": "Diseño", "pay": "4800000"}]


@pytest.fixture
def room(room: Room) -> Room:
    def change(session: Session) -> None:
        session.get_one(ModuleVersion, room.version.id).sections = SECTIONS

    room.write(change)
    return room


def hand_in(room: Room, **answers: Any) -> int:
    with room.database.writing() as session:
        draft = save_draft(session, room.ana.id, room.version.id, answers, "")
        submit(session, draft, room.ana.user_id)
        return draft.id


def tables(room: Room, submission_id: int) -> list[Element]:
    text = room.browser.get(f"/grading/{submission_id}").text
    return html5lib.parse(text, namespaceHTMLElements=False).findall(".//table")


def words(table: Element, path: str) -> list[str]:
    return ["".join(cell.itertext()).strip() for cell in table.findall(path)]


def test_a_table_is_read_with_its_caption_headers_and_results(room: Room) -> None:
    submission = hand_in(room, cost=ROWS, decision="go", memo="Un texto")
    (table,) = tables(room, submission)
    assert table.findtext("caption") == "Costo por hora"
    assert words(table, ".//th[@scope='col']") == ["Fila", "Rol", "Salario", "Al año"]
    assert words(table, ".//th[@scope='row']") == ["1"]
    assert words(table, ".//td") == ["Diseño", "4.800.000", "57.600.000"]
    text = room.browser.get(f"/grading/{submission}").text
    assert "Adelante" in text
    assert "Un texto" in text


def test_the_table_of_the_version_before_stands_beside_it(room: Room) -> None:
    first = hand_in(room, cost=ROWS, decision="go")
    room.browser.post(f"/grading/{first}", RETURN)
    second = hand_in(room, cost=[{"role": "Diseño", "pay": "5000000"}], decision="go")
    old, new = tables(room, second)
    assert old.findtext("caption") == "Costo por hora · Versión 1"
    assert new.findtext("caption") == "Costo por hora · Versión 2"
    assert words(old, ".//td")[1] == "4.800.000"
    assert words(new, ".//td")[1] == "5.000.000"
    text = room.browser.get(f"/grading/{second}").text
    assert text.count("sin cambios") == 2


def test_an_empty_table_and_an_old_text_are_both_shown(room: Room) -> None:
    submission = hand_in(room, cost="Todo en un párrafo", decision="")
    (table,) = tables(room, submission)
    assert words(table, ".//td")[0] == "Todo en un párrafo"
    text = room.browser.get(f"/grading/{submission}").text
    assert text.count("Sin respuesta.") == 2


def test_blank_rows_alone_are_nothing_to_hand_in(room: Room) -> None:
    with pytest.raises(EmptySubmission):
        hand_in(room, cost=[{"role": " ", "pay": ""}], memo=" ", decision="")
