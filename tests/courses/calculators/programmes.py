"""A small programme whose first lesson holds every calculator, with the facts they need."""

import tempfile
from pathlib import Path

from courses.calculators.rates import NEEDED
from courses.curriculum.loader import load_programmes
from courses.curriculum.register import Register
from courses.curriculum.schema import Programme
from tests.courses.curriculum_files import sound_files, write_files

FACT = """
[[fact]]
id = "{id}"
text = {{es = "{id} dice {es}.", en = "{id} says {en}."}}
value = {{es = "{es}", en = "{en}"}}
as_of = 2026-11-23
review_by = 2027-11-23
source = {{es = "Una fuente", en = "A source"}}
verification = "P"
confidence = "H"
volatility = "annual"
values = {{prudent = {{es = "2.517,5", en = "2,517.5"}}}}
reserve = true
"""
VALUES = {
    "F-TCA-1": ("15 %", "15%"),
    "F-TCA-3": ("9 %", "9%"),
    "F-TCA-6": ("CAD 30.000", "CAD 30,000"),
    "F-FX-5": ("COP 2.650 por CAD", "COP 2,650 per CAD"),
}


def programme(
    calculators: tuple[str, ...] = tuple(NEEDED), **changed: tuple[str, str]
) -> Programme:
    """The programme; `F_TCA_1=("20 %", "20%")` changes a fact."""
    files = sound_files()
    for name, value in VALUES.items():
        spanish, english = changed.get(name.replace("-", "_"), value)
        files["facts.toml"] += FACT.format(id=name, es=spanish, en=english)
    held = "\n\n".join(f"{{calculator:{one}}}" for one in calculators)
    for language, heading in (("es", "## Una parte"), ("en", "## A part")):
        lesson = f"01-first/lessons/1-start.{language}.md"
        files[lesson] = files[lesson].replace(heading, f"{heading}\n\n{held}", 1)
    with tempfile.TemporaryDirectory() as folder:
        return load_programmes(write_files(Path(folder), files))[0]


def register(**changed: tuple[str, str]) -> Register:
    """The facts of the programme."""
    return programme((), **changed).register
