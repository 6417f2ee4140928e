"""From answers to a score, a band and what holds the band back: exact, pure, and total.

A dimension scores its points as a percentage of the most points that its applicable items could
have; the total weighs the dimensions. "I don't know" is kept as an answer of its own and counts
like the lowest one.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Literal

from courses.curriculum.readiness import TOP, Band, Dimension, Gate, Item, Level, Readiness
from lms.learning.services import ReadinessResult

Unknown = Literal["unknown"]
NotApplicable = Literal["not_applicable"]
Answer = int | Unknown | NotApplicable
UNKNOWN: Unknown = "unknown"
NOT_APPLICABLE: NotApplicable = "not_applicable"
Answers = Mapping[str, Answer]
"""By item id."""


class Unanswered(Exception):
    """Some items have no answer yet; `items` says which, in order."""

    def __init__(self, items: tuple[Item, ...]) -> None:
        self.items = items
        super().__init__(", ".join(item.id for item in items))


@dataclass(frozen=True, slots=True)
class Held:
    """A gate that is closed: the key items and the dimensions that keep it so."""

    gate: Gate
    items: tuple[Item, ...]
    dimensions: tuple[Dimension, ...]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What answers come to; `reached` is the band by points alone, `band` what gates leave of it.

    `held` are the closed gates that lowered the band, or that would stop it from rising further.
    """

    total: Fraction
    scores: Mapping[str, Fraction]
    reached: Band
    band: Band
    held: tuple[Held, ...]

    @property
    def capped(self) -> bool:
        """Whether a gate lowered the band."""
        return self.band is not self.reached

    def frozen(self) -> ReadinessResult:
        """The result as assessments keep it."""
        scores = {name: float(rounded(score, 2)) for name, score in self.scores.items()}
        return ReadinessResult(float(rounded(self.total, 2)), self.band.id, scores)


def rounded(score: Fraction | float, digits: int = 1) -> Decimal:
    """A score in decimals, halves up, as people round."""
    exact = Fraction(score) if isinstance(score, Fraction) else Fraction(str(score))
    decimal = Decimal(exact.numerator) / Decimal(exact.denominator)
    return decimal.quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP)


def parse_answer(readiness: Readiness, item: Item, typed: str) -> Answer | None:
    """The answer that a form's value stands for, or None where the item has no such answer."""
    if typed == UNKNOWN:
        return UNKNOWN
    if typed == NOT_APPLICABLE and item.optional:
        return NOT_APPLICABLE
    return {str(step.points): step.points for step in readiness.scale}.get(typed)


def points_of(answer: Answer) -> int:
    """What an answer counts; one that does not apply counts nothing."""
    return answer if isinstance(answer, int) else 0


def unanswered(readiness: Readiness, answers: Answers) -> tuple[Item, ...]:
    """The items that have no answer yet, in order."""
    return tuple(item for item in readiness.items if item.id not in answers)


def score(readiness: Readiness, answers: Answers) -> Outcome:
    """Count a whole set of answers. Raises Unanswered."""
    if missing := unanswered(readiness, answers):
        raise Unanswered(missing)
    scores = {
        dimension.id: _score_of(readiness, dimension, answers) for dimension in readiness.dimensions
    }
    total = sum(
        (scores[dimension.id] * dimension.weight for dimension in readiness.dimensions),
        Fraction(),
    )
    reached = band_of(readiness, total / TOP)
    closed = [
        held for gate in readiness.gates if (held := _closed(readiness, gate, answers, scores))
    ]
    order = {band.id: at for at, band in enumerate(readiness.bands)}
    place = min([order[reached.id], *(order[held.gate.cap] for held in closed)])
    return Outcome(
        total=total / TOP,
        scores=scores,
        reached=reached,
        band=readiness.bands[place],
        held=tuple(held for held in closed if order[held.gate.cap] == place),
    )


def _score_of(readiness: Readiness, dimension: Dimension, answers: Answers) -> Fraction:
    counted = [
        points_of(answers[item.id])
        for item in dimension.items
        if answers[item.id] != NOT_APPLICABLE
    ]
    return Fraction(TOP * sum(counted), readiness.most * len(counted))


def _closed(
    readiness: Readiness, gate: Gate, answers: Answers, scores: Mapping[str, Fraction]
) -> Held | None:
    items = tuple(
        item
        for item in readiness.items
        if item.gate and points_of(answers[item.id]) < gate.item_min
    )
    low = tuple(one for one in readiness.dimensions if scores[one.id] < gate.dimension_min)
    return Held(gate, items, low) if items or low else None


def band_of(readiness: Readiness, total: Fraction) -> Band:
    """The band of a total, gates aside."""
    return [band for band in readiness.bands if band.start <= total][-1]


def level_of(readiness: Readiness, score: Fraction | float) -> Level:
    """The level of a dimension's score."""
    return [level for level in readiness.levels if level.start <= score][-1]
