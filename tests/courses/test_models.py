"""What the tables themselves refuse."""

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from courses.models import QuizAnswer, QuizAttempt
from tests.courses.learners import make_learner, try_quiz


def copy_of(session: Session, model: type[QuizAttempt] | type[QuizAnswer]) -> None:
    """Insert a row again under a new id."""
    row = session.scalars(sa.select(model)).first()
    assert row is not None
    table = sa.inspect(model).local_table
    values = {c.name: getattr(row, c.name) for c in table.columns if c.name != "id"}
    session.execute(sa.insert(model).values(**values))


@pytest.mark.parametrize("model", [QuizAttempt, QuizAnswer])
def test_an_attempt_and_an_answer_exist_once(
    session: Session, model: type[QuizAttempt] | type[QuizAnswer]
) -> None:
    learner = make_learner(session)
    try_quiz(session, learner, 1)
    with pytest.raises(sa.exc.IntegrityError), session.begin_nested():
        copy_of(session, model)
