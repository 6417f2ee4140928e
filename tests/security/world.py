"""Two cohorts that mirror each other, and the address of every route in either of them."""

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session
from werkzeug.routing import Rule

from lms.accounts.models import User
from lms.assignments import services as assignments
from lms.assignments.models import Decision, Submission
from lms.assignments.uploads import Upload
from lms.learning import queries
from lms.learning.models import EvidenceKind
from lms.learning.services import NewEvidence, record_evidence
from lms.permissions import Role
from tests.factories import make_cohort, make_enrolment, make_firm, make_user

CANARY = "Zqxjk"
"""Marks the names of the second tenant; it must never reach the first one's people."""


@dataclass(frozen=True)
class Tenant:
    """One trainer's cohort with one trainee who did everything, and one who has work waiting."""

    trainer: User
    trainee: User
    addresses: dict[str, Any]
    """URL argument → this tenant's value."""


@dataclass(frozen=True)
class World:
    """Both tenants and the people who belong to neither."""

    own: Tenant
    foreign: Tenant
    reviewer: User
    administrator: User

    def visitors(self) -> dict[str, User | None]:
        """Everyone who may knock, by the name the matrix uses."""
        return {
            "anonymous": None,
            "trainee": self.own.trainee,
            "other trainee": self.foreign.trainee,
            "trainer": self.own.trainer,
            "other trainer": self.foreign.trainer,
            "reviewer": self.reviewer,
            "administrator": self.administrator,
        }


def build(app: Flask) -> World:
    """Fill the database through the services."""
    database = app.extensions["database"]
    with app.app_context():
        for plugin in app.extensions["plugins"]:
            if plugin.seed:
                with database.writing() as session:
                    plugin.seed(session)
        with database.writing() as session:
            own = _tenant(app, session, "Pasto")
            foreign = _tenant(app, session, f"Cali {CANARY}")
            reviewer = make_user(session, Role.REVIEWER)
            administrator = make_user(session, Role.ADMINISTRATOR)
        with database.writing() as session:
            for tenant in (own, foreign):
                tenant.addresses.update(_certificate(session, tenant))
    return World(own, foreign, reviewer, administrator)


def _tenant(app: Flask, session: Session, name: str) -> Tenant:
    trainer = make_user(session, Role.TRAINER, given_names=f"Trainer {name}")
    cohort = make_cohort(session, trainer, name=f"Cohort {name}")
    version = queries.pinned_versions(session, cohort.id)[0]
    firm = make_firm(session, name=f"Firm {name}")
    trainee = make_user(session, Role.TRAINEE, firm_id=firm.id, given_names=f"Trainee {name}")
    enrolment = make_enrolment(session, cohort, trainee)
    facts = [
        *(NewEvidence(EvidenceKind.LESSON_READ, slug) for slug in version.rule["lessons"]),
        *(NewEvidence(EvidenceKind.MUST_PASS, slot) for slot in version.rule["must_pass"]),
        NewEvidence(EvidenceKind.QUIZ_PASSED, value=100),
        NewEvidence(EvidenceKind.ATTENDANCE),
    ]
    record_evidence(session, enrolment.id, version.id, trainer.id, *facts)
    done = _submission(app, session, enrolment.id, version.id, trainee.id, name)
    levels = {criterion["id"]: 3 for criterion in version.rubric}
    assignments.mark(session, done, trainer.id, levels, "", Decision.PASS)

    waiting_user = make_user(session, Role.TRAINEE, firm_id=firm.id, given_names=f"Second {name}")
    waiting = make_enrolment(session, cohort, waiting_user)
    submission = _submission(app, session, waiting.id, version.id, waiting_user.id, name)
    addresses = {
        "cohort_id": cohort.id,
        "enrolment_id": enrolment.id,
        "submission_id": submission.id,
        "file_id": done.files[0].id,
        "user_id": trainee.id,
        "module_code": "M1",
        "programme_code": "gateway",
        "slug": version.rule["lessons"][0],
        "number": 1,
        "position": 1,
        "moment": "baseline",
        "calculator": "rate-card",
        "join_code": cohort.join_code,
        "token": "no-such-token",
        "key": "trainee",
        "kind": "csv",
    }
    return Tenant(trainer, trainee, addresses)


def _submission(
    app: Flask, session: Session, enrolment_id: int, version_id: int, user_id: int, name: str
) -> Submission:
    content = f"%PDF-1.7 {name} {enrolment_id}".encode()
    sha256 = app.extensions["storage"].put(content)
    draft = assignments.save_draft(session, enrolment_id, version_id, {"service": name}, "")
    upload = Upload(f"{name}.pdf", "application/pdf", content)
    assignments.attach(session, draft, upload, sha256, 3)
    session.refresh(draft)
    assignments.submit(session, draft, user_id)
    return draft


def _certificate(session: Session, tenant: Tenant) -> dict[str, Any]:
    row = session.execute(
        sa.text("SELECT id, code FROM certificate WHERE user_id = :id"), {"id": tenant.trainee.id}
    ).one()
    return {"certificate_id": row.id, "code": row.code}


def address(app: Flask, rule: Rule, tenant: Tenant) -> str:
    """The rule's path with this tenant's values; a missing one says where to add it."""
    values = dict(tenant.addresses)
    area = rule.endpoint.split(".")[0]
    values["code"] = {"accounts": values["join_code"], "courses": values["module_code"]}.get(
        area, values["code"]
    )
    missing = rule.arguments - set(values)
    assert not missing, f"{rule.rule}: give tests/security/world.py a value for {missing}"
    chosen = {name: values[name] for name in rule.arguments}
    return app.url_map.bind("gateway.test").build(rule.endpoint, chosen)
