"""Another trainer's objects do not exist, on every page of the portal."""

import pytest
from flask import Flask

from lms.permissions import Permission, Role, access_of
from tests.factories import Visitor, make_user
from tests.trainer_portal.conftest import Room

ABSENT = 987654


def endpoints(app: Flask) -> list[str]:
    return [name for name in app.view_functions if name.startswith("trainer_portal.")]


def paths(app: Flask, values: dict[str, object]) -> list[tuple[str, str]]:
    """Every method and path that names an object."""
    urls = app.url_map.bind("gateway.test")
    return [
        (method, urls.build(rule.endpoint, {name: values[name] for name in rule.arguments}))
        for rule in app.url_map.iter_rules()
        if rule.endpoint.startswith("trainer_portal.") and rule.arguments
        if not rule.endpoint.endswith("static")
        for method in sorted({"GET", "POST"} & (rule.methods or set()))
    ]


def everything(number: int) -> dict[str, object]:
    names = ("cohort_id", "enrolment_id", "submission_id", "file_id")
    return {**dict.fromkeys(names, number), "module_code": "M1"}


def test_every_page_asks_for_the_trainers_permission(app: Flask) -> None:
    for endpoint in endpoints(app):
        if not endpoint.endswith("static"):
            assert access_of(app, endpoint) is Permission.RUN_COHORTS, endpoint


def test_foreign_objects_answer_exactly_like_absent_ones(app: Flask, room: Room) -> None:
    submission = room.hand_in(room.ana)
    stranger = Visitor(app, room.other)
    own = {
        "cohort_id": room.cohort.id,
        "enrolment_id": room.ana.id,
        "submission_id": submission,
        "file_id": 1,
        "module_code": "M1",
    }
    checked = zip(paths(app, own), paths(app, everything(ABSENT)), strict=True)
    for (method, foreign), (_method, absent) in checked:
        ask = stranger.get if method == "GET" else stranger.post
        there, nowhere = ask(foreign), ask(absent)
        assert (there.status_code, nowhere.status_code) == (404, 404), foreign
        assert there.text.replace(foreign, absent) == nowhere.text, foreign


@pytest.mark.parametrize("role", [Role.TRAINEE, Role.REVIEWER, Role.ADMINISTRATOR])
def test_other_roles_do_not_get_in(app: Flask, room: Room, role: Role) -> None:
    with room.database.writing() as session:
        user = make_user(session, role)
    visitor = Visitor(app, user)
    for path in ("/cohorts", "/cohorts/new", "/cohorts/trainees", "/grading"):
        assert visitor.get(path).status_code == 403
    assert visitor.get(f"/cohorts/{room.cohort.id}").status_code == 403
    assert visitor.post("/cohorts/new").status_code == 403


def test_visitors_are_asked_to_sign_in(app: Flask, room: Room) -> None:
    answer = Visitor(app).get(f"/cohorts/{room.cohort.id}")
    assert answer.status_code == 302
    assert "/sign-in" in answer.location
