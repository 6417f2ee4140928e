"""A small programme whose assignment has sections of every type, and forms filled for it."""

import re
import tempfile
from functools import cache
from pathlib import Path

from courses.curriculum.loader import load_programmes
from courses.curriculum.schema import Assignment, Programme
from tests.courses.curriculum_files import sound_files, write_files
from tests.courses.learners import Learner
from tests.factories import Visitor

SECTIONS = """
[[section]]
id = "service"
label = {es = "Servicio", en = "Service"}
help = {es = "Uno solo", en = "Only one"}
max_chars = 1500

[[section]]
id = "gaps"
type = "table"
label = {es = "Brechas", en = "Gaps"}
help = {es = "Una por fila", en = "One a row"}
min_rows = 2
max_rows = 9
[[section.column]]
id = "gap"
label = {es = "Brecha", en = "Gap"}
[[section.column]]
id = "cost"
type = "number"
label = {es = "Costo al mes", en = "Cost a month"}
[[section.column]]
id = "total"
type = "number"
formula = "{cost}*12"
label = {es = "Al año", en = "A year"}
[[section.column]]
id = "due"
type = "date"
label = {es = "Fecha", en = "Date"}
[[section.column]]
id = "state"
type = "choice"
options = [{es = "Abierta", en = "Open"}, {es = "Cerrada, o casi", en = "Closed, or nearly"}]
label = {es = "Estado", en = "State"}
[[section.column]]
id = "note"
label = {es = "Nota", en = "Note"}
optional = true

[[section]]
id = "controls"
type = "table"
label = {es = "Controles", en = "Controls"}
help = {es = "Con evidencia", en = "With evidence"}
[[section.column]]
id = "evidence"
label = {es = "Evidencia", en = "Evidence"}
[[section.row]]
id = "mfa"
label = {es = "Doble factor", en = "Two factors"}
[[section.row]]
id = "backup"
label = {es = "Copias", en = "Copies"}
[[section.row]]
id = "leaving"
label = {es = "Retiro de accesos", en = "Leavers"}
[[section.row]]
id = "drill"
label = {es = "Simulacro", en = "Drill"}

[[section]]
id = "decision"
type = "choice"
label = {es = "Decisión", en = "Decision"}
help = {es = "Elija una", en = "Choose one"}
[[section.option]]
id = "go"
text = {es = "Adelante", en = "Go"}
[[section.option]]
id = "wait"
text = {es = "Todavía no", en = "Not yet"}
"""

GAP = {"gap": "Sin póliza", "cost": "1.234,5", "due": "2026-12-01", "state": "2", "note": ""}
KEPT_GAP = {**GAP, "cost": "1234.5"}


@cache
def programme(kind: str = "docx") -> Programme:
    """The small programme with every type of section, whose file is of that kind."""
    files = sound_files()
    name = "01-first/assignment.toml"
    whole = re.sub(r"\n\[\[section\]\].*?(?=\n\[\[criterion)", SECTIONS, files[name], flags=re.S)
    files[name] = whole.replace("max_files", f'file = "{kind}"\nmax_files', 1)
    with tempfile.TemporaryDirectory() as folder:
        return load_programmes(write_files(Path(folder), files))[0]


def assignment(kind: str = "docx") -> Assignment:
    """The assignment with every type of section."""
    return programme(kind).modules[0].assignment


def gap_row(at: int, row: dict[str, str] = GAP) -> dict[str, str]:
    """The fields of a row of gaps."""
    return {f"section-gaps.{at}.{column}": text for column, text in row.items()}


def controls(*rows: str) -> dict[str, str]:
    """The fields of controls with evidence."""
    return {f"section-controls.{row}.evidence": f"Captura de {row}" for row in rows}


def whole() -> dict[str, str]:
    """Everything that handing in asks for."""
    texts = {"section-service": "Soporte remoto", "section-decision": "go"}
    return (
        texts
        | gap_row(1)
        | gap_row(2)
        | gap_row(3, dict.fromkeys(GAP, ""))
        | controls("mfa", "backup", "leaving", "drill")
    )


def mark_of(page: str) -> str:
    """What the page says it was opened on."""
    found = re.search(r'name="draft" type="hidden" value="([^"]*)"', page)
    assert found is not None
    return found[1]


def opened(trainee: Visitor, learner: Learner, **sent: str) -> dict[str, str]:
    """What a form sends that was opened just now."""
    page = trainee.get(learner.url("/assignment")).text
    return {"ai_use": "", "draft": mark_of(page), **sent}
