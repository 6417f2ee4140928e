"""The completion rule and the one pure function that evaluates it.

The same answer serves the trainee's *what is missing*, the trainer's grid, and the completion
itself, so that they cannot disagree.
"""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

from lms.learning.models import EvidenceKind


@dataclass(frozen=True)
class CompletionRule:
    """What a module version asks for; empty or false parts ask nothing."""

    lessons: tuple[str, ...] = ()
    quiz: bool = False
    must_pass: tuple[str, ...] = ()
    assignment: bool = False
    participation: bool = False

    def to_json(self) -> dict[str, Any]:
        """The rule as the `rule` column stores it."""
        return asdict(self)

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "CompletionRule":
        """The rule back from the `rule` column."""
        return cls(
            lessons=tuple(data["lessons"]),
            quiz=data["quiz"],
            must_pass=tuple(data["must_pass"]),
            assignment=data["assignment"],
            participation=data["participation"],
        )


@dataclass(frozen=True)
class Fact:
    """The part of an evidence row that completion depends on."""

    kind: EvidenceKind
    item: str = ""


class Part(StrEnum):
    """A requirement that can be open or met."""

    LESSONS = "lessons"
    QUIZ = "quiz"
    MUST_PASS = "must_pass"
    ASSIGNMENT = "assignment"
    PARTICIPATION = "participation"


@dataclass(frozen=True)
class Requirement:
    """One part of the rule: how much is done, and the items that are missing."""

    part: Part
    done: int
    total: int
    missing: tuple[str, ...] = ()

    @property
    def met(self) -> bool:
        """Whether nothing of this part is missing."""
        return self.done >= self.total


@dataclass(frozen=True)
class Progress:
    """Where a trainee stands in a module, part by part, in the order one works through them."""

    requirements: tuple[Requirement, ...]

    @property
    def complete(self) -> bool:
        """Whether every requirement is met."""
        return all(requirement.met for requirement in self.requirements)

    @property
    def missing(self) -> tuple[Requirement, ...]:
        """Why the module is not complete yet; empty when it is."""
        return tuple(requirement for requirement in self.requirements if not requirement.met)

    @property
    def started(self) -> bool:
        """Whether anything at all was done."""
        return any(requirement.done for requirement in self.requirements)

    @property
    def done(self) -> int:
        """Steps done, of `total`."""
        return sum(requirement.done for requirement in self.requirements)

    @property
    def total(self) -> int:
        """Steps asked for; each lesson is a step, each other part one."""
        return sum(requirement.total for requirement in self.requirements)


def evaluate(rule: CompletionRule, facts: Iterable[Fact]) -> Progress:
    """Say what the rule still asks of someone with these facts; pure, order does not matter."""
    found = set(facts)
    kinds = {fact.kind for fact in found}

    def of_items(part: Part, kind: EvidenceKind, items: tuple[str, ...]) -> Requirement:
        missing = tuple(item for item in items if Fact(kind, item) not in found)
        return Requirement(part, len(items) - len(missing), len(items), missing)

    def of_kinds(part: Part, *accepted: EvidenceKind) -> Requirement:
        return Requirement(part, int(not kinds.isdisjoint(accepted)), 1)

    requirements = []
    if rule.lessons:
        requirements.append(of_items(Part.LESSONS, EvidenceKind.LESSON_READ, rule.lessons))
    if rule.quiz:
        requirements.append(of_kinds(Part.QUIZ, EvidenceKind.QUIZ_PASSED))
    if rule.must_pass:
        requirements.append(of_items(Part.MUST_PASS, EvidenceKind.MUST_PASS, rule.must_pass))
    if rule.assignment:
        requirements.append(of_kinds(Part.ASSIGNMENT, EvidenceKind.ASSIGNMENT_PASSED))
    if rule.participation:
        requirements.append(
            of_kinds(Part.PARTICIPATION, EvidenceKind.ATTENDANCE, EvidenceKind.CONTRIBUTION)
        )
    return Progress(tuple(requirements))
