"""The `curriculum` commands: check the files, and publish them."""

import datetime as dt
import json
from pathlib import Path

import click
from flask.cli import with_appcontext

from courses.calculators.drawing import draw_worksheet
from courses.curriculum.check import review_due
from courses.curriculum.faults import CurriculumError
from courses.curriculum.loader import load_programmes, read_programmes
from courses.curriculum.parity import LOCK, write_lock
from courses.curriculum.proofreading import proofread
from courses.curriculum.render import Calculator
from courses.curriculum.schema import LANGUAGES, Language, Register
from courses.printing.files import CannotPrint, Wish, print_file
from courses.publishing import CURRICULUM, StillCited, publish
from lms import create_app
from lms.config import ConfigError
from lms.db import database
from lms.learning.services import VersionConflict

FOLDER = click.argument(
    "folder",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    default=CURRICULUM,
)


@click.group()
def curriculum() -> None:
    """Check and publish curriculum files."""


@curriculum.command()
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object instead of lines.")
@click.option(
    "--today",
    type=click.DateTime(["%Y-%m-%d"]),
    help="The day on which facts are due for review; default: today.",
)
@FOLDER
def check(folder: Path, as_json: bool, today: dt.datetime | None) -> None:
    """Find every fault in FOLDER, a programme or several, and the facts due for review.

    Ends with 1 when there is a fault; a fact that is due is only a warning.
    """
    found = read_programmes(folder)
    programmes = () if found.faults else found.programmes
    faults, told = (found.faults, ()) if found.faults else proofread(folder, found)
    day = today.date() if today else dt.datetime.now(dt.UTC).date()
    due = {fact.id: fact for each in programmes for fact in review_due(each.register, day)}
    modules = [module for programme in programmes for module in programme.modules]
    lessons = sum(len(module.lessons) for module in modules)
    if as_json:
        report = {
            "modules": len(modules),
            "lessons": dict.fromkeys(LANGUAGES, lessons),
            "faults": [{"file": f.file, "line": f.line, "message": f.message} for f in faults],
            "due": [{"id": key, "review_by": f.review_by.isoformat()} for key, f in due.items()],
            "not_checked": told,
        }
        click.echo(json.dumps(report, ensure_ascii=False, indent=2))
    else:
        for fault in faults:
            click.echo(str(fault))
        for fact in due.values():
            click.echo(f"facts.toml: {fact.id} was due for review on {fact.review_by}.")
        for sentence in told:
            click.echo(sentence)
        if not faults:
            click.echo(f"{len(modules)} module(s) with {lessons} lessons, without a fault.")
    if faults:
        raise SystemExit(1)


@curriculum.command()
@FOLDER
def agree(folder: Path) -> None:
    """Record that the Spanish and the English of every text in FOLDER say the same.

    Run it after reading side by side what `check` names.
    """
    found = read_programmes(folder)
    if found.faults:
        raise click.ClickException("\n".join(str(fault) for fault in found.faults))
    for shelf in found.shelves:
        texts = shelf.texts()
        write_lock(folder / shelf.name, texts)
        click.echo(f"{shelf.name}{LOCK}: {len(texts)} texts")


@curriculum.command(name="print")
@click.argument("code")
@click.option("--lang", default="es", show_default=True, help="es or en.")
@click.option("--pack", "as_pack", is_flag=True, help="The trainer's session pack instead.")
@click.option("--sector", default="general", show_default=True, help="Whose examples.")
@click.option("--output", type=click.Path(path_type=Path), help="The file to write.")
@FOLDER
def print_module(
    code: str, lang: str, as_pack: bool, sector: str, output: Path | None, folder: Path
) -> None:
    """Write module CODE of FOLDER as a PDF: the workbook of a trainee.

    It needs no settings and no database.
    """
    wish = Wish(code, lang, sector, "pack" if as_pack else "workbook")
    try:
        written = print_file(folder, wish, output, _worksheets)
    except (CannotPrint, ConfigError) as error:
        raise click.ClickException(str(error)) from None
    click.echo(f"{written}: {written.stat().st_size // 1024} KB")


def _worksheets(register: Register, language: Language) -> Calculator:
    """Draw with templates and catalogues only: nothing of this application is ever opened."""
    app = create_app({"ENV": "testing", "JOBS": "off"})

    def draw(calculator_id: str) -> str:
        with app.app_context():
            return draw_worksheet(calculator_id, register, language)

    return draw


@curriculum.command()
@click.option("--dry-run", is_flag=True, help="Say what would change and change nothing.")
@FOLDER
@with_appcontext
def sync(folder: Path, dry_run: bool) -> None:
    """Publish FOLDER into the database; safe to repeat.

    A module that differs from what its version already published is refused: give it a new one.
    """
    try:
        programmes = load_programmes(folder)
    except CurriculumError as error:
        raise click.ClickException(str(error)) from None
    try:
        with database().writing() as session:
            changes = [line for each in programmes for line in publish(session, each)]
            if dry_run:
                session.rollback()
    except VersionConflict as error:
        raise click.ClickException(f"{error}: raise “version” in its module.toml.") from None
    except StillCited as error:
        raise click.ClickException(f"{error}.") from None
    for change in changes:
        click.echo(f"{'would be: ' if dry_run else ''}{change}")
    if not changes:
        click.echo("Nothing to change.")
