"""The front door, and the tables that every area shares."""

import lms.assignments.models
import lms.jobs.models
import lms.learning.models
from lms.core.routes import bp
from lms.plugin import Plugin

plugin = Plugin(
    name="core",
    package="lms",
    blueprints=(bp,),
    models=(lms.learning.models, lms.assignments.models, lms.jobs.models),
)
