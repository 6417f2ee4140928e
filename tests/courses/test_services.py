"""Writes on a trainee's own way, without Flask."""

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from courses import services
from courses.models import QuizAnswer, QuizAttempt
from courses.queries import standing
from courses.quiz import InvalidAnswer
from lms.learning.models import (
    CohortState,
    Completion,
    Evidence,
    EvidenceKind,
)
from lms.learning.services import CohortClosed, NewEvidence, record_evidence, set_cohort_state
from tests.courses.learners import (
    POSITIONS,
    WORDS,
    attempt,
    grant_attempt,
    make_learner,
    right_form,
    try_quiz,
)


def evidence(session: Session, kind: EvidenceKind) -> list[tuple[str, float | None]]:
    rows = session.execute(sa.select(Evidence.item, Evidence.value).filter_by(kind=kind))
    return [(item, value) for item, value in rows]


def test_reading_a_lesson_twice_is_one_fact(session: Session) -> None:
    learner = make_learner(session)
    for _ in range(2):
        services.mark_lesson_read(session, learner.place(session), learner.user.id, "1-start")
    assert evidence(session, EvidenceKind.LESSON_READ) == [("1-start", None)]


def test_a_lesson_of_another_version_cannot_be_marked(session: Session) -> None:
    learner = make_learner(session)
    with pytest.raises(services.UnknownLesson):
        services.mark_lesson_read(session, learner.place(session), learner.user.id, "2-absent")


def test_a_closed_cohort_takes_no_work(session: Session) -> None:
    learner = make_learner(session)
    number = services.start_attempt(session, learner.place(session))
    set_cohort_state(session, learner.cohort, CohortState.CLOSED)
    place, user_id = learner.place(session), learner.user.id
    with pytest.raises(CohortClosed):
        services.mark_lesson_read(session, place, user_id, "1-start")
    with pytest.raises(CohortClosed):
        services.start_attempt(session, place)
    with pytest.raises(CohortClosed):
        services.save_answer(session, place, number, 1, {})
    with pytest.raises(CohortClosed):
        services.submit_attempt(session, place, user_id, number)
    with pytest.raises(CohortClosed):
        services.save_contribution(session, place, user_id, WORDS, watched=True)


def test_a_module_with_an_open_prerequisite_takes_no_work(session: Session) -> None:
    learner = make_learner(session)
    place = learner.place(session, "M2")
    with pytest.raises(services.Locked):
        services.mark_lesson_read(session, place, learner.user.id, "1-start")
    with pytest.raises(services.Locked):
        services.start_attempt(session, place)


def test_an_open_attempt_is_gone_on_with(session: Session) -> None:
    learner = make_learner(session)
    place = learner.place(session)
    assert services.start_attempt(session, place) == services.start_attempt(session, place) == 1
    assert len(session.scalars(sa.select(QuizAttempt)).all()) == 1


def test_an_answer_can_be_replaced_and_emptied_until_the_attempt_is_handed_in(
    session: Session,
) -> None:
    learner = make_learner(session)
    place = learner.place(session)
    number = services.start_attempt(session, place)
    services.save_answer(session, place, number, 4, {"answer": ["12"]})
    services.save_answer(session, place, number, 4, {"answer": ["17,5"]})
    assert attempt(session, place, number).answers == {"s4": "17.5"}
    services.save_answer(session, place, number, 4, {"answer": [""]})
    assert attempt(session, place, number).answers == {}
    assert len(session.scalars(sa.select(QuizAnswer)).all()) == 1


def test_an_answer_after_handing_in_changes_nothing(session: Session) -> None:
    learner = make_learner(session)
    number = try_quiz(session, learner, *POSITIONS)
    place = learner.place(session)
    before = attempt(session, place, number)
    with pytest.raises(services.AlreadySubmitted):
        services.save_answer(session, place, number, 4, {"answer": ["1"]})
    assert attempt(session, place, number) == before


@pytest.mark.parametrize(("number", "position"), [(2, 1), (1, 0), (1, 5)])
def test_an_absent_attempt_or_question_is_unknown(
    session: Session, number: int, position: int
) -> None:
    learner = make_learner(session)
    place = learner.place(session)
    services.start_attempt(session, place)
    with pytest.raises(services.UnknownAttempt):
        services.save_answer(session, place, number, position, {})


def test_a_foreign_option_is_refused(session: Session) -> None:
    learner = make_learner(session)
    place = learner.place(session)
    number = services.start_attempt(session, place)
    with pytest.raises(InvalidAnswer):
        services.save_answer(session, place, number, 1, {"answer": ["z"]})
    assert attempt(session, place, number).answers == {}


