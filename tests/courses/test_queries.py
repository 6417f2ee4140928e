"""Reads of a trainee's own way, and what comes next."""

from sqlalchemy.orm import Session

from courses import content
from courses.curriculum.render import no_calculator
from courses.queries import (
    attempt_of,
    facts_of,
    lessons_read,
    place_for,
    places_of,
    standing,
    standings,
    trainers_of,
)
from courses.services import mark_lesson_read, save_contribution, start_attempt
from courses.steps import Step, StepKind, next_step
from lms.assignments.services import open_draft, save_draft, submit
from lms.learning.models import EvidenceKind, TrainerRole
from lms.learning.services import NewEvidence, record_evidence
from tests.courses.learners import POSITIONS, WORDS, make_learner, module, try_quiz


def test_a_place_belongs_to_one_person_one_enrolment_one_module(session: Session) -> None:
    one, other = make_learner(session), make_learner(session, name="Pasto 2026")
    assert place_for(session, one.user.id, other.enrolment_id, "M1") is None
    assert place_for(session, one.user.id, one.enrolment_id, "M9") is None
    places = places_of(session, one.user.id)
    assert [(p.enrolment_id, p.code) for p in places] == [
        (one.enrolment_id, "M1"),
        (one.enrolment_id, "M2"),
    ]


def test_facts_of_one_module_do_not_show_in_another(session: Session) -> None:
    learner = make_learner(session)
    mark_lesson_read(session, learner.place(session), learner.user.id, "1-start")
    assert lessons_read(facts_of(session, learner.place(session))) == {"1-start"}
    assert facts_of(session, learner.place(session, "M2")) == frozenset()


def test_a_neighbour_s_work_does_not_show_in_one_s_standing(session: Session) -> None:
    one, other = make_learner(session), make_learner(session, name="Pasto 2026")
    try_quiz(session, other, *POSITIONS)
    found = standings(session, places_of(session, one.user.id))
    assert [s.tries for s in found.values()] == [(), ()]
    assert attempt_of(session, one.place(session), 1) is None


def test_the_lead_trainer_comes_first(session: Session) -> None:
    learner = make_learner(session)
    names = [t.name for t in trainers_of(session, [learner.cohort.id])[learner.cohort.id]]
    assert names == ["Rocío Peña"]
    assert TrainerRole.LEAD > TrainerRole.CO_TRAINER


def test_the_next_step_follows_the_order_of_the_module(session: Session) -> None:
    learner = make_learner(session)
    user_id, work = learner.user.id, module()

    def step() -> Step:
        return next_step(work, standing(session, learner.place(session)))

    assert step() == Step(StepKind.LESSON, 1, "1-start")
    mark_lesson_read(session, learner.place(session), user_id, "1-start")
    assert step().kind is StepKind.QUIZ
    start_attempt(session, learner.place(session))
    assert step().kind is StepKind.QUIZ
    try_quiz(session, learner)
    try_quiz(session, learner)
    assert step().kind is StepKind.ASSIGNMENT
    key = learner.place(session).key
    save_draft(session, *key, {"service": "Texto"}, "")
    submit(session, open_draft(session, *key), user_id)
    assert step().kind is StepKind.WAIT


def test_nothing_is_next_in_a_completed_module(session: Session) -> None:
    learner = make_learner(session)
    place = learner.place(session)
    mark_lesson_read(session, place, learner.user.id, "1-start")
    save_contribution(session, place, learner.user.id, WORDS, watched=True)
    passed = NewEvidence(EvidenceKind.ASSIGNMENT_PASSED, item="1")
    record_evidence(session, *place.key, learner.trainer.id, passed)
    try_quiz(session, learner, *POSITIONS)
    assert next_step(module(), standing(session, place)).kind is StepKind.DONE
    assert learner.place(session).completion_id is not None


def test_content_is_rendered_once_for_each_language(session: Session) -> None:
    place = make_learner(session).place(session)
    es, en, bpo = content.View("es"), content.View("en"), content.View("es", "bpo")

    def page(view: content.View) -> content.Page:
        return content.lesson_page(session, place, "1-start", view, no_calculator)

    spanish = page(es)
    assert page(es) is spanish
    assert page(en).html != spanish.html
    assert "Caso de bpo." in page(bpo).html
    assert "Caso de bpo." not in spanish.html
    assert spanish.advice
    assert spanish.switches
    assert spanish.age is not None
    assert spanish.age.as_of == "1 de octubre de 2026"
    assert [source.id for source in spanish.sources] == ["fact-F-A-1", "fact-F-A-2"]
