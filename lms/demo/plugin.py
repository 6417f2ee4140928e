"""What a demonstration adds: one-click accounts, the outbox, and a story to look at."""

from collections.abc import Sequence

import click
from flask import current_app
from flask.blueprints import BlueprintSetupState
from flask.cli import AppGroup

from lms.db import database
from lms.demo.routes import accounts, bp
from lms.demo.seed import seed
from lms.learning.services import VersionConflict
from lms.plugin import Plugin

group = AppGroup("demo", help="The demonstration.")


@group.command("seed")
def seed_command() -> None:
    """Fill the demonstration: what plugins contribute, then people and their work. Repeatable."""
    plugins: Sequence[Plugin] = current_app.extensions["plugins"]
    try:
        for plugin in plugins:
            if plugin.seed:
                with database().writing() as session:
                    plugin.seed(session)
    except VersionConflict as error:
        raise click.ClickException(f"{error}: start a fresh demonstration.") from error
    with database().writing() as session:
        seed(session)
    click.echo("The demonstration is ready.")


@bp.record_once
def offer_accounts(state: BlueprintSetupState) -> None:
    """Let the front page show the accounts."""
    state.app.extensions["demo_accounts"] = accounts


plugin = Plugin(name="demo", package="lms", blueprints=(bp,), commands=(group,))
