"""What certificates contribute: issuing on completion, the pages, the job and the commands."""

from flask import url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from certificates import models, queries
from certificates.cli import group
from certificates.rendering import render_job
from certificates.routes import bp
from certificates.services import RENDER, issue_on_completion
from lms.events import ModuleCompleted
from lms.permissions import Permission
from lms.plugin import Link, NavItem, Plugin


def completion_link(session: Session, completion_id: int) -> Link | None:
    """The holder's page of certificates, once one was issued."""
    if not queries.is_certified(session, completion_id):
        return None
    return Link(_("Certificate"), url_for("certificates.mine"))


plugin = Plugin(
    name="certificates",
    package="certificates",
    blueprints=(bp,),
    commands=(group,),
    nav=(
        NavItem(_l("Certificates"), "certificates.mine", Permission.LEARN, 30),
        NavItem(_l("Register"), "certificates.register", Permission.READ_REGISTER, 50),
    ),
    subscriptions=((ModuleCompleted, issue_on_completion),),
    jobs={RENDER: render_job},
    models=(models,),
    completion_link=completion_link,
)
