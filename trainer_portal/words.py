"""What the trainer's pages say about progress, evidence and time."""

from collections.abc import Callable
from datetime import datetime, timedelta

from flask_babel import format_decimal, format_timedelta, ngettext
from flask_babel import gettext as _

from lms.learning.completion import Part, Progress, Requirement
from lms.learning.models import Evidence, EvidenceKind, ModuleVersion
from trainer_portal.queries import ModuleStanding, Trainee

LATE = timedelta(days=5)
SOON = timedelta(days=2)


def reasons(progress: Progress) -> list[str]:
    """Why the module is not complete yet, one sentence for each open requirement."""
    return [_reason(requirement) for requirement in progress.missing]


def _reason(requirement: Requirement) -> str:
    left = requirement.total - requirement.done
    sentences: dict[Part, Callable[[], str]] = {
        Part.LESSONS: lambda: ngettext(
            "%(num)s lesson is still to be read.", "%(num)s lessons are still to be read.", left
        ),
        Part.QUIZ: lambda: _("The quiz is not passed yet."),
        Part.MUST_PASS: lambda: ngettext(
            "%(num)s essential question has no right answer yet.",
            "%(num)s essential questions have no right answer yet.",
            left,
        ),
        Part.ASSIGNMENT: lambda: _("The assignment is not passed yet."),
        Part.PARTICIPATION: lambda: _(
            "Neither attendance at the live session nor a written contribution is recorded."
        ),
    }
    return sentences[requirement.part]()


def progress_words(done: int, total: int) -> str:
    """Where someone stands, in words."""
    if not done:
        return str(_("Not started"))
    if done >= total:
        return str(_("Completed"))
    return str(_("%(done)s of %(total)s steps", done=done, total=total))


def cell(standing: ModuleStanding) -> tuple[str, str, str]:
    """A cell of the people × modules grid: kind, what is seen, what is read out."""
    progress = standing.progress
    if progress.complete:
        return "done", "✓", _("Completed")
    seen = f"{progress.done}/{progress.total}"
    words = progress_words(progress.done, progress.total)
    if standing.to_grade:
        return "wait", f"{seen} !", _("%(progress)s, work to grade", progress=words)
    if progress.started:
        return "part", seen, words
    return "none", "–", words


def standing_of(trainee: Trainee, now: datetime) -> tuple[str, str]:
    """The state of a trainee over all modules, and the kind of its tag."""
    if trainee.complete:
        return _("Completed"), "done"
    if trainee.at_risk(now):
        return _("At risk"), "danger"
    if trainee.done:
        return _("In progress"), "info"
    return _("Not started"), "locked"


def waiting(since: datetime, now: datetime) -> tuple[str, str]:
    """How long a submission waits, and the kind of its tag."""
    waited = now - since
    kind = "danger" if waited >= LATE else "wait" if waited >= SOON else "info"
    words = format_timedelta(waited, granularity="minute", threshold=1)
    return _("Waiting for %(time)s", time=words), kind


def evidence_words(fact: Evidence, version: ModuleVersion) -> str:
    """One dated fact of a trainee's module."""
    lessons = list(version.rule["lessons"])
    score = format_decimal(fact.value or 0, format="#,##0.#")
    number = lessons.index(fact.item) + 1 if fact.item in lessons else fact.item
    sentences: dict[EvidenceKind, Callable[[], str]] = {
        EvidenceKind.LESSON_READ: lambda: _("Read lesson %(number)s", number=number),
        EvidenceKind.QUIZ_ATTEMPT: lambda: _(
            "Quiz, attempt %(number)s: %(score)s %%", number=fact.item, score=score
        ),
        EvidenceKind.QUIZ_PASSED: lambda: _("Passed the quiz with %(score)s %%", score=score),
        EvidenceKind.MUST_PASS: lambda: _(
            "Answered an essential question rightly (%(question)s)", question=fact.item
        ),
        EvidenceKind.ASSIGNMENT_SUBMITTED: lambda: _(
            "Handed in the assignment, version %(number)s", number=fact.item
        ),
        EvidenceKind.ASSIGNMENT_PASSED: lambda: _(
            "Passed the assignment with version %(number)s", number=fact.item
        ),
        EvidenceKind.ATTENDANCE: lambda: _("Attended the live session"),
        EvidenceKind.CONTRIBUTION: lambda: _("Wrote a contribution after watching the recording"),
        EvidenceKind.ATTEMPT_GRANTED: lambda: _(
            "Was allowed one more quiz attempt: %(reason)s", reason=fact.text
        ),
    }
    return sentences[fact.kind]()
