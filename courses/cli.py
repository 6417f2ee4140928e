"""The `curriculum` commands: check the files, and publish them."""

import datetime as dt
import json
from pathlib import Path

import click
from flask.cli import with_appcontext

from courses.curriculum.check import review_due
from courses.curriculum.faults import CurriculumError, Fault
from courses.curriculum.loader import load_programme
from courses.curriculum.schema import Programme
from courses.publishing import GATEWAY, StillCited, publish
from lms.db import database
from lms.learning.services import VersionConflict

FOLDER = click.argument(
    "folder",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    default=GATEWAY,
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
    """Find every fault in FOLDER, and the facts that are due for review.

    Ends with 1 when there is a fault; a fact that is due is only a warning.
    """
    programme, faults = _load(folder)
    day = today.date() if today else dt.datetime.now(dt.UTC).date()
    due = review_due(programme.register, day) if programme else []
    if as_json:
        found = [{"file": f.file, "line": f.line, "message": f.message} for f in faults]
        late = [{"id": fact.id, "review_by": fact.review_by.isoformat()} for fact in due]
        click.echo(json.dumps({"faults": found, "due": late}, ensure_ascii=False, indent=2))
    else:
        for fault in faults:
            click.echo(str(fault))
        for fact in due:
            click.echo(f"facts.toml: {fact.id} was due for review on {fact.review_by}.")
        if programme:
            click.echo(f"{len(programme.modules)} module(s) without a fault.")
    if faults:
        raise SystemExit(1)


@curriculum.command()
@click.option("--dry-run", is_flag=True, help="Say what would change and change nothing.")
@FOLDER
@with_appcontext
def sync(folder: Path, dry_run: bool) -> None:
    """Publish FOLDER into the database; safe to repeat.

    A module that differs from what its version already published is refused: give it a new one.
    """
    programme, faults = _load(folder)
    if programme is None:
        raise click.ClickException("\n".join(str(fault) for fault in faults))
    try:
        with database().writing() as session:
            changes = publish(session, programme)
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


def _load(folder: Path) -> tuple[Programme | None, tuple[Fault, ...]]:
    try:
        return load_programme(folder), ()
    except CurriculumError as error:
        return None, error.faults
