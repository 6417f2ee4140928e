"""The completion report in words: its columns, its cells, and what it means by them."""

from collections.abc import Iterable, Iterator, Mapping
from zoneinfo import ZoneInfo

from flask_babel import format_datetime, ngettext
from flask_babel import gettext as _
from stdnum.co import nit
from wtforms import Field

from lms.accounts.territory import DEPARTMENTS
from lms.assignments.models import SubmissionState
from lms.db import utcnow
from lms.exports import Column, Notes, Row
from lms.i18n import TIME_ZONE, local
from lms.learning.completion import CompletionRule
from lms.reports.forms import FilterForm, states
from lms.reports.values import Line, Reference, Totals

_ZONE = ZoneInfo(TIME_ZONE)


def columns() -> tuple[Column, ...]:
    """The columns of the files, in the language of the request."""
    return (
        Column("cohort", _("Cohort")),
        Column("programme", _("Programme")),
        Column("department_code", _("Department code")),
        Column("department", _("Department of the firm")),
        Column("firm", _("Firm")),
        Column("nit", _("NIT")),
        Column("trainee", _("Trainee")),
        Column("trainer", _("Lead trainer")),
        Column("module", _("Module")),
        Column("version", _("Version")),
        Column("state", _("State")),
        Column("lessons_read", _("Lessons read"), "number"),
        Column("lessons_total", _("Lessons in all"), "number"),
        Column("quiz", _("Best quiz result, %"), "number"),
        Column("assignment", _("Assignment")),
        Column("participation", _("Participation")),
        Column("enrolled_on", _("Enrolled on"), "date"),
        Column("completed_at", _("Completed (time in Colombia)"), "datetime"),
    )


def cells(lines: Iterable[Line]) -> Iterator[Row]:
    """The rows of the files, in the language of the request."""
    in_words, handed_in, yes_no = states(), assignments(), {True: _("Yes"), False: _("No")}
    for line in lines:
        yield {
            "cohort": line.cohort,
            "programme": local(line.programme),
            "department_code": line.department,
            "department": DEPARTMENTS.get(line.department, line.department),
            "firm": line.firm,
            "nit": nit.format(line.nit),
            "trainee": line.trainee,
            "trainer": line.trainer,
            "module": line.module,
            "version": line.version,
            "state": in_words[line.state],
            "lessons_read": line.lessons_read,
            "lessons_total": line.lessons_total,
            "quiz": line.quiz_percent,
            "assignment": handed_in[line.assignment] if line.assignment_asked else None,
            "participation": None if line.participated is None else yes_no[line.participated],
            "enrolled_on": line.enrolled_at.astimezone(_ZONE).date(),
            "completed_at": line.completed_at,
        }


def assignments() -> Mapping[SubmissionState | None, str]:
    """What became of an assignment, in words; a draft is the trainee's own and says nothing."""
    return {
        None: _("Not handed in"),
        SubmissionState.SUBMITTED: _("Waiting for its mark"),
        SubmissionState.RETURNED: _("Returned for revision"),
        SubmissionState.PASSED: _("Passed by the trainer"),
    }


def definitions() -> list[tuple[str, str]]:
    """What the words of the report mean: pairs of a term and its sentence."""
    in_words = [*states().values()]
    return [
        (_("Row"), _("One person in one cohort, and one module that this cohort follows.")),
        (
            in_words[2],
            _(
                "Everything that the module version asks for was met. The time is that of the "
                "last part; a completion is never taken back."
            ),
        ),
        (
            in_words[1],
            _("A lesson, a quiz attempt, an assignment or a participation is on record."),
        ),
        (in_words[0], _("Nothing is on record yet.")),
        (
            _("Completion rate"),
            _("Completed rows of all rows; left out where a state or a period is chosen."),
        ),
        (_("Department"), _("Where the firm has its seat, not where the cohort meets.")),
        (_("Best quiz result, %"), _("The highest percentage of all attempts.")),
        (
            _("Participation"),
            _("Was at the live session, or wrote a contribution after its recording."),
        ),
    ]


def rules(known: Reference) -> list[tuple[str, str]]:
    """What each module version asks for: pairs of its name and its parts."""
    return [
        (f"{version.code} {version.version} · {local(version.title)}", asked_for(version.rule))
        for version in known.versions.values()
    ]


def asked_for(rule: CompletionRule) -> str:
    """A completion rule in words."""
    lessons, slots = len(rule.lessons), len(rule.must_pass)
    parts = (
        lessons and ngettext("%(num)s lesson read", "%(num)s lessons read", lessons),
        rule.quiz and _("quiz passed"),
        slots
        and ngettext(
            "%(num)s compulsory question right", "%(num)s compulsory questions right", slots
        ),
        rule.assignment and _("assignment passed"),
        rule.participation and _("participation"),
    )
    return ", ".join(part for part in parts if part) or _("nothing")


def notes(form: FilterForm, known: Reference, sums: Totals) -> Notes:
    """The second sheet: what was asked, what it adds up to, and what the words mean."""
    made = [(_("Made on"), format_datetime(utcnow(), "medium"))]
    asked = [(str(field.label.text), _shown(field)) for field in form if field.data]
    added = [
        (_("Rows"), str(sums.rows)),
        (_("People"), str(sums.people)),
        (_("Firms"), str(sums.firms)),
        (_("Completions"), str(sums.completions)),
    ]
    return Notes(_("Definitions"), [*made, *asked, *added, *definitions(), *rules(known)])


def _shown(field: Field) -> str:
    choices = dict(getattr(field, "choices", None) or ())
    return str(choices.get(field.data, field.data))
