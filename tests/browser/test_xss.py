"""Nothing that people type runs in a browser, even with its content policy taken away."""

from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from playwright.sync_api import Route

from lms.accounts.models import User
from lms.demo import story
from lms.learning.models import Cohort, CohortState
from lms.learning.services import set_cohort_state
from lms.sessions import cookie_name
from tests.browser import road
from tests.factories import Visitor
from tests.security.poison import PAYLOADS, poison

POLICY = "content-security-policy"


def without_policy(route: Route) -> None:
    """Hand a page on without the policy that would stop a script that got in."""
    answer = route.fetch(max_redirects=0)
    headers = {name: value for name, value in answer.headers.items() if name.lower() != POLICY}
    route.fulfill(response=answer, headers=headers)


@pytest.mark.parametrize("payload", PAYLOADS[:3])
def test_each_of_these_texts_would_run_as_markup(visitors: Any, payload: str) -> None:
    page = visitors("es")
    body = f"<!doctype html><title>x</title><p>{payload}</p>"
    page.route("**/*", lambda route: route.fulfill(body=body, content_type="text/html"))
    page.goto("/")
    page.wait_for_function("window.__pwned === 1")


@pytest.mark.parametrize("payload", PAYLOADS[:3])
def test_what_people_type_never_runs(
    demo: Flask, address: str, visitors: Any, payload: str
) -> None:
    database = demo.extensions["database"]
    with database.reading() as session:
        email = story.TRAINER.email
        trainer = session.scalars(sa.select(User).filter_by(email=email)).one()
    poisoned = poison(demo, payload, trainer)
    ids = poisoned.addresses
    own = f"/learn/{ids['enrolment_id']}/M1"
    pages = {
        "trainer": [
            "/cohorts",
            f"/cohorts/{ids['cohort_id']}",
            f"/cohorts/{ids['cohort_id']}/slide",
            f"/cohorts/{ids['cohort_id']}/participation/M1",
            f"/grading/{ids['submission_id']}",
            f"/trainees/{ids['enrolment_id']}",
        ],
        "reviewer": ["/register", "/reports/completion"],
        "administrator": ["/people", f"/register/{ids['code']}/revoke"],
        None: [f"/v/{ids['code']}", f"/join/{ids['join_code']}", "/demo/outbox"],
        "trainee": [
            "/learn",
            f"{own}/assignment",
            f"{own}/participation",
            "/profile",
            "/certificates",
        ],
    }
    shown = 0
    for role, paths in pages.items():
        page = visitors("es")
        if role == "trainee":
            cookie = Visitor(demo, poisoned.trainee).client.get_cookie(
                cookie_name(demo), "gateway.test"
            )
            assert cookie is not None
            page.context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": address}])
        elif role is not None:
            road.enter(page, role)
        page.route("**/*", without_policy)
        for path in paths:
            answer = page.goto(path)
            assert answer is not None
            assert answer.status == 200, path
            assert POLICY not in answer.headers
            page.wait_for_load_state("load")
            assert page.evaluate("window.__pwned") is None, path
            shown += payload in page.content() or "__pwned" in page.locator("body").inner_text()
    assert shown > 8
    with database.writing() as session:  # later tests count no seats in it
        set_cohort_state(session, session.get_one(Cohort, ids["cohort_id"]), CohortState.CLOSED)
