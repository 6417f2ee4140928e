"""A world in which people type markup and template code wherever they may type."""

from dataclasses import dataclass
from typing import Any

import html5lib
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from certificates import services as certificates
from certificates.models import Certificate
from lms.accounts.models import User
from lms.assignments import services as assignments
from lms.assignments.models import Decision
from lms.assignments.uploads import check_upload
from lms.db import Database
from lms.learning import queries
from lms.learning.models import EvidenceKind
from lms.learning.services import NewEvidence, record_evidence
from lms.permissions import Role
from tests.factories import make_cohort, make_enrolment, make_firm, make_user

PAYLOADS = (
    '"><script>window.__pwned=1</script>',
    "'\"><img src=x onerror=window.__pwned=1>",
    "</title></textarea><svg/onload=window.__pwned=1>",
    "{{7919*7907}}${7919*7907}<%=7919*7907%>{%raw%}%(a)s{0}",
    "javascript:window.__pwned=1//\u05d0\u05d1",
)
COMPUTED = "62615533"  # too long to turn up in a token by chance
"""What a template engine would make of 7919*7907."""


@dataclass(frozen=True)
class Poisoned:
    """Who typed it, and the address of everything it was typed into."""

    trainer: User
    trainee: User
    addresses: dict[str, Any]
    marks: frozenset[str]
    """One per field: a page that shows the field shows its mark."""


def poison(app: Flask, payload: str, trainer: User | None = None) -> Poisoned:
    """Write the payload into every field that a person fills, past the forms, and finish."""
    marks: set[str] = set()

    def text(mark: str) -> str:
        marks.add(f"[{mark}]")
        return f"[{mark}]{payload}"

    database: Database = app.extensions["database"]
    with app.app_context(), database.writing() as session:
        trainer = trainer or make_user(session, Role.TRAINER, given_names=text("tg"))
        cohort = make_cohort(session, trainer, name=text("co"))
        version = queries.pinned_versions(session, cohort.id)[0]
        names = {
            "given_names": text("gn"),
            "first_surname": text("fs"),
            "second_surname": text("ss"),
            "certificate_name": text("cn"),
            "firm_id": make_firm(session, name=text("fn")).id,
        }
        trainee = make_user(session, Role.TRAINEE, **names)
        enrolment = make_enrolment(session, cohort, trainee)
        done = enrolment.id, version.id
        returned = _hand_in(app, session, done, trainee, text)
        levels = {criterion["id"]: 3 for criterion in version.rubric}
        assignments.mark(session, returned, trainer.id, levels, text("c1"), Decision.RETURN)
        passed = _hand_in(app, session, done, trainee, text)
        assignments.mark(session, passed, trainer.id, levels, text("c2"), Decision.PASS)
        facts = [
            *(NewEvidence(EvidenceKind.LESSON_READ, slug) for slug in version.rule["lessons"]),
            *(NewEvidence(EvidenceKind.MUST_PASS, slot) for slot in version.rule["must_pass"]),
            NewEvidence(EvidenceKind.QUIZ_PASSED, value=100),
            NewEvidence(EvidenceKind.ATTEMPT_GRANTED, "1", text=text("ar")),
            NewEvidence(EvidenceKind.CONTRIBUTION, text=text("ct")),
        ]
        record_evidence(session, *done, trainer.id, *facts)
        code = session.scalars(sa.select(Certificate.code).filter_by(user_id=trainee.id)).one()
        revoked = certificates.revoke(session, code, trainer.id, text("rr"))
        addresses = {
            "cohort_id": cohort.id,
            "enrolment_id": done[0],
            "submission_id": passed.id,
            "file_id": passed.files[0].id,
            "certificate_id": revoked.id,
            "code": code,
            "module_code": "M1",
            "slug": version.rule["lessons"][0],
            "number": 1,
            "position": 1,
            "moment": "baseline",
            "calculator": "rate-card",
            "programme_code": "gateway",
            "join_code": cohort.join_code,
            "token": "no-such-token",
            "key": "trainee",
            "kind": "csv",
        }
    return Poisoned(trainer, trainee, addresses, frozenset(marks))


def _hand_in(app: Flask, session: Session, done: tuple[int, int], trainee: User, text: Any) -> Any:
    version = session.get_one(queries.ModuleVersion, done[1])
    answers = {section["id"]: text(f"s{n}") for n, section in enumerate(version.sections)}
    draft = assignments.save_draft(session, *done, answers, text("ai"))
    upload = check_upload(text("up").replace("/", "") + ".pdf", b"%PDF-1.7")
    sha256 = app.extensions["storage"].put(upload.content)
    assignments.attach(session, draft, upload, sha256, 3)
    session.refresh(draft)
    assignments.submit(session, draft, trainee.id)
    return draft


def faults_of(page: str) -> list[str]:
    """What a page would run: scripts and handlers that its templates do not have."""
    tree = html5lib.parse(page, namespaceHTMLElements=False)
    faults = []
    for element in tree.iter():
        if not isinstance(element.tag, str):
            continue
        script = element.tag == "script" and not str(element.get("src")).startswith("/static/")
        if script or "__pwned" in str(element.get("src")):
            faults.append(element.tag)
        for name, value in element.attrib.items():
            link = value.strip().lower() if name in {"href", "src", "action", "formaction"} else ""
            if name.startswith("on") or link.startswith(("javascript:", "vbscript:")):
                faults.append(f"{element.tag} {name}={value}")
    if COMPUTED in page:
        faults.append("a template was computed")
    return faults
