"""Trainees of a small programme with every type of question, for tests of services and pages."""

import tempfile
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from sqlalchemy.orm import Session

from courses.curriculum.loader import load_programmes
from courses.curriculum.schema import Module, Programme
from courses.publishing import publish
from courses.queries import Attempt, Place, attempt_of, place_for
from courses.questions import form_of, right_answer
from courses.quiz import draw
from courses.services import save_answer, start_attempt, submit_attempt
from lms.accounts.models import User
from lms.learning.models import Cohort, EvidenceKind
from lms.learning.services import (
    CohortDetails,
    NewEvidence,
    create_cohort,
    enrol,
    record_evidence,
    save_programme,
)
from lms.permissions import Role
from tests.courses.curriculum_files import sound_files, write_files
from tests.factories import make_firm, make_user

POSITIONS = (1, 2, 3, 4)
WORDS = " ".join(["palabra"] * 150)


@cache
def small_programme() -> Programme:
    """Two modules, the second after the first, each with a lesson and four questions."""
    with tempfile.TemporaryDirectory() as folder:
        return load_programmes(write_files(Path(folder), sound_files()))[0]


@dataclass(frozen=True)
class Learner:
    """A trainee, her cohort and her trainer."""

    user: User
    trainer: User
    cohort: Cohort
    enrolment_id: int

    def place(self, session: Session, code: str = "M1") -> Place:
        """Her place in a module."""
        place = place_for(session, self.user.id, self.enrolment_id, code)
        assert place is not None
        return place

    def url(self, rest: str = "", code: str = "M1") -> str:
        """The address of a page of hers."""
        return f"/learn/{self.enrolment_id}/{code}{rest}"


def make_learner(session: Session, content: Programme | None = None, **changes: str) -> Learner:
    """A trainee of a new cohort of the small programme, of an own firm and trainer.

    The content may be another one of the same code.
    """
    publish(session, content or small_programme())
    programme = save_programme(session, "small", {"es": "Pequeño", "en": "Small"})
    details = CohortDetails(
        name=changes.get("name", "Cali 2026"),
        department="76",
        language="es",
        starts_on=date(2026, 11, 1),
        ends_on=date(2027, 2, 1),
        seats=20,
    )
    trainer = make_user(session, Role.TRAINER, given_names="Rocío", first_surname="Peña")
    cohort = create_cohort(session, trainer.id, programme.id, details)
    user = make_user(session, Role.TRAINEE)
    enrolment = enrol(session, cohort.join_code, user.id, make_firm(session).id)
    return Learner(user, trainer, cohort, enrolment.id)


def module(code: str = "M1") -> Module:
    """A module of the small programme."""
    return next(one for one in small_programme().modules if one.code == code)


def right_form(attempt: Attempt, position: int) -> dict[str, list[str]]:
    """The form that answers a question of the attempt rightly."""
    drawn = draw(module().quiz, attempt.seed)[position - 1]
    return form_of(drawn, right_answer(drawn.question))


def attempt(session: Session, place: Place, number: int) -> Attempt:
    """An attempt that exists."""
    found = attempt_of(session, place, number)
    assert found is not None
    return found


def try_quiz(session: Session, learner: Learner, *right: int) -> int:
    """Make a whole attempt with right answers at these positions only; gives its number."""
    place = learner.place(session)
    number = start_attempt(session, place)
    for position in right:
        form = right_form(attempt(session, place, number), position)
        save_answer(session, place, number, position, form)
    submit_attempt(session, place, learner.user.id, number)
    return number


def grant_attempt(session: Session, learner: Learner) -> None:
    """Allow a first further attempt, as the learner's trainer."""
    fact = NewEvidence(EvidenceKind.ATTEMPT_GRANTED, item="1", text="Repasamos el tema.")
    record_evidence(session, *learner.place(session).key, learner.trainer.id, fact)
