"""No form takes more than its page offers, whatever is sent along."""

import re

import pytest
from flask import Flask

from lms.db import Database
from tests.security.forms import FoundForm, every_form
from tests.security.rows import change, put_back, take
from tests.security.world import World

SERVER_SIDE = {
    *("user_id", "cohort_id", "enrolment_id", "firm_id", "marker_id", "module_version_id"),
    *("role", "roles", "permissions", "is_admin", "active", "password_hash", "nit"),
    *("score", "passed", "correct", "submitted_at", "attempts", "number", "seed", "granted_by"),
    *("state", "issued_at", "completed_at", "revoked_at", "created_at", "snapshot", "join_code"),
}
ASKED_FOR = {
    "/people/invite": {"role"},
    "/cohorts/1/state": {"state"},
}
"""What belongs to the server everywhere else is the question of these two forms."""
NOT_ENOUGH = {"/join", "/v/file", "/profile/password", "/sign-in", "/learn/readiness/baseline"}
"""Forms that plausible words alone do not satisfy: a code, a file, the right password, answers."""


@pytest.fixture
def forms(app: Flask, world: World) -> list[FoundForm]:
    return list(every_form(app, world))


def intruders(world: World, form: FoundForm) -> dict[str, str]:
    """Each field that a page must not have, with the value an attacker would like."""
    foreign, administrator = world.foreign.addresses, world.administrator.id
    wanted = dict.fromkeys(SERVER_SIDE, "1") | {
        "role": "administrator",
        "roles": "administrator",
        "permissions": "MANAGE_PEOPLE",
        "user_id": str(administrator),
        "marker_id": str(administrator),
        "cohort_id": str(foreign["cohort_id"]),
        "enrolment_id": str(foreign["enrolment_id"]),
        "score": "100",
        "state": "passed",
        "join_code": foreign["join_code"],
    }
    times = ("issued_at", "completed_at", "revoked_at", "created_at", "submitted_at")
    wanted |= dict.fromkeys(times, "2001-01-01T00:00:00")
    return {name: value for name, value in wanted.items() if name not in form.values}


def test_no_page_asks_for_what_the_server_decides(forms: list[FoundForm]) -> None:
    assert len(forms) > 25
    for form in forms:
        action = re.sub(r"/\d+/", "/1/", form.action)
        asked = SERVER_SIDE & set(form.values) - ASKED_FOR.get(action, set())
        firm = {"nit"} if "firm_name" in form.values else set()
        assert asked <= firm, str(form)


def test_fields_that_a_form_does_not_have_change_nothing(
    app: Flask, world: World, database: Database, forms: list[FoundForm]
) -> None:
    start = take(database)
    for form in forms:
        answers, changes = [], []
        for extra in ({}, intruders(world, form)):
            put_back(database, start)
            answers.append(form.send(app, **extra).status_code)
            changes.append(change(start, take(database)))
        assert answers[0] == answers[1], str(form)
        assert changes[0] == changes[1], str(form)
        if form.action not in NOT_ENOUGH and not form.values.get("password"):
            assert answers[0] == 303, str(form)
