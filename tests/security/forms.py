"""Every form of the application, found on the pages that carry it and filled in sensibly."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from xml.etree.ElementTree import Element

import html5lib
from flask import Flask
from werkzeug.test import TestResponse

from lms.accounts import links
from lms.accounts.joining import Invitation, make_invitation
from lms.accounts.models import TokenPurpose, User
from lms.db import Database
from lms.learning.models import Cohort
from lms.permissions import Role
from tests.factories import Visitor, make_enrolment, make_user, soon
from tests.security.test_every_route import rules
from tests.security.world import Tenant, World, address

TYPED = {
    "email": "nueva.persona@example.org",
    "password": "cordillera-lluvia-42",
    "current": "la-anterior-91",
    "nit": "900.123.456-8",
    "watched": "y",
    "text": " ".join(["palabra"] * 150),
    "starts_on": "2026-11-02",
    "ends_on": "2027-01-29",
    "expires_on": soon(days=20).date().isoformat(),
    "seats": "25",
}
"""What is typed where a plain word would be refused, by the name of the field."""
NO_TOKEN = "no-such-token"
TEXTS = {"text", "search", "email", "password", "textarea", ""}


@dataclass(frozen=True)
class FoundForm:
    """A POST form as its page shows it to this person; `texts` are the fields to type into."""

    person: User | None
    page: str
    action: str
    values: dict[str, str]
    texts: frozenset[str] = field(default_factory=frozenset)

    def __str__(self) -> str:
        return f"{self.action} on {self.page}"

    def send(self, app: Flask, **changes: str) -> TestResponse:
        """POST it from a new browser of the same person."""
        return Visitor(app, self.person).post(self.action, {**self.values, **changes})


def every_form(app: Flask, world: World) -> Iterator[FoundForm]:
    """Each form once: the address and the names of its fields tell forms apart."""
    seen: set[tuple[object, ...]] = set()
    for tenant, person in _visits(app, world):
        visitor = Visitor(app, person)
        for method, rule in rules(app):
            if method != "GET" or "." in rule.rule:  # a file has no form
                continue
            if ("token" in rule.arguments) != (tenant.addresses["token"] != NO_TOKEN):
                continue  # a mailed link leads to its own page only
            path = address(app, rule, tenant)
            answer = visitor.get(path)
            if answer.mimetype != "text/html":
                continue
            for found in forms_on(answer.text, path, person):
                key = (found.action, *sorted(found.values))
                if key not in seen:
                    seen.add(key)
                    yield found


def _visits(app: Flask, world: World) -> Iterator[tuple[Tenant, User | None]]:
    """Who looks at which objects: work that is still open, then work that is done."""
    database: Database = app.extensions["database"]
    base = app.config["BASE_URL"]
    with database.writing() as session:
        cohort = session.get_one(Cohort, world.own.addresses["cohort_id"])
        fresh = make_enrolment(session, cohort)
        person = session.get_one(User, fresh.user_id)
        trainer = Invitation("formadora@example.org", Role.TRAINER, "es")
        known = Invitation(world.own.trainee.email, Role.TRAINER, "es")
        invited = [make_invitation(session, base, one) for one in (trainer, known)]
        life = links.RESET_LIFE
        new = links.NewLink(TokenPurpose.RESET, person.email, life, user_id=person.id)
        reset = links.make_link(session, new)
        outsider = make_user(session, Role.TRAINEE)
    started = {**world.own.addresses, "enrolment_id": fresh.id}
    Visitor(app, person).post(f"/learn/{fresh.id}/M1/quiz")
    yield replace(world.own, addresses=started), person
    for link in (*invited, reset):
        token = link.rpartition("/")[2]
        yield replace(world.own, addresses={**world.own.addresses, "token": token}), None
    for one in (None, outsider, world.own.trainee, world.own.trainer, world.administrator):
        yield world.own, one


def forms_on(page: str, path: str, person: User | None) -> Iterator[FoundForm]:
    """The POST forms of a page."""
    tree = html5lib.parse(page, namespaceHTMLElements=False)
    for form in tree.iter("form"):
        if form.get("method", "get").lower() != "post":
            continue
        tags = {"input", "select", "textarea", "button"}
        controls = [one for one in form.iter() if one.tag in tags]
        named = [one for one in controls if one.get("name") not in {None, "csrf_token"}]
        texts = [str(one.get("name")) for one in named if _kind(one) in TEXTS]
        action = (form.get("action") or path).partition("#")[0]
        yield FoundForm(person, path, action, _fill(named), frozenset(texts))


def _kind(control: Element) -> str:
    return control.get("type", "") if control.tag == "input" else control.tag


def _fill(controls: list[Element]) -> dict[str, str]:
    values: dict[str, str] = {}
    for control in controls:
        name = str(control.get("name"))
        kind = _kind(control)
        if kind == "file" or (kind == "button" and name in values):
            continue
        if kind == "select":
            options = [option.get("value", "") for option in control.iter("option")]
            values[name] = next((value for value in options if value), "")
        elif kind in {"radio", "checkbox", "hidden", "button"}:
            values[name] = control.get("value", "y")
        else:
            shown = control.get("value") or control.text or ""
            usual = "2026-11-24" if kind == "date" else "Texto de ejemplo"
            values[name] = TYPED.get(name) or shown.strip() or usual
    return values
