"""What the reports contribute: pages for those who follow the programme as a whole."""

from flask_babel import lazy_gettext as _l

from lms.permissions import Permission
from lms.plugin import NavItem, Plugin
from lms.reports.routes import bp

plugin = Plugin(
    name="reports",
    package="lms",
    blueprints=(bp,),
    nav=(NavItem(_l("Reports"), "reports.completion", Permission.READ_REPORTS, order=40),),
)
