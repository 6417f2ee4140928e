"""The `curriculum` commands."""

import json
from pathlib import Path

import pytest
import sqlalchemy as sa
from click.testing import Result
from flask import Flask

from courses.cli import curriculum
from courses.models import ModuleContent, RegisterContent
from courses.publishing import GATEWAY
from lms.db import Database
from lms.learning.models import ModuleVersion
from tests.courses.curriculum_files import sound_files, write_files


def run(app: Flask, *arguments: object) -> Result:
    return app.test_cli_runner().invoke(curriculum, [str(one) for one in arguments])


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_files(tmp_path, sound_files())


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


def test_the_programme_of_this_package_has_no_fault(app: Flask) -> None:
    result = run(app, "check", GATEWAY)
    assert (result.exit_code, result.output) == (0, "1 module(s) without a fault.\n")


def test_check_says_file_line_and_reason_of_each_fault(app: Flask, folder: Path) -> None:
    edit(folder, "01-first/quiz.toml", "correct = true", "correct = false")
    result = run(app, "check", folder)
    assert result.exit_code == 1
    assert all(line.startswith("01-first/quiz.toml:") for line in result.output.splitlines())
    as_json = run(app, "check", "--json", folder)
    assert as_json.exit_code == 1
    fault = json.loads(as_json.output)["faults"][0]
    assert (fault["file"], fault["line"] > 1) == ("01-first/quiz.toml", True)


def test_check_names_facts_past_their_review_as_a_warning(app: Flask, folder: Path) -> None:
    result = run(app, "check", "--today", "2027-02-01", folder)
    assert result.exit_code == 0
    assert "facts.toml: F-A-2 was due for review on 2027-01-31." in result.output
    as_json = run(app, "check", "--json", "--today", "2026-12-01", folder)
    assert json.loads(as_json.output) == {"faults": [], "due": []}


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
