"""The `curriculum` commands."""

import json
from pathlib import Path

import pytest
import sqlalchemy as sa
from click.testing import Result
from flask import Flask

from courses.cli import curriculum
from courses.models import ModuleContent, RegisterContent
from courses.publishing import CURRICULUM
from lms.db import Database
from lms.learning.models import ModuleVersion
from tests.courses.curriculum_files import line_of, sound_files, write_files


def run(app: Flask, *arguments: object) -> Result:
    return app.test_cli_runner().invoke(curriculum, [str(one) for one in arguments])


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_files(tmp_path, sound_files())


@pytest.fixture
def agreed(app: Flask, folder: Path) -> Path:
    """The files after somebody read both languages side by side."""
    assert run(app, "agree", folder).exit_code == 0
    return folder


def edit(folder: Path, file: str, old: str, new: str) -> None:
    text = (folder / file).read_text(encoding="utf-8")
    assert old in text
    (folder / file).write_text(text.replace(old, new), encoding="utf-8")


def stored(database: Database) -> list[tuple[str, str]]:
    with database.reading() as session:
        query = sa.select(ModuleVersion.version, ModuleContent.sha256).join(
            ModuleContent, ModuleContent.module_version_id == ModuleVersion.id
        )
        return [(row[0], row[1]) for row in session.execute(query.order_by(ModuleVersion.id))]


def test_the_programmes_of_this_package_have_no_fault(app: Flask) -> None:
    result = run(app, "check", "--json", CURRICULUM)
    report = json.loads(result.output)
    assert (result.exit_code, report["faults"], report["not_checked"]) == (0, [], [])
    assert report["modules"] == 15
    assert report["lessons"]["es"] == report["lessons"]["en"] >= 60


def test_check_says_file_line_and_reason_of_each_fault(app: Flask, folder: Path) -> None:
    edit(folder, "01-first/quiz.toml", "correct = true", "correct = false")
    result = run(app, "check", folder)
    assert result.exit_code == 1
    assert all(line.startswith("01-first/quiz.toml:") for line in result.output.splitlines())
    as_json = run(app, "check", "--json", folder)
    assert as_json.exit_code == 1
    fault = json.loads(as_json.output)["faults"][0]
    assert (fault["file"], fault["line"] > 1) == ("01-first/quiz.toml", True)


def test_check_names_facts_past_their_review_as_a_warning(app: Flask, agreed: Path) -> None:
    result = run(app, "check", "--today", "2027-02-01", agreed)
    assert result.exit_code == 0
    assert "facts.toml: F-A-2 was due for review on 2027-01-31." in result.output
    assert "2 module(s) with 2 lessons, without a fault." in result.output
    as_json = run(app, "check", "--json", "--today", "2026-12-01", agreed)
    assert json.loads(as_json.output) == {
        "modules": 2,
        "lessons": {"es": 2, "en": 2},
        "faults": [],
        "due": [],
        "not_checked": [],
    }


def test_texts_that_nobody_compared_are_named(app: Flask, folder: Path) -> None:
    result = run(app, "check", folder)
    assert result.exit_code == 1
    lines = [line.split(": Nobody has compared")[0] for line in result.output.splitlines()]
    assert {"01-first/lessons/1-start.es.md:7", "02-second/quiz.toml:10"} <= set(lines)
    assert run(app, "agree", folder).exit_code == 0
    assert run(app, "check", folder).exit_code == 0


@pytest.mark.parametrize(
    ("file", "old", "new", "sentence"),
    [
        ("quiz.toml", "¿Qué modo?", "¿Cuál modo?", "The Spanish was changed and the English"),
        ("quiz.toml", "Which mode?", "What mode?", "The English was changed and the Spanish"),
        ("lessons/1-start.es.md", "Un poco.", "Nada.", "The Spanish was changed"),
        ("lessons/1-start.en.md", "A little.", "Nothing.", "The English was changed"),
        ("lessons/1-start.en.md", '"Start"', '"Begin"', "The English was changed"),
    ],
)
def test_a_text_changed_in_one_language_is_stale_in_the_other(
    app: Flask, agreed: Path, file: str, old: str, new: str, sentence: str
) -> None:
    edit(agreed, f"01-first/{file}", old, new)
    result = run(app, "check", agreed)
    assert result.exit_code == 1
    assert result.output.startswith(f"01-first/{file}:")
    assert sentence in result.output


