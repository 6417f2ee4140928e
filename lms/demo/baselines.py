"""What the demonstration's firms answered about their readiness before the programme."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from lms.accounts.models import Firm
from lms.learning.models import (
    Enrolment,
    Programme,
    ReadinessAssessment,
    ReadinessInstrument,
    ReadinessMoment,
)
from lms.learning.queries import Respondent, newest_instrument
from lms.learning.services import (
    ReadinessResult,
    finish_assessment,
    open_assessment,
    save_readiness_answers,
)

ANSWERING = timedelta(minutes=24)


@dataclass(frozen=True)
class Baseline:
    """A firm's answers and what they come to; one group of points for each dimension, in order.

    `?` is "I don't know". With fewer groups than dimensions it is a draft, without a result.
    """

    points: str
    total: float = 0
    band: str = ""
    scores: tuple[float, ...] = ()

    def answers(self, instrument: ReadinessInstrument) -> dict[str, int | str]:
        """The answers by item id."""
        pairs = zip(instrument.dimensions, self.points.split(), strict=False)
        return {
            item["id"]: "unknown" if point == "?" else int(point)
            for dimension, group in pairs
            for item, point in zip(dimension["items"], group, strict=True)
        }

    def result(self, instrument: ReadinessInstrument) -> ReadinessResult:
        """The result as assessments keep it."""
        names = [dimension["id"] for dimension in instrument.dimensions]
        return ReadinessResult(self.total, self.band, dict(zip(names, self.scores, strict=True)))


BASELINES: Mapping[str, Baseline] = {
    "9014512389": Baseline("2122 3222 1101 2111 2221 1121"),  # the rest is left to the visitor
    "9013377241": Baseline(
        "2112 3222 1112 2121 2221 1211 2122",
        54.17,
        "preparing",
        (50.0, 75.0, 41.67, 50.0, 58.33, 41.67, 58.33),
    ),
    "9008841568": Baseline(
        "2222 3222 1211 2121 3233 2222 3232",
        69.17,
        "near-ready",
        (66.67, 75.0, 41.67, 50.0, 91.67, 66.67, 83.33),
    ),
    "9011209039": Baseline(
        "1011 211? 1100 2111 2210 10?1 1101",
        29.17,
        "exploring",
        (25.0, 33.33, 16.67, 41.67, 41.67, 16.67, 25.0),
    ),
    "9007763300": Baseline(
        "2222 3232 2121 3332 2222 1022 2122",
        66.25,
        "preparing",
        (66.67, 83.33, 50.0, 91.67, 66.67, 41.67, 58.33),
    ),
    "9005518828": Baseline(
        "3323 3333 2322 3323 3233 3223 3332",
        90.0,
        "export-ready",
        (91.67, 100.0, 75.0, 91.67, 91.67, 83.33, 91.67),
    ),
    "9009934172": Baseline(
        "2222 3232 2112 2221 3232 3222 3222",
        71.25,
        "near-ready",
        (66.67, 83.33, 50.0, 58.33, 83.33, 75.0, 75.0),
    ),
}
"""By the firm's NIT."""


def seed_baselines(session: Session, programme: Programme) -> None:
    """Let the firms answer for this programme; void where it has no such assessment."""
    instrument = newest_instrument(session)
    if instrument is None or instrument.programme_id != programme.id:
        return
    firms = session.execute(
        sa.select(Firm.nit, Enrolment)
        .join(Enrolment, Enrolment.firm_id == Firm.id)
        .where(Firm.nit.in_(BASELINES))
        .order_by(Enrolment.id)
    )
    first: dict[str, Enrolment] = {}
    for nit, enrolment in firms:
        first.setdefault(nit, enrolment)
    for nit, enrolment in first.items():
        _answer(session, instrument, enrolment, BASELINES[nit])


def _answer(
    session: Session, instrument: ReadinessInstrument, enrolment: Enrolment, told: Baseline
) -> None:
    respondent = Respondent(enrolment.user_id, enrolment.firm_id)
    row = open_assessment(session, respondent, ReadinessMoment.BASELINE, instrument.id)
    save_readiness_answers(session, row, told.answers(instrument))
    if told.scores:
        finish_assessment(session, row, respondent.user_id, told.result(instrument))
    _age(row, enrolment)
    session.flush()


def _age(row: ReadinessAssessment, enrolment: Enrolment) -> None:
    """Date the answers on the day of enrolling: the baseline comes before the first module."""
    row.started_at = enrolment.enrolled_at
    row.saved_at = row.started_at + ANSWERING
    row.finished_at = row.saved_at if row.finished_at else None
