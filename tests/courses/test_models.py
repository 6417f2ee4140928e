"""What the tables themselves refuse."""

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from courses.models import AttemptGrant, QuizAnswer, QuizAttempt
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


def test_the_same_attempt_is_granted_once(session: Session) -> None:
    learner = make_learner(session)
    values = {
        "enrolment_id": learner.enrolment_id,
        "module_version_id": learner.place(session).version_id,
        "number": 3,
        "granted_by": learner.trainer.id,
    }
    session.execute(sa.insert(AttemptGrant).values(**values))
    with pytest.raises(sa.exc.IntegrityError), session.begin_nested():
        session.execute(sa.insert(AttemptGrant).values(**values))
