"""The trainee's pages, all below /learn."""

from courses.readiness.routes import readiness as readiness
from courses.routes import assignment as assignment
from courses.routes import calculators as calculators
from courses.routes import facts as facts
from courses.routes import printing as printing
from courses.routes import quiz as quiz
from courses.routes import reading as reading
from courses.routes import template as template
from courses.routes.base import bp as bp
