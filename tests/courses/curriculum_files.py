"""A small curriculum as files, whole and sound, for tests to spoil one thing at a time."""

from dataclasses import dataclass
from pathlib import Path

import pytest

from courses.curriculum.faults import CurriculumError, Fault
from courses.curriculum.loader import load_programmes
from courses.curriculum.schema import SECTORS

PROGRAMME = """\
code = "small"
title = {es = "Pequeño", en = "Small"}
summary = {es = "Un programa", en = "A programme"}
modules = ["01-first", "02-second"]
"""

FACTS = """\
[[fact]]
id = "F-A-1"
text = {es = "Hay cuatro modos.", en = "There are four modes."}
value = {es = "cuatro modos", en = "four modes"}
as_of = 2026-11-23
review_by = 2027-11-23
source = {es = "Un manual", en = "A handbook"}
verification = "P/S"
confidence = "H"
volatility = "stable"
flags = ["counsel"]

[[fact]]
id = "F-A-2"
text = {es = "La tasa es 15 %.", en = "The rate is 15%."}
value = {es = "15 %", en = "15%"}
as_of = 2026-10-01
review_by = 2027-01-31
source = {es = "Una ley", en = "A law"}
url = "https://example.org/law"
verification = "P"
confidence = "M"
volatility = "annual"
values = {low = {es = "5 %", en = "5%"}}

[[fact]]
id = "F-A-3"
text = {es = "Sin revisar.", en = "Unchecked."}
value = {es = "nada", en = "nothing"}
as_of = 2026-10-02
review_by = 2026-12-31
source = {es = "Nadie", en = "Nobody"}
verification = "B"
confidence = "L"
volatility = "watch"
reserve = true
"""

GLOSSARY = """\
[[term]]
id = "mode"
es = "modo de suministro"
en = "mode of supply"
fr = "mode de fourniture"
note = {es = "Cómo llega un servicio.", en = "How a service arrives."}
"""

MODULE = """\
code = "M1"
version = "1.0"
title = {es = "Primero", en = "First"}
competency = {es = "Decide", en = "Decides"}
outcomes = [
  {es = "Uno", en = "One"},
  {es = "Dos", en = "Two"},
  {es = "Tres", en = "Three"},
]
hours = 1.5
minutes = {self_study = 30, live = 30, assignment = 30}
prerequisites = []
lessons = ["1-start"]

[completion]
lessons = true
quiz = true
assignment = true
participation = false
"""

SESSION = """\
watch_for = [{es = "El silencio", en = "Silence"}]
online = {es = "Por salas", en = "In rooms"}

[checklist]
before = [{es = "Imprima", en = "Print"}]

[[step]]
minutes = "0–10"
activity = {es = "Saludo", en = "Welcome"}
script = {es = "Hola a todos.", en = "Hello everyone."}
tips = {es = "Reloj", en = "Clock"}

[[step]]
minutes = "10–30"
activity = {es = "Taller", en = "Workshop"}
script = {es = "Hagan grupos.", en = "Form groups."}
tips = {es = "Grupos", en = "Groups"}

[[handout]]
id = "cards"
title = {es = "Tarjetas", en = "Cards"}
body = {es = "- Una\\n- Dos", en = "- One\\n- Two"}
"""

QUIZ = """\
pass_mark = 70
attempts = 2
minutes = 5

[[question]]
id = "q-single"
slot = "s1"
type = "single"
must_pass = true
stem = {es = "¿Qué modo?", en = "Which mode?"}
rationale = {es = "Porque sí", en = "Because"}
[[question.option]]
id = "a"
text = {es = "Modo 1", en = "Mode 1"}
correct = true
[[question.option]]
id = "b"
text = {es = "Modo 2", en = "Mode 2"}
correct = false

[[question]]
id = "q-multiple"
slot = "s1"
type = "multiple"
must_pass = true
stem = {es = "¿Cuáles?", en = "Which ones?"}
rationale = {es = "Porque sí", en = "Because"}
[[question.option]]
id = "a"
text = {es = "Rojo", en = "Red"}
correct = true
[[question.option]]
id = "b"
text = {es = "Azul", en = "Blue"}
correct = true
[[question.option]]
id = "c"
text = {es = "Verde", en = "Green"}
correct = false

[[question]]
id = "q-ordering"
slot = "s2"
type = "ordering"
stem = {es = "Ordene", en = "Order"}
rationale = {es = "Porque sí", en = "Because"}
[[question.item]]
id = "a"
text = {es = "Primero", en = "First"}
[[question.item]]
id = "b"
text = {es = "Segundo", en = "Second"}
[[question.item]]
id = "c"
text = {es = "Tercero", en = "Third"}

[[question]]
id = "q-matching"
slot = "s3"
type = "matching"
stem = {es = "Relacione", en = "Match"}
rationale = {es = "Porque sí", en = "Because"}
[[question.pair]]
id = "a"
left = {es = "Sol", en = "Sun"}
right = {es = "Día", en = "Day"}
[[question.pair]]
id = "b"
left = {es = "Luna", en = "Moon"}
right = {es = "Noche", en = "Night"}

[[question]]
id = "q-numeric"
slot = "s4"
type = "numeric"
stem = {es = "¿Cuánto?", en = "How much?"}
rationale = {es = "Porque sí", en = "Because"}
answer = 17.5
tolerance = 0.1
unit = {es = "por ciento", en = "per cent"}
"""