def test_a_right_attempt_passes_and_is_counted_once(session: Session) -> None:
    learner = make_learner(session)
    number = try_quiz(session, learner, *POSITIONS)
    place = learner.place(session)
    services.submit_attempt(session, place, learner.user.id, number)
    assert evidence(session, EvidenceKind.QUIZ_ATTEMPT) == [("1", 100.0)]
    assert evidence(session, EvidenceKind.QUIZ_PASSED) == [("", 100.0)]
    assert evidence(session, EvidenceKind.MUST_PASS) == [("s1", None)]
    found = attempt(session, place, number)
    assert (found.score, found.passed) == (100, True)
    with pytest.raises(services.QuizDone):
        services.start_attempt(session, place)


def test_a_score_below_the_mark_does_not_pass(session: Session) -> None:
    learner = make_learner(session)
    try_quiz(session, learner, 1, 2)
    assert evidence(session, EvidenceKind.QUIZ_ATTEMPT) == [("1", 50.0)]
    assert evidence(session, EvidenceKind.QUIZ_PASSED) == []
    assert evidence(session, EvidenceKind.MUST_PASS) == [("s1", None)]


def test_an_essential_question_may_be_answered_rightly_in_a_later_attempt(
    session: Session,
) -> None:
    learner = make_learner(session)
    try_quiz(session, learner, 2, 3, 4)
    assert not standing(session, learner.place(session)).quiz_done
    try_quiz(session, learner, 1)
    assert evidence(session, EvidenceKind.QUIZ_PASSED) == [("", 75.0)]
    assert standing(session, learner.place(session)).quiz_done


def test_after_the_last_attempt_only_a_grant_allows_one_more(session: Session) -> None:
    learner = make_learner(session)
    try_quiz(session, learner)
    try_quiz(session, learner)
    with pytest.raises(services.NoAttemptsLeft):
        services.start_attempt(session, learner.place(session))
    grant_attempt(session, learner)
    assert try_quiz(session, learner) == 3
    with pytest.raises(services.NoAttemptsLeft):
        services.start_attempt(session, learner.place(session))


def test_an_attempt_is_granted_for_one_module_of_one_trainee(session: Session) -> None:
    learner, other = make_learner(session), make_learner(session, name="Pasto 2026")
    grant_attempt(session, learner)
    places = (learner.place(session), learner.place(session, "M2"), other.place(session))
    assert [standing(session, place).tries_left(2) for place in places] == [3, 2, 2]


def test_a_contribution_needs_the_recording_and_enough_words(session: Session) -> None:
    learner = make_learner(session)
    place, user_id = learner.place(session), learner.user.id
    with pytest.raises(services.NotWatched):
        services.save_contribution(session, place, user_id, WORDS, watched=False)
    with pytest.raises(services.TooShort) as short:
        services.save_contribution(session, place, user_id, WORDS[8:], watched=True)
    assert short.value.words == 149
    services.save_contribution(session, place, user_id, WORDS, watched=True)
    services.save_contribution(session, place, user_id, f"{WORDS} otra", watched=True)
    texts = session.scalars(sa.select(Evidence.text).filter_by(kind=EvidenceKind.CONTRIBUTION))
    assert list(texts) == [WORDS]


def test_the_module_completes_with_its_last_part(session: Session) -> None:
    learner = make_learner(session)
    place, user_id = learner.place(session), learner.user.id
    services.mark_lesson_read(session, place, user_id, "1-start")
    passed = NewEvidence(EvidenceKind.ASSIGNMENT_PASSED, item="1")
    record_evidence(session, *place.key, learner.trainer.id, passed)
    assert session.scalars(sa.select(Completion)).all() == []
    try_quiz(session, learner, *POSITIONS)
    assert len(session.scalars(sa.select(Completion)).all()) == 1
    services.mark_lesson_read(session, learner.place(session, "M2"), user_id, "1-start")


def test_attendance_is_seen_as_participation(session: Session) -> None:
    learner = make_learner(session)
    place = learner.place(session)
    there = NewEvidence(EvidenceKind.ATTENDANCE)
    record_evidence(session, *place.key, learner.trainer.id, there)
    assert standing(session, place).attended


def test_right_forms_of_every_question_type_are_accepted(session: Session) -> None:
    learner = make_learner(session)
    place = learner.place(session)
    number = services.start_attempt(session, place)
    for position in POSITIONS:
        form = right_form(attempt(session, place, number), position)
        services.save_answer(session, place, number, position, form)
    assert set(attempt(session, place, number).answers) == {"s1", "s2", "s3", "s4"}
