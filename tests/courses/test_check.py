"""Each fault in a TOML file is named in its file, on its line, in a sentence."""

import datetime as dt
from pathlib import Path

import pytest

from courses.curriculum.check import review_due
from courses.curriculum.loader import load_programmes
from tests.courses.curriculum_files import (
    ASSIGNMENT,
    GLOSSARY,
    QUIZ,
    Spoiled,
    sound_files,
    write_files,
)

ITEM_B = '[[question.item]]\nid = "b"\ntext = {es = "Segundo", en = "Second"}\n'
ITEM_C = '[[question.item]]\nid = "c"\ntext = {es = "Tercero", en = "Third"}\n'
PAIR_B = QUIZ[QUIZ.index('[[question.pair]]\nid = "b"') : QUIZ.index('\n[[question]]\nid = "q-num')]
RED_RIGHT = 'en = "Red"}\ncorrect = true'
BLUE_RIGHT = 'id = "b"\ntext = {es = "Azul", en = "Blue"}\ncorrect = true'
RED_AND_BLUE = f"{RED_RIGHT}\n[[question.option]]\n{BLUE_RIGHT}"
SECTION = ASSIGNMENT[ASSIGNMENT.index("[[section]]") : ASSIGNMENT.index("[[criterion]]")]
QUESTIONS = QUIZ[QUIZ.index("[[question]]") :]