ASSIGNMENT = '''\
title = {es = "Memo", en = "Memo"}
deliverable = {es = "Un memo", en = "A memo"}
max_files = 3

[brief]
es = """
Escriba **el memo**.

## Qué entrega
"""
en = """
Write **the memo**.

## What you hand in
"""

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
min_rows = 1
max_rows = 3
[[section.column]]
id = "gap"
label = {es = "Brecha", en = "Gap"}
[[section.column]]
id = "cost"
type = "number"
label = {es = "Costo", en = "Cost"}
[[section.column]]
id = "total"
type = "number"
formula = "{cost}*12"
label = {es = "Al año", en = "A year"}
[[section.column]]
id = "state"
type = "choice"
options = [{es = "Abierta", en = "Open"}, {es = "Cerrada", en = "Closed"}]
label = {es = "Estado", en = "State"}

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

[[criterion]]
id = "clarity"
title = {es = "Claridad", en = "Clarity"}
levels = [
  {es = "Inicial", en = "Beginning"},
  {es = "En desarrollo", en = "Developing"},
  {es = "Listo", en = "Ready"},
  {es = "Ejemplar", en = "Exemplary"},
]
'''

LESSON_ES = """\
+++
title = "Comienzo"
minutes = 10
practice = 15
summary = "Cómo empezar"
+++
OPENING

Hay {fact:F-A-1} y una tasa del {fact:F-A-2}, según el {term:mode}.

## Una parte

### Una parte menor

:::example Un caso
Texto del caso.
:::

:::check
? ¿Cuánto?
= Un poco.
? ¿Cuándo?
= Ya.
:::

SECTORS

FILLER

SECTORS

:::takeaway
Fin.
:::
"""

LESSON_EN = """\
+++
title = "Start"
summary = "How to start"
+++
OPENING

There are {fact:F-A-1} and a rate of {fact:F-A-2.low}, by {term:mode|mode}.

## A part

### A smaller part

:::example A case
Text of the case.
:::

:::check
? How much?
= A little.
? When?
= Now.
:::

SECTORS

FILLER

SECTORS

:::takeaway
The end.
:::
"""

OPENING = "Una empresa recibe una pregunta de diez palabras por correo. " * 4
PLACE = "\n\n".join(f":::sector {sector}\nCaso de {sector}.\n:::" for sector in SECTORS)
OPENING_EN = "A company receives a question of about ten words by letter. " * 4
PLACE_EN = PLACE.replace("Caso de", "Case of")
FILLER = "\n".join(["una línea de diez palabras para llenar la página entera"] * 60)


FILLER_EN = "\n".join(["one line of about ten words that fills the whole page"] * 60)
WORDS = 'names = ["bpo", "xr"]\nes = ["animation"]\nen = ["audiovisual"]\n'


def _lesson(text: str) -> str:
    filled = text.replace("FILLER", FILLER).replace("OPENING", OPENING.strip())
    return filled.replace("SECTORS", PLACE)


def _lesson_in_english(text: str) -> str:
    filled = text.replace("FILLER", FILLER_EN)
    filled = filled.replace("OPENING", OPENING_EN.strip())
    return filled.replace("SECTORS", PLACE_EN)


def sound_files() -> dict[str, str]:
    """Return every file of the small curriculum, by its path in the folder."""
    files = {"programme.toml": PROGRAMME, "facts.toml": FACTS, "glossary.toml": GLOSSARY}
    files["words.toml"] = WORDS
    for folder, code, wanted in (("01-first", "M1", ""), ("02-second", "M2", '"M1"')):
        module = MODULE.replace('"M1"', f'"{code}"')
        files |= {
            f"{folder}/module.toml": module.replace("sites = []", f"sites = [{wanted}]"),
            f"{folder}/quiz.toml": QUIZ,
            f"{folder}/assignment.toml": ASSIGNMENT,
            f"{folder}/session.toml": SESSION,
            f"{folder}/lessons/1-start.es.md": _lesson(LESSON_ES),
            f"{folder}/lessons/1-start.en.md": _lesson_in_english(LESSON_EN),
        }
    return files


def write_files(folder: Path, files: dict[str, str]) -> Path:
    """Write the files into a folder and return it."""
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


def line_of(text: str, marker: str) -> int:
    """Return the first line (from 1) that contains a marker."""
    return text.count("\n", 0, text.index(marker)) + 1


@dataclass(frozen=True)
class Spoiled:
    """One edit to a sound file, where its fault stands, and words of the sentence about it."""

    file: str
    old: str
    new: str
    at: str
    says: str

    def check(self, folder: Path) -> None:
        """Assert that the edit makes a fault with the right file, line and sentence."""
        files = sound_files()
        assert self.old in files[self.file]
        files[self.file] = files[self.file].replace(self.old, self.new, 1)
        line = line_of(files[self.file], self.at)
        found = faults_in(write_files(folder, files))
        assert any(
            (fault.file, fault.line) == (self.file, line) and self.says in fault.message
            for fault in found
        ), f"no fault on line {line} of {self.file} says {self.says!r}: {found}"


def faults_in(folder: Path) -> tuple[Fault, ...]:
    """Load a spoiled curriculum and return what is wrong with it."""
    with pytest.raises(CurriculumError) as caught:
        load_programmes(folder)
    return caught.value.faults
