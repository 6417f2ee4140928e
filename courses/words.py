"""Sentences of the trainee's pages: what is missing, what comes next, why something cannot be."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import flask_babel

from courses.curriculum.schema import Language, Lesson, Module
from courses.queries import Place, Standing
from courses.quiz import Reason
from courses.steps import StepKind, next_step
from lms.assignments.models import SubmissionState
from lms.learning.completion import Part, Requirement

_: Callable[..., str] = flask_babel.gettext
ngettext: Callable[..., str] = flask_babel.ngettext


@dataclass(frozen=True, slots=True)
class Task:
    """A row of a task list, as the macro reads it."""

    label: str
    url: str
    hint: str
    status: str
    kind: str


@dataclass(frozen=True, slots=True)
class Resume:
    """The one card on top: what comes next."""

    title: str
    hint: str
    url: str
    label: str


def progress_words(standing: Standing) -> str:
    """How many steps are done, in words."""
    done, total = standing.progress.done, standing.progress.total
    return _("%(done)s of %(total)s steps done", done=done, total=total)


def missing_sentences(module: Module, standing: Standing, language: Language) -> list[str]:
    """Why the module is not complete yet, one sentence for each part."""
    return [_missing(need, module, standing, language) for need in standing.progress.missing]


def _missing(need: Requirement, module: Module, standing: Standing, language: Language) -> str:
    match need.part:
        case Part.LESSONS:
            if len(need.missing) > 1:
                return _("Mark %(num)s more lessons as read.", num=len(need.missing))
            title = module.lesson(need.missing[0]).title[language]
            return _("Mark one more lesson as read: “%(title)s”.", title=title)
        case Part.QUIZ:
            return _("Pass the quiz with %(mark)s%% or more.", mark=module.quiz.pass_mark)
        case Part.MUST_PASS:
            places = ", ".join(str(at) for at in must_pass_positions(module, need.missing))
            return ngettext(
                "Answer the essential question of the quiz rightly: question %(places)s.",
                "Answer the essential questions of the quiz rightly: questions %(places)s.",
                len(need.missing),
                places=places,
            )
        case Part.ASSIGNMENT:
            return assignment_sentence(standing.submission)
        case Part.PARTICIPATION:
            return _(
                "Take part in the live session, or watch its recording and write a contribution."
            )


def must_pass_positions(module: Module, slots: tuple[str, ...] | None = None) -> list[int]:
    """The positions (from 1) of essential questions in the quiz: all, or those of some slots."""
    wanted = module.quiz.must_pass_slots if slots is None else slots
    return [at for at, slot in enumerate(module.quiz.slots, 1) if slot in wanted]


def assignment_sentence(state: SubmissionState | None) -> str:
    """What the assignment waits for."""
    match state:
        case SubmissionState.SUBMITTED:
            return _("Your assignment is handed in; your trainer still has to mark it.")
        case SubmissionState.RETURNED:
            return _("Your trainer returned your assignment: correct it and hand it in again.")
        case SubmissionState.DRAFT:
            return _("Your assignment is a draft: finish it and hand it in.")
        case _:
            return _("Hand in the assignment and have it passed by your trainer.")


def assignment_status(state: SubmissionState | None) -> tuple[str, str]:
    """The assignment's state as a word and the kind of its tag."""
    return {
        None: (_("To do"), "todo"),
        SubmissionState.DRAFT: (_("Draft"), "todo"),
        SubmissionState.SUBMITTED: (_("Waiting for its mark"), "wait"),
        SubmissionState.RETURNED: (_("Returned"), "danger"),
        SubmissionState.PASSED: (_("Approved"), "done"),
    }[state]


def quiz_status(module: Module, standing: Standing) -> tuple[str, str]:
    """The quiz's state as words and the kind of its tag."""
    if standing.quiz_done:
        return _("Passed"), "done"
    if standing.open_try is not None:
        return _("In progress"), "todo"
    if not standing.tries_left(module.quiz.attempts):
        return _("Write to your trainer"), "danger"
    if any(one.passed for one in standing.tries):
        return _("Essential question open"), "todo"
    return (_("Try again"), "todo") if standing.tries else (_("To do"), "todo")


