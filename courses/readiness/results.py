"""A finished assessment as its page shows it."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from courses.curriculum.readiness import Band, Item, Readiness
from courses.curriculum.schema import Language
from courses.readiness import routing, words
from courses.readiness.queries import KnownModule
from courses.readiness.scoring import Held, rounded, score
from lms.learning.models import ReadinessAssessment
from lms.learning.services import ReadinessResult


@dataclass(frozen=True, slots=True)
class Row:
    """A dimension, or the total: points now and, where there is one, at the baseline."""

    title: str
    level: str
    now: Decimal
    before: Decimal | None

    @property
    def gain(self) -> Decimal | None:
        """Points gained, as the two printed numbers differ."""
        return None if self.before is None else self.now - self.before


@dataclass(frozen=True, slots=True)
class Shown:
    """An item as a list shows it."""

    number: str
    text: str
    answer: str
    gate: bool


@dataclass(frozen=True, slots=True)
class ShownStep:
    """A step of the study plan; `url` is empty for those who are not enrolled in the module."""

    code: str
    title: str
    url: str
    how: str
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Advice:
    """What to do about a dimension, or an item of it."""

    title: str
    level: str
    text: str


@dataclass(frozen=True, slots=True)
class ResultPage:
    """All that the page says, in one language."""

    total: Row
    band: Band
    reached: Band
    held: tuple[Held, ...]
    rows: tuple[Row, ...]
    strengths: tuple[Shown, ...]
    gaps: tuple[Shown, ...]
    answers: tuple[tuple[str, tuple[Shown, ...]], ...]
    plan: tuple[ShownStep, ...]
    advice: tuple[Advice, ...]

    @property
    def capped(self) -> bool:
        """Whether a gate lowered the band."""
        return self.band.id != self.reached.id


def frozen_result(row: ReadinessAssessment) -> ReadinessResult:
    """What was frozen when the assessment was finished."""
    return ReadinessResult(row.total or 0.0, row.band or "", row.scores)


def result_page(
    readiness: Readiness,
    row: ReadinessAssessment,
    baseline: ReadinessAssessment | None,
    modules: Mapping[str, KnownModule],
    urls: Mapping[str, str],
    language: Language,
) -> ResultPage:
    """The page of a finished assessment, beside a finished baseline of the same instrument."""
    result = frozen_result(row)
    before = frozen_result(baseline) if baseline is not None else None
    outcome = score(readiness, row.answers)
    bands = {band.id: band for band in readiness.bands}

    def shown(item: Item) -> Shown:
        answer = words.answer_words(readiness, row.answers[item.id], language)
        return Shown(numbers[item.id], item.text[language], answer, item.gate)

    numbers = words.numbers_of(readiness)
    return ResultPage(
        total=Row("", "", rounded(result.total), rounded(before.total) if before else None),
        band=bands[result.band],
        reached=outcome.reached,
        held=outcome.held,
        rows=_rows(readiness, result, before, language),
        strengths=tuple(shown(item) for item in routing.strengths(readiness, row.answers)),
        gaps=tuple(shown(item) for item in routing.gaps(readiness, row.answers)),
        answers=tuple(
            (one.title[language], tuple(shown(item) for item in one.items))
            for one in readiness.dimensions
        ),
        plan=_plan(readiness, result, modules, urls, language),
        advice=_advice(readiness, row, result, language),
    )


def _rows(
    readiness: Readiness,
    result: ReadinessResult,
    before: ReadinessResult | None,
    language: Language,
) -> tuple[Row, ...]:
    levels = {reason.dimension.id: reason.level for reason in routing.reasons(readiness, result)}
    return tuple(
        Row(
            one.title[language],
            levels[one.id].title[language],
            rounded(result.scores[one.id]),
            rounded(before.scores[one.id]) if before else None,
        )
        for one in readiness.dimensions
    )


def _plan(
    readiness: Readiness,
    result: ReadinessResult,
    modules: Mapping[str, KnownModule],
    urls: Mapping[str, str],
    language: Language,
) -> tuple[ShownStep, ...]:
    needs = {code: module.prerequisites for code, module in modules.items()}
    return tuple(
        ShownStep(
            step.code,
            modules[step.code].title[language] if step.code in modules else "",
            urls.get(step.code, ""),
            words.how_words(step.how),
            tuple(
                f"{reason.dimension.title[language]} ({words.number(rounded(reason.score))})"
                for reason in step.reasons
            ),
        )
        for step in routing.plan(readiness, result, needs)
    )


def _advice(
    readiness: Readiness, row: ReadinessAssessment, result: ReadinessResult, language: Language
) -> tuple[Advice, ...]:
    weak = {item.id: item for item in routing.referrals(readiness, row.answers)}
    found = []
    for reason in routing.reasons(readiness, result):
        dimension, level = reason.dimension, reason.level.title[language]
        text = dimension.route(reason.level.id).advice[language]
        more = [
            item.referral.advice[language]
            for item in dimension.items
            if item.id in weak and item.referral is not None
        ]
        found.append(Advice(dimension.title[language], level, " ".join([text, *more])))
    return tuple(found)
