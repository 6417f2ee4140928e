"""The command that lets the first people in: a fresh installation has no account."""

import click
from flask import current_app
from flask.cli import AppGroup

from lms.accounts.forms import INVITED_ROLES, clean_email
from lms.accounts.joining import Invitation, make_invitation
from lms.db import writing
from lms.i18n import CODES
from lms.permissions import Role

people_group = AppGroup("people", help="The people who may sign in.")


@people_group.command()
@click.argument("email")
@click.option("--role", type=click.Choice([role.value for role in INVITED_ROLES]), required=True)
@click.option("--language", type=click.Choice(CODES), default="es", show_default=True)
def invite(email: str, role: str, language: str) -> None:
    """Print a link with which EMAIL gets an account: once, within 14 days. Nothing is mailed."""
    invitation = Invitation(clean_email(email), Role(role), language)
    with writing() as session:
        link = make_invitation(session, current_app.config["BASE_URL"], invitation)
    click.echo(link)
