"""A database like that of a busy year: one thousand trainees at every stage of their modules."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from courses.publishing import seed
from lms import create_app
from lms.accounts.models import Firm, RoleGrant, User, WebSession
from lms.accounts.territory import DEPARTMENTS
from lms.db import Database, Model, utcnow
from lms.learning.models import Cohort, Completion, Enrolment, Evidence, EvidenceKind, ModuleVersion
from lms.learning.queries import pinned_versions, programmes
from lms.learning.services import CohortDetails, create_cohort
from lms.permissions import Role

TRAINEES = 1000
SEATS = 25
TOKENS = {Role.TRAINEE: "bench-trainee", Role.REVIEWER: "bench-reviewer"}


@dataclass(frozen=True)
class World:
    """Where the trainee of `TOKENS` is: an own enrolment, its first module and a lesson of it."""

    enrolment_id: int
    module: str
    lesson: str
    report_rows: int


def make_world(config: dict[str, Any]) -> World:
    """Fill an empty database under these settings."""
    app = create_app(config)
    database: Database = app.extensions["database"]
    Model.metadata.create_all(database.writer)
    with app.app_context(), database.writing() as session:
        seed(session)
        world = _fill(session)
    database.dispose()
    return world


def _fill(session: Session) -> World:
    people = [_person(number) for number in range(TRAINEES)]
    user_ids = _insert(session, User, people)
    departments = list(DEPARTMENTS)
    firms = [
        {"nit": f"9{n:09d}", "name": f"Servicios {n} S.A.S.", "department": departments[n % 33]}
        for n in range(TRAINEES // 2)
    ]
    firm_ids = _insert(session, Firm, firms)
    roles = [{"user_id": user_id, "role": Role.TRAINEE} for user_id in user_ids]
    session.execute(sa.insert(RoleGrant), roles)
    reviewer, trainer = _insert(session, User, [_person(TRAINEES + 1), _person(TRAINEES + 2)])
    _grant(session, reviewer, Role.REVIEWER)
    _grant(session, trainer, Role.TRAINER)
    cohorts = [_cohort(session, trainer, number) for number in range(TRAINEES // SEATS)]
    seats = [
        {"cohort_id": cohorts[n // SEATS].id, "user_id": user_id, "firm_id": firm_ids[n // 2]}
        for n, user_id in enumerate(user_ids)
    ]
    enrolment_ids = _insert(session, Enrolment, seats)
    versions = pinned_versions(session, cohorts[0].id)
    for version in versions:
        _work(session, version, list(zip(enrolment_ids, user_ids, strict=True)))
    _sign_in(session, TOKENS[Role.TRAINEE], user_ids[0])
    _sign_in(session, TOKENS[Role.REVIEWER], reviewer)
    first = versions[0]
    lesson = first.rule["lessons"][0]
    return World(enrolment_ids[0], first.module.code, lesson, TRAINEES * len(versions))


def _insert(session: Session, model: Any, rows: list[dict[str, Any]]) -> list[int]:
    statement = sa.insert(model).returning(model.id, sort_by_parameter_order=True)
    return list(session.scalars(statement, rows))


def _person(number: int) -> dict[str, Any]:
    return {
        "email": f"person{number}@example.org",
        "given_names": "María José",
        "first_surname": f"Muñoz {number}",
        "second_surname": "Ordóñez",
        "certificate_name": f"María José Muñoz {number}",
    }


def _grant(session: Session, user_id: int, role: Role) -> None:
    session.add(RoleGrant(user_id=user_id, role=role))


def _sign_in(session: Session, token: str, user_id: int) -> None:
    sha256 = hashlib.sha256(token.encode()).hexdigest()
    expires = utcnow() + timedelta(days=1)
    session.add(WebSession(token_sha256=sha256, user_id=user_id, expires_at=expires))


def _cohort(session: Session, trainer_id: int, number: int) -> Cohort:
    details = CohortDetails(
        name=f"Pasto {number}",
        department="52",
        language="es",
        starts_on=date(2026, 8, 1) + timedelta(days=number),
        ends_on=date(2027, 2, 1),
        seats=SEATS,
    )
    return create_cohort(session, trainer_id, programmes(session)[0].id, details)


def _work(session: Session, version: ModuleVersion, people: list[tuple[int, int]]) -> None:
    """In turn someone who has done nothing, someone on the way and someone who is done."""
    facts, done = [], []
    for number, (enrolment_id, user_id) in enumerate(people):
        place = {"enrolment_id": enrolment_id, "module_version_id": version.id}
        for kind, item, value in _facts(version.rule, number % 3):
            fact = {"kind": kind, "item": item, "value": value, "recorded_by": user_id}
            facts.append(place | fact)
        if number % 3 == 2:
            done.append(place | {"rule": version.rule})
    session.execute(sa.insert(Evidence), facts)
    session.execute(sa.insert(Completion), done)


def _facts(rule: dict[str, Any], stage: int) -> Iterator[tuple[EvidenceKind, str, float | None]]:
    if stage == 0:
        return
    lessons = rule["lessons"] if stage == 2 else rule["lessons"][:1]
    for slug in lessons:
        yield EvidenceKind.LESSON_READ, slug, None
    yield EvidenceKind.ATTENDANCE, "", None
    if stage == 2:
        yield EvidenceKind.QUIZ_ATTEMPT, "1", 87.5
        yield EvidenceKind.QUIZ_PASSED, "", 87.5
        yield EvidenceKind.ASSIGNMENT_PASSED, "1", None
        for slot in rule["must_pass"]:
            yield EvidenceKind.MUST_PASS, slot, None
