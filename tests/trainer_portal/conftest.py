"""A trainer with a cohort of two trainees, and another trainer."""

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from lms.accounts.models import User
from lms.assignments.services import save_draft, submit
from lms.db import Database
from lms.learning.models import Cohort, Enrolment, ModuleVersion
from lms.learning.queries import pinned_versions
from lms.permissions import Role
from tests.factories import Visitor, make_cohort, make_enrolment, make_user


@dataclass(frozen=True)
class Room:
    """The rows, readable after their session, and the trainer's browser."""

    database: Database
    trainer: User
    other: User
    cohort: Cohort
    version: ModuleVersion
    ana: Enrolment
    luz: Enrolment
    browser: Visitor

    def write(self, change: Callable[[Session], object]) -> None:
        """Run a change in a transaction of its own."""
        with self.database.writing() as session:
            change(session)

    def hand_in(self, enrolment: Enrolment, text: str = "Soporte remoto") -> int:
        """Hand in a version of the assignment and give its id."""
        with self.database.writing() as session:
            answers = {"service": text}
            draft = save_draft(session, enrolment.id, self.version.id, answers, "ChatGPT: estilo")
            submit(session, draft, enrolment.user_id)
            return draft.id


@pytest.fixture
def room(app: Flask, database: Database) -> Room:
    with database.writing() as session:
        trainer = make_user(session, Role.TRAINER, given_names="Carmen")
        other = make_user(session, Role.TRAINER)
        cohort = make_cohort(session, trainer)
        version = pinned_versions(session, cohort.id)[0]
        people = [
            make_enrolment(session, cohort, make_user(session, Role.TRAINEE, given_names=name))
            for name in ("Ana", "Luz")
        ]
    return Room(database, trainer, other, cohort, version, *people, Visitor(app, trainer))