def attempts_left(number: int) -> str:
    """How many attempts may still be started."""
    if not number:
        return _("No attempt left")
    return ngettext("%(num)s attempt left", "%(num)s attempts left", number)


def lesson_time(lesson: Lesson) -> str:
    """How long it takes to read a lesson, and to do what it asks for."""
    if not lesson.practice:
        return _("%(minutes)s minutes", minutes=lesson.minutes)
    return _(
        "%(minutes)s minutes to read, %(practice)s to practise",
        minutes=lesson.minutes,
        practice=lesson.practice,
    )


def lesson_tasks(
    module: Module, base: str, read: frozenset[str], language: Language
) -> Iterator[Task]:
    """The lessons as rows."""
    for lesson in module.lessons:
        done = lesson.slug in read
        yield Task(
            label=lesson.title[language],
            url=f"{base}/lesson/{lesson.slug}",
            hint=lesson_time(lesson),
            status=_("Read") if done else _("To read"),
            kind="done" if done else "todo",
        )


def other_tasks(
    module: Module, base: str, standing: Standing, language: Language
) -> Iterator[Task]:
    """The quiz, the assignment and the participation as rows."""
    number = len(module.quiz.slots)
    asked = ngettext("%(num)s question", "%(num)s questions", number)
    left = attempts_left(standing.tries_left(module.quiz.attempts))
    hint = asked if standing.quiz_done else f"{asked} · {left}"
    yield Task(_("Quiz"), f"{base}/quiz", hint, *quiz_status(module, standing))
    title = module.assignment.title[language]
    state = assignment_status(standing.submission)
    yield Task(_("Assignment"), f"{base}/assignment", title, *state)
    if module.completion.participation:
        done = standing.met(Part.PARTICIPATION)
        word = (_("Done"), "done") if done else (_("To do"), "todo")
        hint = _("Live session, or its recording with a contribution")
        yield Task(_("Participation"), f"{base}/participation", hint, *word)


def resume(
    place: Place, module: Module, standing: Standing, base: str, language: Language
) -> Resume:
    """The card that names the next step."""
    step = next_step(module, standing)
    name = place.title[language]
    go_on = _("Continue")
    match step.kind:
        case StepKind.LESSON:
            title = module.lesson(step.slug).title[language]
            hint = _("Lesson %(n)s of %(all)s", n=step.position, all=len(module.lessons))
            url = f"{base}/lesson/{step.slug}"
            label = _("Continue: lesson %(n)s", n=step.position)
            return Resume(title, f"{place.code} · {hint}", url, label)
        case StepKind.QUIZ:
            return Resume(_("Quiz"), f"{place.code} · {name}", f"{base}/quiz", go_on)
        case StepKind.ASSIGNMENT:
            title = module.assignment.title[language]
            hint = f"{place.code} · {_('Assignment')}"
            return Resume(title, hint, f"{base}/assignment", go_on)
        case StepKind.PARTICIPATION:
            return Resume(
                _("Participation"), f"{place.code} · {name}", f"{base}/participation", go_on
            )
        case StepKind.WAIT:
            return Resume(_("Waiting for your trainer"), f"{place.code} · {name}", base, _("See"))
        case StepKind.DONE:
            return Resume(_("Module completed"), f"{place.code} · {name}", base, _("See"))


def refused_answer(reason: Reason) -> str:
    """Why an answer cannot be taken."""
    return {
        Reason.TAMPERED: _("That answer does not belong to this question. Choose again."),
        Reason.REPEATED_POSITION: _("Two items have the same position: give each its own."),
        Reason.MISSING_POSITION: _("Give every item a position, or leave all of them open."),
        Reason.NOT_A_NUMBER: _("Write a number in digits, for example 17.5."),
        Reason.AMBIGUOUS_NUMBER: _("Write the number without a thousands separator."),
    }[reason]


def cohort_closed() -> str:
    """Why nothing can be saved any more."""
    return _("Your cohort is closed and takes no more work. Nothing was changed.")
