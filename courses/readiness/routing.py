"""Where a result leads: which modules, in which order, how much of each, and why."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from courses.curriculum.readiness import HOWS, Dimension, How, Item, Level, Readiness
from courses.readiness.scoring import NOT_APPLICABLE, Answers, level_of, points_of
from lms.learning.services import ReadinessResult

WEAK = 1
"""An item with so many points or fewer is a gap."""


@dataclass(frozen=True, slots=True)
class Reason:
    """The dimension for which a module is in the plan, and how far it is."""

    dimension: Dimension
    level: Level
    score: float


@dataclass(frozen=True, slots=True)
class PlanStep:
    """A module to work through, how much of it, and the reasons, the weakest first."""

    code: str
    how: How
    reasons: tuple[Reason, ...]


def reasons(readiness: Readiness, result: ReadinessResult) -> list[Reason]:
    """Every dimension with its level, the weakest first."""
    found = [
        Reason(one, level_of(readiness, result.scores[one.id]), result.scores[one.id])
        for one in readiness.dimensions
    ]
    return sorted(found, key=lambda reason: reason.score)


def plan(
    readiness: Readiness, result: ReadinessResult, needs: Mapping[str, Sequence[str]]
) -> tuple[PlanStep, ...]:
    """The modules to work through, those for weak dimensions first, none before what it needs.

    `needs` gives each module's prerequisites by code, in the programme's order. Where two
    dimensions lead to the same module, the one that asks for more of it decides.
    """
    found: dict[str, list[tuple[How, Reason]]] = {}
    for reason in reasons(readiness, result):
        for task in reason.dimension.route(reason.level.id).modules:
            found.setdefault(task.code, []).append((task.how, reason))
    steps = [
        PlanStep(
            code,
            max((how for how, _reason in asked), key=HOWS.index),
            tuple(reason for _how, reason in asked),
        )
        for code, asked in found.items()
    ]
    return tuple(_in_order(steps, needs))


def _in_order(steps: Iterable[PlanStep], needs: Mapping[str, Sequence[str]]) -> list[PlanStep]:
    position = {code: at for at, code in enumerate(needs)}
    left = sorted(
        steps, key=lambda step: (step.reasons[0].score, position.get(step.code, len(position)))
    )
    ordered: list[PlanStep] = []
    while left:
        waiting = {step.code for step in left}
        ready = [step for step in left if waiting.isdisjoint(needs.get(step.code, ()))]
        ordered.append(ready[0] if ready else left[0])
        left.remove(ordered[-1])
    return ordered


def strengths(readiness: Readiness, answers: Answers) -> list[Item]:
    """The items that the firm can show today, in order."""
    return [item for item in readiness.items if answers.get(item.id) == readiness.most]


def gaps(readiness: Readiness, answers: Answers) -> list[Item]:
    """The items with little or nothing: key ones first, then those with fewer points."""
    weak = [
        item
        for item in readiness.items
        if answers[item.id] != NOT_APPLICABLE and points_of(answers[item.id]) <= WEAK
    ]
    return sorted(weak, key=lambda item: (not item.gate, points_of(answers[item.id])))


def referrals(readiness: Readiness, answers: Answers) -> list[Item]:
    """The items whose answer is so low that they bring advice of their own."""
    return [
        item
        for item in readiness.items
        if item.referral is not None
        and answers[item.id] != NOT_APPLICABLE
        and points_of(answers[item.id]) <= item.referral.at_most
    ]
