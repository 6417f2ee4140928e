"""What the trainer portal contributes: cohorts, their people, and the grading queue."""

from flask_babel import lazy_gettext as _l

from lms.events import SubmissionMarked
from lms.permissions import Permission
from lms.plugin import NavItem, Plugin
from trainer_portal.mails import tell_trainee
from trainer_portal.routes import bp, cohorts, grading, joining, participation, trainees

PAGES = (cohorts, grading, joining, participation, trainees)
"""Importing these modules puts their views on the blueprint."""

plugin = Plugin(
    name="trainer_portal",
    package="trainer_portal",
    blueprints=(bp,),
    nav=(
        NavItem(_l("Cohorts"), "trainer_portal.cohorts", Permission.RUN_COHORTS, order=20),
        NavItem(_l("Grading"), "trainer_portal.queue", Permission.RUN_COHORTS, order=25),
    ),
    subscriptions=((SubmissionMarked, tell_trainee),),
)
