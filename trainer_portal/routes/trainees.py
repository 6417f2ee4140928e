"""Trainees: the lists behind the four numbers, and one person's page."""

from dataclasses import dataclass
from functools import partial

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from lms.accounts.territory import DEPARTMENTS
from lms.assignments.models import Submission
from lms.db import reading, utcnow, writing
from lms.learning import queries as learning
from lms.learning.completion import CompletionRule
from lms.learning.models import Completion, Enrolment, Evidence, EvidenceKind, ModuleVersion
from lms.learning.services import CohortClosed
from lms.pages import completion_links
from lms.permissions import requires
from lms.plugin import Link
from trainer_portal import queries, words
from trainer_portal.forms import AttemptForm
from trainer_portal.queries import ModuleStanding, Trainee
from trainer_portal.routes import ACCESS, bp, own_enrolment
from trainer_portal.services import AttemptNotNeeded, grant_attempt

Page = str | Response | tuple[str, int]


@bp.get("/cohorts/trainees")
@requires(ACCESS)
def trainee_list() -> Page:
    """The people of every own cohort: all by name, by progress, or those at risk."""
    now = utcnow()
    people = queries.trainees(reading(), current_user.id)
    at_risk = request.args.get("show") == "at-risk"
    if at_risk:
        people = [person for person in people if person.at_risk(now)]
    if request.args.get("order") == "progress":
        people.sort(key=lambda person: person.share)
    return render_template(
        "trainer_portal/trainees.html", people=people, at_risk=at_risk, words=words, now=now
    )


@dataclass(frozen=True)
class ModulePage:
    """What a trainee's page shows of one module."""

    standing: ModuleStanding
    completion: Completion | None
    links: list[Link]
    submissions: list[Submission]
    contribution: Evidence | None
    needs_attempt: bool


@bp.get("/trainees/<int:enrolment_id>")
@requires(ACCESS)
def trainee(enrolment_id: int) -> Page:
    """One trainee: her firm, where she stands and why, and everything that speaks for it."""
    enrolment = own_enrolment(enrolment_id)
    session = reading()
    people = queries.trainees(session, current_user.id, enrolment.cohort_id)
    person = next(person for person in people if person.enrolment.id == enrolment.id)
    facts = queries.timeline(session, enrolment.id)
    versions = {item.module.version.id: item.module for item in person.modules}
    return render_template(
        "trainer_portal/trainee.html",
        person=person,
        enrolment=enrolment,
        modules=_modules(person, [fact for fact, _recorder in facts]),
        facts=[item for item in facts if item[0].module_version_id in versions],
        versions=versions,
        department=DEPARTMENTS.get(enrolment.firm.department, enrolment.firm.department),
        state=words.standing_of(person, utcnow()),
        words=words,
    )


@bp.route("/trainees/<int:enrolment_id>/attempts/<module_code>", methods=["GET", "POST"])
@requires(ACCESS)
def allow_attempt(enrolment_id: int, module_code: str) -> Page:
    """Allow one more quiz attempt, with a reason."""
    enrolment = own_enrolment(enrolment_id)
    version = _pinned(reading(), enrolment, module_code)
    form = AttemptForm.of_request()
    page = partial(
        render_template,
        "trainer_portal/attempt.html",
        form=form,
        enrolment=enrolment,
        version=version,
        module_code=module_code,
    )
    if request.method == "GET":
        return page()
    if not form.validate():
        return page(), 422
    try:
        with writing() as session:
            own = own_enrolment(enrolment_id, session)
            pinned = _pinned(session, own, module_code)
            grant_attempt(session, own, pinned, current_user.id, str(form.reason.data))
    except AttemptNotNeeded:
        flash(_("No further attempt is needed now: one is open, or the quiz is passed."), "info")
    except CohortClosed:
        flash(_("The cohort is closed: open it again to allow an attempt."), "error")
    else:
        flash(_("One more attempt is allowed."), "success")
    return redirect(url_for("trainer_portal.trainee", enrolment_id=enrolment_id), 303)


def _pinned(session: Session, enrolment: Enrolment, module_code: str) -> ModuleVersion:
    return learning.pinned_version(session, enrolment.cohort_id, module_code) or abort(404)


def _modules(person: Trainee, facts: list[Evidence]) -> list[ModulePage]:
    session = reading()
    completions = queries.completions(session, person.enrolment.id)
    submissions = queries.handed_in(session, person.enrolment.id)

    def module_page(standing: ModuleStanding) -> ModulePage:
        version = standing.module.version
        version_id, rule = version.id, CompletionRule.from_json(version.rule)
        own = [fact for fact in facts if fact.module_version_id == version_id]
        written = [fact for fact in own if fact.kind is EvidenceKind.CONTRIBUTION]
        completion = completions.get(version_id)
        return ModulePage(
            standing,
            completion,
            completion_links(session, completion.id) if completion else [],
            submissions[version_id],
            written[0] if written else None,
            queries.needs_attempt(rule, own),
        )

    return [module_page(standing) for standing in person.modules]
