"""Fills a fresh demonstration through the same services that people's clicks use."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy.orm import Session

from lms.accounts.models import User
from lms.accounts.services import NewPerson, create_person, find_or_create_firm, grant_role
from lms.assignments import services as assignments
from lms.assignments.models import Decision, Submission
from lms.db import utcnow
from lms.demo import memo, story
from lms.demo.baselines import seed_baselines
from lms.i18n import TIME_ZONE
from lms.learning import queries
from lms.learning.models import (
    Cohort,
    Enrolment,
    Evidence,
    EvidenceKind,
    ModuleVersion,
    Programme,
)
from lms.learning.services import (
    CohortDetails,
    NewEvidence,
    create_cohort,
    enrol,
    record_evidence,
)
from lms.permissions import Role

NO_PASSWORD = "!"


def seed(session: Session) -> None:
    """Write the people, two cohorts and their work; void when they are there."""
    if session.scalar(sa.select(User.id).filter_by(email=story.TRAINEE.email)) is not None:
        return
    programme = session.scalars(sa.select(Programme).order_by(Programme.id)).first()
    if programme is None:
        raise LookupError("no programme is published yet")
    for account in story.ACCOUNTS:
        if account.role is not Role.TRAINEE:
            _person(session, account.person, account.role)
    today = datetime.now(ZoneInfo(TIME_ZONE)).date()
    for group in story.groups(today):
        _cohort(session, programme, group)
    seed_baselines(session, programme)


def _person(session: Session, person: story.Person, role: Role, firm_id: int | None = None) -> User:
    names = (person.given_names, person.first_surname, person.second_surname)
    new = NewPerson(
        email=person.email,
        password_hash=NO_PASSWORD,
        given_names=person.given_names,
        first_surname=person.first_surname,
        second_surname=person.second_surname,
        certificate_name=" ".join(filter(None, names)),
        language=person.language,
    )
    user = create_person(session, new, firm_id)
    grant_role(session, user.id, role)
    return user


def _cohort(session: Session, programme: Programme, group: story.Group) -> None:
    trainer = session.scalars(sa.select(User).filter_by(email=group.trainer.email)).one()
    details = CohortDetails(
        name=group.name,
        department=group.department,
        language="es",
        starts_on=group.starts_on,
        ends_on=group.ends_on,
        seats=20,
    )
    cohort = create_cohort(session, trainer.id, programme.id, details)
    version = queries.pinned_versions(session, cohort.id)[0]
    for trainee in group.trainees:
        firm = find_or_create_firm(session, trainee.firm)
        user = _person(session, trainee.person, Role.TRAINEE, firm.id)
        enrolment = enrol(session, cohort.join_code, user.id, firm.id)
        _work(session, enrolment, version, trainer.id, trainee)
    _age(session, cohort, group)


def _work(
    session: Session,
    enrolment: Enrolment,
    version: ModuleVersion,
    trainer_id: int,
    trainee: story.Trainee,
) -> None:
    def record(recorded_by: int, *facts: NewEvidence) -> None:
        record_evidence(session, enrolment.id, version.id, recorded_by, *facts)

    own = enrolment.user_id
    lessons = version.rule["lessons"]
    read = {0: 0, 1: 1}.get(trainee.stage, len(lessons))
    record(own, *(NewEvidence(EvidenceKind.LESSON_READ, slug) for slug in lessons[:read]))
    if trainee.attended:
        record(trainer_id, NewEvidence(EvidenceKind.ATTENDANCE))
    if trainee.stage < 3:
        return
    must_pass = [NewEvidence(EvidenceKind.MUST_PASS, slot) for slot in version.rule["must_pass"]]
    record(own, NewEvidence(EvidenceKind.QUIZ_ATTEMPT, "1", 87), *must_pass)
    record(own, NewEvidence(EvidenceKind.QUIZ_PASSED, value=87))
    if trainee.stage >= 4:
        _submission(session, enrolment, version, trainer_id, trainee.stage)


def _submission(
    session: Session, enrolment: Enrolment, version: ModuleVersion, trainer_id: int, stage: int
) -> None:
    answers = {section["id"]: memo.answer_to(section) for section in version.sections}
    draft = assignments.save_draft(session, enrolment.id, version.id, answers, "")
    assignments.submit(session, draft, enrolment.user_id)
    criteria = [criterion["id"] for criterion in version.rubric]
    if stage == 5:
        levels = dict.fromkeys(criteria, 2)
        assignments.mark(session, draft, trainer_id, levels, story.RETURNED, Decision.RETURN)
    if stage == 6:
        levels = dict.fromkeys(criteria, 3)
        assignments.mark(session, draft, trainer_id, levels, story.PASSED, Decision.PASS)


def _age(session: Session, cohort: Cohort, group: story.Group) -> None:
    """Date the story over the cohort's weeks: some were here yesterday, some not for a week."""
    start = datetime.combine(group.starts_on, datetime.min.time(), UTC) + timedelta(hours=14)
    enrolments = sa.select(Enrolment).filter_by(cohort_id=cohort.id).order_by(Enrolment.id)
    for place, enrolment in enumerate(session.scalars(enrolments)):
        enrolment.enrolled_at = start
        last = utcnow() - timedelta(days=1 + 2 * place % 9, hours=place)
        rows = sa.select(Evidence).filter_by(enrolment_id=enrolment.id).order_by(Evidence.id.desc())
        for back, row in enumerate(session.scalars(rows)):
            row.recorded_at = last - back * timedelta(hours=20)
        submissions = sa.select(Submission).filter_by(enrolment_id=enrolment.id)
        for submission in session.scalars(submissions.where(Submission.submitted_at.is_not(None))):
            submission.submitted_at = last
    session.flush()
