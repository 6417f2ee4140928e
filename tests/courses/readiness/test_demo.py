"""The demonstration's firms, whose results must be what their answers come to."""

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from courses.readiness.scoring import score, unanswered
from lms.demo import story
from lms.demo.baselines import BASELINES
from lms.demo.seed import seed
from lms.learning.models import ReadinessAssessment, ReadinessInstrument
from lms.learning.queries import newest_instrument
from tests.courses.learners import make_learner
from tests.courses.readiness.instruments import instrument, publish


def published(session: Session) -> ReadinessInstrument:
    make_learner(session)  # of a programme named small
    publish(session)
    found = newest_instrument(session)
    assert found is not None
    return found


@pytest.mark.parametrize("nit", BASELINES)
def test_a_frozen_result_is_what_the_answers_come_to(session: Session, nit: str) -> None:
    row, told = published(session), BASELINES[nit]
    answers = told.answers(row)
    if told.scores:
        assert score(instrument(), answers).frozen() == told.result(row)
    else:
        left = unanswered(instrument(), answers)
        assert left == instrument().dimensions[-1].items


def test_the_demonstration_has_results_in_every_band_and_a_draft_to_finish(
    app: Flask, session: Session
) -> None:
    published(session)
    for _again in range(2):
        with app.app_context():
            seed(session)
    rows = session.scalars(sa.select(ReadinessAssessment)).all()
    assert len(rows) == len(BASELINES)
    assert {row.band for row in rows} == {None, *(band.id for band in instrument().bands)}
    [draft] = [row for row in rows if row.finished_at is None]
    assert draft.user.email == story.TRAINEE.email
    assert all(row.saved_at > row.started_at for row in rows)


def test_a_demonstration_without_the_assessment_is_seeded_without_results(
    app: Flask, session: Session
) -> None:
    make_learner(session)
    publish(session, "another")
    with app.app_context():
        seed(session)
    assert session.scalars(sa.select(ReadinessAssessment)).all() == []
