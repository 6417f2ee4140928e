"""What the courses package contributes."""

from flask_babel import lazy_gettext

from courses import models
from courses.cli import curriculum
from courses.publishing import seed
from courses.routes import bp
from lms.permissions import Permission
from lms.plugin import NavItem, Plugin

plugin = Plugin(
    name="courses",
    package="courses",
    blueprints=(bp,),
    commands=(curriculum,),
    nav=(
        NavItem(lazy_gettext("My learning"), "courses.home", Permission.LEARN, order=10),
        NavItem(lazy_gettext("Session packs"), "courses.packs", Permission.RUN_COHORTS, order=26),
        NavItem(lazy_gettext("Facts"), "courses.facts", Permission.READ_FACTS, order=55),
    ),
    models=(models,),
    seed=seed,
)