@pytest.mark.parametrize(
    ("file", "old", "new", "sentence"),
    [
        (
            "01-first/lessons/1-start.es.md",
            "Texto del caso.",
            "This text was forgotten in English here.",
            "This reads like English, not Spanish.",
        ),
        (
            "01-first/quiz.toml",
            'en = "Which mode?"',
            'en = "¿En qué modo se presta este servicio?"',
            "This reads like Spanish, not English.",
        ),
        (
            "01-first/lessons/1-start.es.md",
            "Texto del caso.",
            "Texto del cazzo y de Sirra.",
            "Not in the Spanish dictionary: “cazzo”, “Sirra”.",
        ),
        (
            "01-first/lessons/1-start.en.md",
            "Text of the case.",
            "Texxt of the firm’s case.",
            "Not in the English dictionary: “Texxt”.",
        ),
    ],
)
def test_wrong_language_and_spelling_are_named_on_their_line(
    app: Flask, agreed: Path, file: str, old: str, new: str, sentence: str
) -> None:
    edit(agreed, file, old, new)
    run(app, "agree", agreed)
    line = line_of((agreed / file).read_text(encoding="utf-8"), new.split(" = ")[-1].strip('"'))
    result = run(app, "check", agreed)
    assert result.output.splitlines()[0] == f"{file}:{line}: {sentence}"


@pytest.mark.parametrize(
    "text",
    [
        "Dijo: «we will see what happens next week».",
        "El correo dice *we will see what happens next week*.",
        "> We will see what happens next week.",
        "Escríbalo, envíeselas y dígannos si sirve el CCOFTA.",
        "Vea `xyzzy` y https://example.org/wrods/in/an/address.",
    ],
)
def test_quotations_code_and_verbs_with_pronouns_are_no_mistakes(
    app: Flask, agreed: Path, text: str
) -> None:
    edit(agreed, "01-first/lessons/1-start.es.md", "Texto del caso.", text)
    run(app, "agree", agreed)
    assert run(app, "check", agreed).output == "2 module(s) with 2 lessons, without a fault.\n"


def test_what_the_machine_cannot_check_is_said(
    app: Flask, agreed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(agreed))
    result = run(app, "check", agreed)
    assert result.exit_code == 0
    assert "Spelling was not checked: install hunspell" in result.output


def test_agree_records_nothing_while_there_are_faults(app: Flask, folder: Path) -> None:
    edit(folder, "01-first/quiz.toml", "correct = true", "correct = false")
    assert run(app, "agree", folder).exit_code == 1
    assert not (folder / "parity.lock").exists()


def test_sync_publishes_once_and_says_what_it_did(
    app: Flask, folder: Path, database: Database
) -> None:
    first = run(app, "sync", folder)
    assert first.output.splitlines() == [
        "programme small: created",
        "module M1 1.0: published",
        "module M2 1.0: published",
        "facts and glossary: created",
    ]
    before = stored(database)
    assert run(app, "sync", folder).output == "Nothing to change.\n"
    assert stored(database) == before
    assert len(before) == 2


def test_a_dry_run_says_it_and_changes_nothing(
    app: Flask, folder: Path, database: Database
) -> None:
    result = run(app, "sync", "--dry-run", folder)
    assert result.exit_code == 0
    assert "would be: module M1 1.0: published" in result.output
    assert stored(database) == []


def test_a_published_version_cannot_change_and_a_new_one_can_follow(
    app: Flask, folder: Path, database: Database
) -> None:
    run(app, "sync", folder)
    before = stored(database)
    edit(folder, "01-first/module.toml", 'en = "First"', 'en = "Changed"')
    refused = run(app, "sync", folder)
    assert refused.exit_code == 1
    assert refused.output == (
        "Error: M1 1.0 is already published and differs: raise “version” in its module.toml.\n"
    )
    assert stored(database) == before
    edit(folder, "01-first/module.toml", 'version = "1.0"', 'version = "1.1"')
    assert run(app, "sync", folder).output == "module M1 1.1: published\n"
    assert [version for version, _sha in stored(database)] == ["1.0", "1.0", "1.1"]


def test_facts_are_brought_up_to_date(app: Flask, folder: Path, database: Database) -> None:
    run(app, "sync", folder)
    edit(folder, "facts.toml", "15 %", "19 %")
    assert run(app, "sync", folder).output == "facts and glossary: updated\n"
    with database.reading() as session:
        assert "19 %" in session.scalars(sa.select(RegisterContent.body)).one()


def test_a_fact_that_a_published_version_cites_cannot_go(
    app: Flask, folder: Path, database: Database
) -> None:
    run(app, "sync", folder)
    for module in ("01-first", "02-second"):
        edit(folder, f"{module}/module.toml", 'version = "1.0"', 'version = "2.0"')
        for language in ("es", "en"):
            file = f"{module}/lessons/1-start.{language}.md"
            edit(folder, file, "{fact:F-A-1}", "{fact:F-A-2}")
    facts = (folder / "facts.toml").read_text(encoding="utf-8")
    second = facts.index("[[fact]]", 10)
    (folder / "facts.toml").write_text(facts[second:], encoding="utf-8")
    refused = run(app, "sync", folder)
    assert refused.exit_code == 1
    assert "1.0 is published and cites F-A-1: keep it in the register." in refused.output
    assert len(stored(database)) == 2


def test_faulty_files_are_not_published(app: Flask, folder: Path, database: Database) -> None:
    edit(folder, "01-first/module.toml", 'title = {es = "Primero", en', "title = {en")
    result = run(app, "sync", folder)
    assert result.exit_code == 1
    assert "01-first/module.toml:" in result.output
    assert stored(database) == []