SAME_HANDOUT = """\
[[handout]]
id = "cards"
title = {es = "Otras", en = "Others"}
body = {es = "Nada", en = "Nothing"}

"""
WAIT = """\
[[section.option]]
id = "wait"
text = {es = "Todavía no", en = "Not yet"}
"""
OPTIONS = 'options = [{es = "Abierta", en = "Open"}, {es = "Cerrada", en = "Closed"}]\n'
IN_QUIZ = {
    "wrong type": ("pass_mark = 70", 'pass_mark = "x"', "pass_mark", "not “x”"),
    "pass mark over 100": ("= 70", "= 101", "pass_mark", "percentage from 1 to 100, not 101"),
    "pass mark 0": ("= 70", "= 0", "pass_mark", "percentage from 1 to 100, not 0"),
    "no attempts": ("attempts = 2", "attempts = 0", "attempts", "1 or more, not 0"),
    "no questions": (QUESTIONS, "question = []", "question", "at least one question"),
    "unknown key": ('stem = {es = "¿Cuánto', 'stam = {es = "¿Cuánto', "stam", "mean “stem”?"),
    "missing key": ('slot = "s4"\n', "", '[[question]]\nid = "q-num', "“slot” is missing"),
    "unknown type": ('"numeric"', '"essay"', '"essay"', "must be one of “single”"),
    "no type": ('type = "numeric"\n', "", '[[question]]\nid = "q-num', "not left out"),
    "missing translation": (', en = "Which mode?"', "", "¿Qué modo?", "has no English text"),
    "blank translation": ('"Which mode?"', '" "', "¿Qué modo?", "text that is not empty"),
    "not a table": ('{es = "Sol", en = "Sun"}', '"Sun"', '"Sun"', "must be a table"),
    "not true or false": ("correct = true", "correct = 1", "correct", "true or false, not 1"),
    "reference in plain text": ("Luna", "{fact:F-A-1}", "{fact:F-A-1}", "work only in"),
    "single with two right": ("= false", "= true", "question.option]]", "exactly one"),
    "single with none right": ("correct = true", "correct = false", "question.opt", "this has 0"),
    "multiple with none right": (
        RED_AND_BLUE,
        RED_AND_BLUE.replace("true", "false"),
        '[[question.option]]\nid = "a"\ntext = {es = "Rojo"',
        "this has none",
    ),
    "multiple with all right": (
        'en = "Green"}\ncorrect = false',
        'en = "Green"}\ncorrect = true',
        '[[question.option]]\nid = "a"\ntext = {es = "Rojo"',
        "needs a wrong one",
    ),
    "option id twice": ('id = "b"', 'id =  "a"', 'id =  "a"', "“a” is already used above"),
    "option text twice": ('"Mode 2"', '"mode  1"', '"mode  1"', "appears twice"),
    "one item": (ITEM_B + ITEM_C, "", "[[question.item]]", "at least two items"),
    "item text twice": ("Segundo", "Primero", 'en = "Second', "“Primero” appears twice"),
    "one pair": (PAIR_B, "", "[[question.pair]]", "at least two pairs"),
    "left text twice": ('"Moon"', '"Sun"', 'es = "Luna"', "“Sun” appears twice"),
    "right text twice": ('"Noche"', '"Día"', '"Night"', "“Día” appears twice"),
    "negative tolerance": ("= 0.1", "= -0.1", "tolerance", "must be 0 or more"),
    "endless tolerance": ("= 0.1", "= inf", "tolerance", "must be 0 or more"),
    "answer not a number": ("= 17.5", "= nan", "answer", "ordinary number"),
    "question id twice": ("q-multiple", "q-single", 'q-single"\nslot = "s1"\ntype = "m', "used"),
    "must_pass differs": (
        'type = "multiple"\nmust_pass = true',
        'type = "multiple"\nmust_pass = false',
        "must_pass = false",
        "differs from “q-single”",
    ),
}
IN_MODULE = {
    "not a list": ('["1-start"]', '"1-start"', "lessons =", "must be a list"),
    "no lessons": ('["1-start"]', "[]", "lessons =", "at least one lesson"),
    "lesson twice": ('["1-start"]', '["1-start",\n"1-start"]', '"1-start"]', "already used"),
    "few outcomes": ('  {es = "Dos", en = "Two"},\n', "", "outcomes", "this one states 2"),
    "outcome untranslated": (', en = "Two"', "", '"Dos"', "outcomes 2 has no English text"),
    "hours and minutes": ("hours = 1.5", "hours = 2", "minutes =", "add up to 90"),
    "missing minutes": (", live = 30", "", "minutes =", "“live” is missing from “minutes”"),
    "bad version": ('"1.0"', '"one"', "version", "such as “1.0”"),
    "unknown prerequisite": ("sites = []", 'sites = ["M9"]', "prerequ", "no module “M9”"),
    "prerequisite cycle": ("sites = []", 'sites = ["M2"]', "prerequ", "wait for each other: M"),
}
IN_SESSION = {
    "session gap": ("10–30", "15–30", "15–30", "the one before ends at 10"),
    "session too short": ("10–30", "10–25", '[[step]]\nminutes = "10', "at minute 25"),
    "session nonsense": ("10–30", "later", "later", "such as 0–10"),
    "session backwards": ("10–30", "30–10", "30–10", "such as 0–10"),
    "step without a script": (
        'script = {es = "Hola a todos.", en = "Hello everyone."}\n',
        "",
        "[[step]]",
        "“script” is missing",
    ),
    "handout twice": (
        "[[handout]]",
        SAME_HANDOUT + "[[handout]]",
        'id = "cards"\ntitle = {es = "T',
        "used",
    ),
    "online untranslated": (', en = "In rooms"', "", "online", "“online” has no English text"),
}
IN_ASSIGNMENT = {
    "text without limit": ("max_chars = 1500\n", "", "[[section]]", "needs “max_chars”"),
    "one option": (WAIT, "", "[[section.option]]", "at least two options"),
    "option twice": ('id = "wait"', 'id = "go" ', 'id = "go" ', "already used"),
    "table without end": (
        "max_rows = 3\n",
        "",
        '[[section]]\nid = "gaps',
        "its rows, or “max_rows”",
    ),
    "more rows asked than allowed": ("min_rows = 1", "min_rows = 4", "min_rows", "not be more"),
    "choice without options": (OPTIONS, "", '[[section.column]]\nid = "state"', "“options”"),
    "unknown column": ("{cost}*12", "{price}*12", "formula", "no other column “price”"),
    "formula of itself": ("{cost}*12", "{total}*12", "formula", "no other column “total”"),
    "unknown type": ('type = "table"', 'type = "grid"', 'type = "grid"', "one of “text”"),
    "unknown file": ("max_files = 3", 'max_files = 3\nfile = "pdf"', "file =", "“docx”, “xlsx”"),
}
ELSEWHERE = {
    "three levels": ("T", '  {es = "Listo", en = "Ready"},\n', "", "levels", "this has 3"),
    "bad id": ("T", '"clarity"', '"clear it!"', "clear it!", "letters, digits"),
    "self-study does not add up": (
        *("1", "self_study = 30", "self_study = 25", "minutes", "add up to 85"),
    ),
    "value not localised": ("F", '{es = "5 %", en = "5%"}', '{es = "5 %"}', "values", "English"),
    "form of a term": ("G", "\nnote", "\nforms = {es = 3}\nnote", "forms", "must be a list"),
    "section twice": ("T", SECTION, SECTION + SECTION.replace("id = ", "id =  "), "id =  ", "used"),
    "module code twice": ("2", 'code = "M2"', 'code = "M1"', "code", "the code “M1” already"),
    "fact id twice": ("F", '"F-A-3"', '"F-A-2"', 'F-A-2"\ntext = {es = "Sin', "already used"),
    "unused fact": ("F", "reserve = true", "", '[[fact]]\nid = "F-A-3"', "No text cites “F-A-3”"),
    "review before date": ("F", "2027-11-23", "2026-11-23", "review_by", "later than “as_of”"),
    "date in quotes": ("F", "= 2026-10-01", '= "soon"', "soon", "must be a date such as"),
    "unknown volatility": ("F", '"annual"', '"yearly"', "yearly", "“annual”, “watch”, not"),
    "unknown flag": ("F", '["counsel"]', '["lawyer"]', "flags", "“counsel”, “accountant”, not"),
    "odd address": ("F", "https://example", "ftp://example", "url", "start with https://"),
    "term without French": ("G", 'fr = "mode de fourniture"\n', "", "[[term]]", "“fr” is missing"),
    "term id twice": ("G", GLOSSARY, GLOSSARY + GLOSSARY.replace("d =", "d  ="), "id  =", "used"),
    "odd folder": ("P", '"02-second"', '"../x"', '"../x"', "letters, digits"),
    "folder twice": ("P", "02-second", "01-first", "modules", "already used above"),
    "no modules": ("P", '["01-first", "02-second"]', "[]", "modules", "at least one module"),
}  # fmt: skip
FILES = {
    "1": "01-first/module.toml",
    "T": "01-first/assignment.toml",
    "2": "02-second/module.toml",
    "F": "facts.toml",
    "G": "glossary.toml",
    "P": "programme.toml",
}
CASES = {
    **{name: Spoiled("01-first/quiz.toml", *case) for name, case in IN_QUIZ.items()},
    **{name: Spoiled("01-first/module.toml", *case) for name, case in IN_MODULE.items()},
    **{name: Spoiled("01-first/session.toml", *case) for name, case in IN_SESSION.items()},
    **{name: Spoiled("01-first/assignment.toml", *case) for name, case in IN_ASSIGNMENT.items()},
    **{name: Spoiled(FILES[case[0]], *case[1:]) for name, case in ELSEWHERE.items()},
}


@pytest.mark.parametrize("spoiled", CASES.values(), ids=CASES.keys())
def test_a_fault_is_named_on_its_line(spoiled: Spoiled, tmp_path: Path) -> None:
    spoiled.check(tmp_path)


def test_facts_fall_due_on_their_review_day_longest_overdue_first(tmp_path: Path) -> None:
    register = load_programmes(write_files(tmp_path, sound_files()))[0].register
    assert review_due(register, dt.date(2026, 12, 30)) == []
    assert [fact.id for fact in review_due(register, dt.date(2027, 1, 31))] == ["F-A-3", "F-A-2"]
