"""Each fault in a lesson or brief is named in its file, on its line, in a sentence."""

from pathlib import Path

import pytest

from tests.courses.curriculum_files import FILLER, LESSON_ES, Spoiled

BODY = LESSON_ES.replace("FILLER", FILLER).split("+++\n")[2]
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
    "stray close": ("Fin.", "::: ", "::: ", "was not opened"),
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
    "too short": (FILLER, "corto", "Hay {fact", "600 to 1000 words; this one has"),
    "too long": ("Fin.", FILLER, "Hay {fact", "600 to 1000 words; this one has"),
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
