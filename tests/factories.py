"""Plain functions that make rows for tests, and a browser that signs in."""

import itertools
from datetime import date, timedelta
from typing import Any

import html5lib
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from lms.accounts.models import Firm, FirmSize, User, WebSession
from lms.accounts.services import NewFirm, NewPerson, create_person, find_or_create_firm, grant_role
from lms.db import Database, utcnow
from lms.learning.completion import CompletionRule
from lms.learning.models import Cohort, Enrolment, ModuleVersion, Programme
from lms.learning.services import (
    CohortDetails,
    NewModuleVersion,
    create_cohort,
    enrol,
    publish_module_version,
    save_programme,
)
from lms.permissions import Role
from lms.sessions import LIFE, _digest, cookie_name

_numbers = itertools.count(1)
NITS = ("9001234561", "8600123361", "8901026521", "8110071441")
RUBRIC: list[Any] = [
    {
        "id": criterion,
        "title": {"es": criterion.title(), "en": criterion.title()},
        "levels": [{"es": f"Nivel {n}", "en": f"Level {n}"} for n in range(1, 5)],
    }
    for criterion in ("service", "evidence")
]
SECTIONS: list[Any] = [
    {"id": "service", "label": {"es": "El servicio", "en": "The service"}},
    {"id": "decision", "label": {"es": "La decisión", "en": "The decision"}},
]
RULE = CompletionRule(
    lessons=("1-one", "2-two"), quiz=True, must_pass=("q1",), assignment=True, participation=True
)


def make_user(session: Session, role: Role | None = None, **changes: Any) -> User:
    """A person without a password, with a role when one is given."""
    number = next(_numbers)
    values = {
        "email": f"person{number}@example.org",
        "password_hash": "!",
        "given_names": "María José",
        "first_surname": "Muñoz",
        "second_surname": "Ordóñez",
        "certificate_name": "María José Muñoz Ordóñez",
        "language": "es",
    }
    firm_id = changes.pop("firm_id", None)
    user = create_person(session, NewPerson(**(values | changes)), firm_id)
    if role is not None:
        grant_role(session, user.id, role)
    return user


def make_firm(session: Session, **changes: Any) -> Firm:
    """A firm; its NIT need not have a right check digit here."""
    number = next(_numbers)
    values = {
        "nit": f"9{number:09d}",
        "name": f"Firma {number} S.A.S.",
        "department": "52",
        "ciiu": "6201",
        "size": FirmSize.SMALL,
    }
    return find_or_create_firm(session, NewFirm(**(values | changes)))


def make_module(session: Session, **changes: Any) -> ModuleVersion:
    """A published version of module M1 of the programme `gateway`."""
    programme = save_programme(session, "gateway", {"es": "Puerta", "en": "Gateway"})
    values = {
        "code": "M1",
        "position": 1,
        "version": "1.0",
        "title": {"es": "Exportar servicios", "en": "Exporting services"},
        "outcomes": {"es": ["Decide con evidencia."], "en": ["Decides with evidence."]},
        "hours": 6.0,
        "rule": RULE,
        "rubric": RUBRIC,
        "sections": SECTIONS,
        "sha256": "0" * 64,
    }
    version, _new = publish_module_version(
        session, programme, NewModuleVersion(**(values | changes))
    )
    return version


def make_cohort(session: Session, trainer: User | None = None, **changes: Any) -> Cohort:
    """An open cohort of the newest module versions, with its lead trainer."""
    trainer = trainer or make_user(session, Role.TRAINER)
    programme = session.scalar(sa.select(Programme).filter_by(code="gateway"))
    if programme is None:
        make_module(session)
        programme = session.scalars(sa.select(Programme).filter_by(code="gateway")).one()
    values = {
        "name": "Pasto 2026",
        "department": "52",
        "language": "es",
        "starts_on": date(2026, 11, 1),
        "ends_on": date(2027, 2, 1),
        "seats": 20,
    }
    return create_cohort(session, trainer.id, programme.id, CohortDetails(**(values | changes)))


def make_enrolment(
    session: Session, cohort: Cohort | None = None, user: User | None = None
) -> Enrolment:
    """A trainee of an own firm, enrolled."""
    cohort = cohort or make_cohort(session)
    user = user or make_user(session, Role.TRAINEE)
    firm_id = user.firm_id or make_firm(session).id
    return enrol(session, cohort.join_code, user.id, firm_id)


class Visitor:
    """A browser: keeps cookies, sends the CSRF token, and can be signed in without a password."""

    def __init__(self, app: Flask, user: User | None = None, language: str = "es") -> None:
        self.app = app
        self.client = app.test_client()
        self.headers = {"Accept-Language": language}
        self.base_url = app.config["BASE_URL"]
        if user is not None:
            self._sign_in(user.id)

    def _sign_in(self, user_id: int) -> None:
        token = f"token-of-{user_id}-{next(_numbers)}"
        database: Database = self.app.extensions["database"]
        with database.writing() as session:
            expires = utcnow() + LIFE
            row = WebSession(token_sha256=_digest(token), user_id=user_id, expires_at=expires)
            session.add(row)
        self.client.set_cookie(
            cookie_name(self.app), token, domain="gateway.test", secure=True, path="/"
        )

    def get(self, path: str, **kwargs: Any) -> TestResponse:
        """GET, as this visitor."""
        return self.client.get(path, base_url=self.base_url, headers=self.headers, **kwargs)

    def post(self, path: str, data: dict[str, Any] | None = None, **kwargs: Any) -> TestResponse:
        """POST a form with this browser's CSRF token."""
        sent = {"csrf_token": self.csrf_token(), **(data or {})}
        return self.client.post(
            path, data=sent, base_url=self.base_url, headers=self.headers, **kwargs
        )

    def csrf_token(self) -> str:
        """The token of any page's form."""
        page = self.get("/privacy").text
        form = html5lib.parse(page, namespaceHTMLElements=False)
        found = form.find(".//input[@name='csrf_token']")
        assert found is not None
        return str(found.get("value"))


def soon(**delta: float) -> Any:
    """A moment from now, aware UTC: `soon(days=1)`."""
    return utcnow() + timedelta(**delta)
