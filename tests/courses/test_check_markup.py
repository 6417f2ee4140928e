"""Each fault in a lesson or brief is named in its file, on its line, in a sentence."""

from pathlib import Path

import pytest

from tests.courses.curriculum_files import FILLER, OPENING, PLACE_EN, Spoiled, sound_files

BODY = sound_files()["01-first/lessons/1-start.es.md"].split("+++\n")[2]
CHECK = ":::check\n? ¿Cuánto?\n= Un poco.\n? ¿Cuándo?\n= Ya.\n:::\n"
MORE = "? ¿Y?\n= Sí.\n? ¿Y luego?\n= No.\n"
GENERAL = ":::sector general\nCaso de general.\n:::"
BRIEF = 'es = """\nEscriba **el memo**.\n\n## Qué entrega\n"""'

IN_SPANISH = {
    "h1": ("## Una parte\n", "# Una parte\n", "# Una parte", "start with “##”"),
    "skipped level": ("### Una parte m", "#### Una parte m", "#### Una", "use “###”"),
    "late start": ("## Una parte\n", "### Una parte\n", "### Una parte\n", "use “##”"),
    "raw block": ("Fin.", "<div>x</div>", "<div>", "Raw HTML is not allowed: “<div>x</div>”"),
    "raw inline": ("Fin.", "una\nlínea con <b>x</b>", "<b>", "Raw HTML is not allowed: “<b>”"),
    "comment": ("Fin.", "<!-- nota -->", "<!--", "Raw HTML is not allowed"),
    "image": ("Fin.", "dos\n![x](https://a.co/a.png)", "![x]", "Images are not supported"),
    "bad link": ("Fin.", "[x](javascript:alert(1))", "javascript", "must start with https"),
    "relative link": ("Fin.", "dos\n[x](/otra)", "/otra", "must start with https"),
    "unknown block": (":::example Un", ":::sample Un", ":::sample", "no block “:::sample”"),
    "unclosed block": ("caso.\n:::", "caso.", ":::example", "“:::example” is not closed"),
    "unclosed last block": ("Fin.", ":::takeaway\nFin", ":::takeaway", "is not closed"),
    "stray close": ("## Una parte\n", "::: \n", "::: ", "was not opened"),
    "empty block": ("Texto del caso.\n", "", ":::example", "is empty"),
    "untitled example": (":::example Un caso", ":::example", ":::example", "needs a title"),
    "heading in a block": ("Texto del caso.", "### No", "### No", "makes its own heading"),
    "no answer": ("= Un poco.\n", "", "? ¿Cuánto?", "has no answer"),
    "no question": ("? ¿Cuánto?\n", "", "= Un poco", "starts with a line “? question”"),
    "unknown fact": ("fact:F-A-1", "fact:F-X", "F-X", "no fact “F-X” in facts.toml"),
    "background fact": ("fact:F-A-1", "fact:F-A-3", "F-A-3", "only background (B)"),
    "unknown term": ("{term:mode}", "{term:mood}", "mood", "no term “mood” in glossary"),
    "broken reference": ("{term:mode}", "{term: mode}", "{term:", "is not a reference"),
    "bar in a table": ("Fin.", "|a|\n|---|\n|{term:mode|x}|", "{term:mode|x}", "inside a table"),
    "too short": (FILLER, "corto", "Una empresa", "600 to 1000 words; this one has"),
    "too long": ("Fin.", FILLER, "Una empresa", "600 to 1000 words; this one has"),
    "too long for one sector": (
        "Caso de bpo.",
        FILLER,
        "Una empresa",
        "to 1269, by sector",
    ),
    "no situation": (OPENING.strip(), "Corto.", "Corto.", "opens with a situation before"),
    "starts with a heading": (OPENING.strip(), "## Hola", "## Hola", "opens with a situation"),
    "starts with a block": (
        OPENING.strip(),
        ":::history 2018\nNo.\n:::",
        ":::history",
        "start with a paragraph",
    ),
    "no example": (":::example Un", ":::history Un", "Una empresa", "needs a worked example"),
    "no check": (CHECK, "", "Una empresa", "this one has 0"),
    "one question": ("? ¿Cuándo?\n= Ya.\n", "", ":::check", "this one asks 1"),
    "four questions": ("? ¿Cuándo", MORE + "? ¿Cuándo", ":::check", "this one asks 4"),
    "no takeaway": (":::takeaway\nFin.\n:::\n", "", "Una empresa", "ends with its one block"),
    "takeaway too early": (":::check", ":::takeaway\nYa.\n:::\n\n:::check", "Una emp", "ends with"),
    "unknown sector": (":::sector xr", ":::sector vr", ":::sector vr", "no sector “vr”"),
    "sector missing": (GENERAL, "", ":::sector software", "has no text for: general"),
    "unknown diagram": (
        "## Una parte",
        "{diagram:no}\n\n## Una",
        "{diagram",
        "no file diagrams/no",
    ),
    "unknown calculator": (
        "## Una parte",
        "{calculator:no}\n\n## Una",
        "{calculator",
        "“rate-card”, “landed-price”",
    ),
    "figure in a sentence": ("Caso de xr.", "Vea {diagram:x}.", "{diagram", "on a line of its own"),
    "figure twice": (
        "## Una parte",
        "{calculator:overlap}\n\n{calculator:overlap} \n\n## Una parte",
        "{calculator:overlap} ",
        "stands above already",
    ),
    "unknown value": ("fact:F-A-2", "fact:F-A-2.high", "F-A-2", "has no value “high”"),
    "no front matter": ("+++\ntitle", "title", "title", "starts with a line “+++”"),
    "no minutes": ("minutes = 10\n", "", "+++", "say how long the lesson takes"),
    "no text": (BODY, "", "+++", "has no text"),
    "bad front matter": ("minutes = 10", "minutes = ", "minutes", "not valid TOML"),
    "reference in a title": ('"Comienzo"', '"{term:mode}"', "title", "work only in"),
}
CASES = {
    **{name: Spoiled("01-first/lessons/1-start.es.md", *case) for name, case in IN_SPANISH.items()},
    "a fact only in Spanish": Spoiled(
        "01-first/lessons/1-start.es.md", "Fin.", "{fact:F-A-3}", "{fact:F-A-3}", "not in English"
    ),
    "other minutes": Spoiled(
        "01-first/lessons/1-start.en.md",
        'title = "Start"',
        'title = "x"\nminutes = 9',
        "+++",
        "is 9 here and 10 in the Spanish file",
    ),
    "other practice": Spoiled(
        "01-first/lessons/1-start.en.md",
        'title = "Start"',
        'title = "x"\npractice = 9',
        "+++",
        "is 9 here and 15 in the Spanish file",
    ),
    "a source only in English": Spoiled(
        "01-first/lessons/1-start.en.md",
        'title = "Start"',
        'title = "x"\nsources = ["A book"]',
        "+++",
        "names 1 sources and the Spanish one 0",
    ),
    "a place only in Spanish": Spoiled(
        "01-first/lessons/1-start.en.md", PLACE_EN, "", "A company", "1 places by sector"
    ),
    "a figure only in Spanish": Spoiled(
        "01-first/lessons/1-start.es.md",
        "## Una parte",
        "{calculator:overlap}\n\n## Una parte",
        "{calculator",
        "“overlap” is here but not in English",
    ),
    "heading in a brief": Spoiled(
        "01-first/assignment.toml", "## Qué entrega", "# Qué", "# Qué", "start with “##”"
    ),
    "HTML in a one-line brief": Spoiled(
        "01-first/assignment.toml", BRIEF, 'es = "a\\n\\n<b>"', 'es = "a', "Raw HTML"
    ),
}


@pytest.mark.parametrize("spoiled", CASES.values(), ids=CASES.keys())
def test_a_fault_is_named_on_its_line(spoiled: Spoiled, tmp_path: Path) -> None:
    spoiled.check(tmp_path)
