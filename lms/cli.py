"""The `gateway` command line: the house's commands and those of every plugin."""

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click
from flask import Flask, current_app
from flask.cli import AppGroup, FlaskGroup

from lms.config import ConfigError
from lms.db import database

if TYPE_CHECKING:
    from lms.plugin import Plugin

db_group = AppGroup("db", help="The database and its migrations.")


def init_app(app: Flask, plugins: "Sequence[Plugin]") -> None:
    """Register the house's commands, then the plugins'."""
    app.cli.add_command(db_group)
    for plugin in plugins:
        for item in plugin.commands:
            app.cli.add_command(item)


@db_group.command()
def upgrade() -> None:
    """Bring the database to the newest version, creating it when it is not there."""
    from alembic import command  # slow to import, and only these commands need it

    from lms.migrations import alembic_config

    url = database().url
    if url.get_backend_name() == "sqlite" and url.database:
        Path(url.database).parent.mkdir(parents=True, exist_ok=True)
    command.upgrade(alembic_config(current_app.config["DATABASE_URL"]), "head")
    click.echo("The database is up to date.")


@db_group.command()
def check() -> None:
    """Tell whether the tables are what the models say; exit 1 if not."""
    from alembic import command
    from alembic.util import CommandError

    from lms.migrations import alembic_config

    try:
        command.check(alembic_config(current_app.config["DATABASE_URL"]))
    except CommandError as error:
        raise click.ClickException(str(error)) from error


@db_group.command()
@click.argument("message")
def revision(message: str) -> None:
    """Write a new migration from the difference between models and tables."""
    from alembic import command

    from lms.migrations import alembic_config

    config = alembic_config(current_app.config["DATABASE_URL"])
    command.revision(config, message, autogenerate=True)


def main() -> None:
    """Run `gateway`; the settings are read when a command needs them."""
    from lms.plugin import installed

    group = FlaskGroup(
        create_app=_create_app,
        add_default_commands=False,
        add_version_option=False,
        set_debug_flag=False,
        load_dotenv=False,
        help="Gateway's command line. Settings are LMS_… environment variables.",
    )
    for plugin in installed():
        for item in plugin.commands:
            group.add_command(item)
    group(prog_name="gateway")


def _create_app() -> Flask:
    """Create the app, or say in one sentence which setting is wrong."""
    from lms import create_app

    try:
        return create_app()
    except ConfigError as error:
        click.echo(f"Error: {error}", err=True)
        sys.exit(1)
