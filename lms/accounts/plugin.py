"""People: signing in and up, invitations, profiles, and the command for the first way in."""

from flask_babel import lazy_gettext

import lms.accounts.models
from lms.accounts import links
from lms.accounts.cli import people_group
from lms.accounts.routes import bp
from lms.permissions import Permission
from lms.plugin import NavItem, Plugin

plugin = Plugin(
    name="accounts",
    package="lms",
    blueprints=(bp,),
    commands=(people_group,),
    nav=(NavItem(lazy_gettext("People"), "accounts.people", Permission.MANAGE_PEOPLE, 60),),
    jobs={links.RESET_JOB: links.send_reset},
    models=(lms.accounts.models,),
)
