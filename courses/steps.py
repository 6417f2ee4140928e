"""What a trainee should do next in a module: one pure function."""

from dataclasses import dataclass
from enum import Enum, auto

from courses.curriculum.schema import Module
from courses.queries import Standing, lessons_read
from lms.assignments.models import SubmissionState
from lms.learning.completion import Part


class StepKind(Enum):
    """A kind of next step, in the order one meets them."""

    LESSON = auto()
    QUIZ = auto()
    ASSIGNMENT = auto()
    PARTICIPATION = auto()
    WAIT = auto()
    DONE = auto()


@dataclass(frozen=True, slots=True)
class Step:
    """The next step; `position` (from 1) and `slug` say which lesson."""

    kind: StepKind
    position: int = 0
    slug: str = ""


def next_step(module: Module, standing: Standing) -> Step:
    """The first thing that is open and that the trainee herself can do."""
    if standing.progress.complete:
        return Step(StepKind.DONE)
    read = lessons_read(standing.facts)
    for position, lesson in enumerate(module.lessons, 1):
        if lesson.slug not in read and not standing.met(Part.LESSONS):
            return Step(StepKind.LESSON, position, lesson.slug)
    if not quiz_met(standing) and quiz_can_go_on(module, standing):
        return Step(StepKind.QUIZ)
    waiting = standing.submission is SubmissionState.SUBMITTED
    if not standing.met(Part.ASSIGNMENT) and not waiting:
        return Step(StepKind.ASSIGNMENT)
    if not standing.met(Part.PARTICIPATION):
        return Step(StepKind.PARTICIPATION)
    return Step(StepKind.WAIT)


def quiz_met(standing: Standing) -> bool:
    """Whether the quiz asks nothing more for completing the module."""
    return standing.met(Part.QUIZ) and standing.met(Part.MUST_PASS)


def quiz_can_go_on(module: Module, standing: Standing) -> bool:
    """Whether an attempt is open or can be started."""
    return standing.open_try is not None or standing.tries_left(module.quiz.attempts) > 0
