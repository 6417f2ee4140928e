"""Reads of a trainee's own way through a programme, in few statements of prebuilt Core."""

from courses.queries.attempts import Attempt as Attempt
from courses.queries.attempts import attempt_of as attempt_of
from courses.queries.places import Place as Place
from courses.queries.places import Trainer as Trainer
from courses.queries.places import completed_codes as completed_codes
from courses.queries.places import names_of as names_of
from courses.queries.places import place_for as place_for
from courses.queries.places import places_of as places_of
from courses.queries.places import trainers_of as trainers_of
from courses.queries.standings import Standing as Standing
from courses.queries.standings import Try as Try
from courses.queries.standings import contribution_of as contribution_of
from courses.queries.standings import facts_of as facts_of
from courses.queries.standings import lessons_read as lessons_read
from courses.queries.standings import standing as standing
from courses.queries.standings import standings as standings
