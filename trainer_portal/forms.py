"""What trainers may type."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import (
    DateField,
    Field,
    IntegerField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import (
    DataRequired,
    InputRequired,
    Length,
    NumberRange,
    StopValidation,
    ValidationError,
)

from lms.accounts.forms import EmailField
from lms.accounts.territory import DEPARTMENTS
from lms.assignments.models import Decision
from lms.forms import REQUIRED, Form, choices
from lms.i18n import LANGUAGES, TIME_ZONE, local
from lms.learning.models import Programme
from lms.learning.services import CohortDetails

COLOMBIA = ZoneInfo(TIME_ZONE)
MAX_SEATS = 500
LONGEST = timedelta(days=2 * 366)
LONGEST_CODE = timedelta(days=366)
FIRST_YEAR, LAST_YEAR = 2020, 2100


def one_line(text: str | None) -> str:
    """The text without line breaks, control characters and doubled spaces."""
    kept = "".join(char if char.isprintable() else " " for char in text or "")
    return " ".join(kept.split())


def plain_text(text: str | None) -> str:
    """The text with its line breaks and without other control characters."""
    lines = (text or "").replace("\r\n", "\n").replace("\r", "\n")
    return "".join(char for char in lines if char.isprintable() or char in "\n\t").strip()


def check_year(_form: Form, field: Field) -> None:
    """Refuse a year that can only be a slip of the keyboard."""
    if field.data is not None and not FIRST_YEAR <= field.data.year <= LAST_YEAR:
        raise ValidationError(_l("Check the year of this date."))


class CohortForm(Form):
    """A cohort as `Cohort` keeps it."""

    name = StringField(
        _l("Name of the cohort"),
        filters=[one_line],
        validators=[
            DataRequired(REQUIRED),
            Length(max=120, message=_l("Write at most %(max)d characters.")),
        ],
    )
    department = SelectField(
        _l("Department"),
        choices=choices([("", _l("Choose…")), *DEPARTMENTS.items()]),
        validators=[InputRequired(_l("Choose a department."))],
    )
    language = RadioField(
        _l("Language of the cohort"),
        choices=choices(LANGUAGES),
        validators=[InputRequired(_l("Choose a language."))],
    )
    starts_on = DateField(_l("First day"), validators=[InputRequired(REQUIRED), check_year])
    ends_on = DateField(_l("Last day"), validators=[InputRequired(REQUIRED), check_year])
    seats = IntegerField(
        _l("Seats"),
        validators=[
            InputRequired(_l("Write how many seats there are.")),
            NumberRange(1, MAX_SEATS, _l("Write a number from %(min)s to %(max)s.")),
        ],
    )

    def validate_ends_on(self, field: DateField) -> None:
        """The last day is not before the first, nor years after it."""
        if self.starts_on.data is None or field.data is None:
            return
        if field.data < self.starts_on.data:
            raise ValidationError(_l("The last day cannot be before the first day."))
        if field.data - self.starts_on.data > LONGEST:
            raise ValidationError(_l("A cohort lasts two years at most."))

    def details(self) -> CohortDetails:
        """What was typed, once it is valid."""
        return CohortDetails(
            name=str(self.name.data),
            department=self.department.data,
            language=self.language.data,
            starts_on=_day(self.starts_on),
            ends_on=_day(self.ends_on),
            seats=int(self.seats.data or 0),
        )


class NewCohortForm(CohortForm):
    """A cohort to be opened in a programme."""

    programme = SelectField(_l("Programme"), coerce=int, validators=[InputRequired()])

    def offer(self, programmes: Sequence[Programme]) -> None:
        """Set the programmes to choose from."""
        self.programme.choices = choices((str(item.id), local(item.title)) for item in programmes)


class JoinCodeForm(Form):
    """Until when a new join code holds."""

    expires_on = DateField(_l("Valid until"), validators=[InputRequired(REQUIRED)])

    def validate_expires_on(self, field: DateField) -> None:
        """From today to a year from now, by the calendar in Colombia."""
        if field.data is None:
            return
        today = today_in_colombia()
        if field.data < today:
            raise ValidationError(_l("Choose today or a later day."))
        if field.data > today + LONGEST_CODE:
            raise ValidationError(_l("A join code holds for one year at most."))

    def expires_at(self) -> datetime:
        """The end of that day in Colombia."""
        return datetime.combine(_day(self.expires_on), time(23, 59, 59), COLOMBIA)


class InviteForm(EmailField, Form):
    """Whom to invite into the cohort."""

    language = RadioField(
        _l("Language of the mail"),
        choices=choices(LANGUAGES),
        validators=[InputRequired(_l("Choose a language."))],
    )


class AttemptForm(Form):
    """Why a trainee gets one more quiz attempt."""

    reason = TextAreaField(
        _l("Reason"),
        filters=[plain_text],
        validators=[
            DataRequired(_l("Write why you allow one more attempt.")),
            Length(max=500, message=_l("Write at most %(max)d characters.")),
        ],
    )


class GradeForm(Form):
    """A judgement; `grade_form` adds one field for each criterion of the rubric."""

    comment = TextAreaField(
        _l("Comment for the trainee"),
        filters=[plain_text],
        validators=[Length(max=4000, message=_l("Write at most %(max)d characters."))],
    )
    decision = RadioField(
        _l("Decision"),
        choices=choices(
            [
                (Decision.PASS.value, _l("Pass")),
                (Decision.RETURN.value, _l("Return for revision")),
            ]
        ),
        validators=[InputRequired(_l("Choose a decision."))],
    )

    def validate_comment(self, field: TextAreaField) -> None:
        """Who must revise has to know what."""
        if self.decision.data == Decision.RETURN and not field.data:
            raise ValidationError(_l("Say what has to change, so that the trainee can revise it."))

    def levels(self) -> dict[str, int]:
        """Criterion id → level, of what was typed so far."""
        typed = {name.removeprefix(LEVEL): field.data for name, field in self._level_fields()}
        return {criterion: level for criterion, level in typed.items() if level is not None}

    def level_errors(self) -> dict[str, str]:
        """Criterion id → what is wrong with its level."""
        return {
            name.removeprefix(LEVEL): str(field.errors[0])
            for name, field in self._level_fields()
            if field.errors
        }

    def _level_fields(self) -> list[tuple[str, Field]]:
        return [(field.name, field) for field in self if field.name.startswith(LEVEL)]


LEVELS = range(1, 5)
LEVEL = "rubric-"
"""How the names of the rubric's fields begin."""


def grade_form(rubric: Sequence[Mapping[str, Any]]) -> GradeForm:
    """The form for a submission that is marked against this rubric."""
    fields = {f"{LEVEL}{criterion['id']}": _level_field(criterion) for criterion in rubric}
    form: type[GradeForm] = type("RubricForm", (GradeForm,), fields)
    return form.of_request()


def _level_field(criterion: Mapping[str, Any]) -> Any:
    title = local(criterion["title"])

    def check_level(_form: Form, field: Field) -> None:
        if field.data not in LEVELS:
            field.errors = []
            raise StopValidation(_("Choose a level for “%(criterion)s”.", criterion=title))

    return IntegerField(title, validators=[check_level])


def today_in_colombia() -> date:
    """The calendar day in Colombia."""
    return datetime.now(COLOMBIA).date()


def _day(field: DateField) -> date:
    assert field.data is not None  # noqa: S101 — the form is valid
    return field.data
