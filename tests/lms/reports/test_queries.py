"""The completion report's rows and sums."""

from datetime import UTC, date, datetime

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from lms.assignments.models import Submission, SubmissionState
from lms.learning.completion import CompletionRule
from lms.learning.models import (
    Cohort,
    CohortTrainer,
    Completion,
    Enrolment,
    EvidenceKind,
    ModuleVersion,
    TrainerRole,
)
from lms.learning.services import NewEvidence, record_evidence
from lms.permissions import Role
from lms.reports import queries
from lms.reports.values import Filters, Line, State, Totals
from tests.factories import (
    RULE,
    make_cohort,
    make_enrolment,
    make_firm,
    make_module,
    make_user,
)


def found(session: Session, order: str = "cohort", **filters: object) -> list[Line]:
    known = queries.reference(session)
    return list(queries.lines(session, known, Filters(**filters), order))  # type: ignore[arg-type]


def record(session: Session, enrolment: Enrolment, version_id: int, *facts: NewEvidence) -> None:
    record_evidence(session, enrolment.id, version_id, enrolment.user_id, *facts)


def everything(rule: CompletionRule = RULE) -> list[NewEvidence]:
    return [
        *(NewEvidence(EvidenceKind.LESSON_READ, slug) for slug in rule.lessons),
        *(NewEvidence(EvidenceKind.MUST_PASS, slot) for slot in rule.must_pass),
        NewEvidence(EvidenceKind.QUIZ_PASSED, value=87.5),
        NewEvidence(EvidenceKind.ASSIGNMENT_PASSED, "1"),
        NewEvidence(EvidenceKind.ATTENDANCE),
    ]


def complete(session: Session, enrolment: Enrolment, version_id: int, at: datetime) -> None:
    record(session, enrolment, version_id, *everything())
    session.execute(
        sa.update(Completion).filter_by(enrolment_id=enrolment.id).values(completed_at=at)
    )


@pytest.fixture
def version(session: Session) -> ModuleVersion:
    return make_module(session)


@pytest.fixture
def cohort(session: Session, version: ModuleVersion) -> Cohort:  # noqa: ARG001 — to be pinned
    trainer = make_user(session, Role.TRAINER, given_names="Luisa", first_surname="Guerrero")
    return make_cohort(session, trainer)


def test_someone_who_did_nothing_has_a_row_that_says_so(session: Session, cohort: Cohort) -> None:
    firm = make_firm(session, nit="9001234561", name="Nube Andina S.A.S.", department="05")
    trainee = make_user(session, Role.TRAINEE, firm_id=firm.id)
    enrolment = make_enrolment(session, cohort, trainee)
    assert found(session) == [
        Line(
            cohort="Pasto 2026",
            programme={"es": "Puerta", "en": "Gateway"},
            department="05",
            firm="Nube Andina S.A.S.",
            nit="9001234561",
            trainee="María José Muñoz Ordóñez",
            trainer="Luisa Guerrero Ordóñez",
            module="M1",
            version="1.0",
            state=State.NOT_STARTED,
            lessons_read=0,
            lessons_total=2,
            quiz_percent=None,
            assignment=None,
            assignment_asked=True,
            participated=False,
            enrolled_at=enrolment.enrolled_at,
            completed_at=None,
        )
    ]


def test_work_on_record_shows_part_by_part(
    session: Session, cohort: Cohort, version: ModuleVersion
) -> None:
    enrolment = make_enrolment(session, cohort)
    record(
        session,
        enrolment,
        version.id,
        NewEvidence(EvidenceKind.LESSON_READ, "1-one"),
        NewEvidence(EvidenceKind.QUIZ_ATTEMPT, "1", value=62.5),
        NewEvidence(EvidenceKind.QUIZ_ATTEMPT, "2", value=50.0),
        NewEvidence(EvidenceKind.CONTRIBUTION, text="Vi la grabación."),
    )
    (line,) = found(session)
    assert line.state is State.IN_PROGRESS
    assert (line.lessons_read, line.lessons_total) == (1, 2)
    assert line.quiz_percent == 62.5
    assert line.participated is True


def test_an_attempt_that_a_trainer_allowed_is_not_work(
    session: Session, cohort: Cohort, version: ModuleVersion
) -> None:
    enrolment = make_enrolment(session, cohort)
    fact = NewEvidence(EvidenceKind.ATTEMPT_GRANTED, "1", text="Viajaba.")
    record(session, enrolment, version.id, fact)
    assert [line.state for line in found(session)] == [State.NOT_STARTED]


def test_an_assignment_shows_its_last_judged_or_waiting_version_and_no_draft(
    session: Session, cohort: Cohort, version: ModuleVersion
) -> None:
    enrolment = make_enrolment(session, cohort)
    seen = []
    for number, state in enumerate(("draft", "returned", "draft", "submitted"), start=1):
        session.add(
            Submission(
                enrolment_id=enrolment.id,
                module_version_id=version.id,
                number=number,
                state=SubmissionState(state),
            )
        )
        session.flush()
        seen.append(found(session)[0].assignment)
    returned, submitted = SubmissionState.RETURNED, SubmissionState.SUBMITTED
    assert seen == [None, returned, returned, submitted]


def test_parts_that_a_version_does_not_ask_for_are_left_open(session: Session) -> None:
    make_module(session, rule=CompletionRule(quiz=True))
    make_enrolment(session, make_cohort(session))
    (line,) = found(session)
    assert (line.lessons_read, line.lessons_total, line.participated) == (None, None, None)
    assert not line.assignment_asked


def test_cohorts_keep_the_version_they_are_pinned_to(
    session: Session, cohort: Cohort, version: ModuleVersion
) -> None:
    newer = make_module(session, version="1.1", rule=CompletionRule(lessons=("a", "b", "c")))
    later = make_cohort(session, name="Cali 2027")
    complete(session, make_enrolment(session, cohort), version.id, datetime.now(UTC))
    record(
        session,
        make_enrolment(session, later),
        newer.id,
        *(NewEvidence(EvidenceKind.LESSON_READ, slug) for slug in "abc"),
    )
    shown = [(x.cohort, x.version, x.state, x.lessons_total) for x in found(session)]
    assert shown == [
        ("Cali 2027", "1.1", State.COMPLETED, 3),
        ("Pasto 2026", "1.0", State.COMPLETED, 2),
    ]
    by_module = found(session, module_id=version.module_id)
    assert len(by_module) == 2


def test_people_who_are_not_enrolled_are_absent(session: Session) -> None:
    make_cohort(session)
    make_user(session, Role.TRAINEE, first_surname="Ausente", firm_id=make_firm(session).id)
    assert found(session) == []
    assert queries.totals(session, Filters()) == Totals(0, 0, 0, 0)
    assert queries.totals(session, Filters()).rate is None


def test_evidence_of_one_person_does_not_count_for_another(
    session: Session, cohort: Cohort, version: ModuleVersion
) -> None:
    first, _second = make_enrolment(session, cohort), make_enrolment(session, cohort)
    record(session, first, version.id, NewEvidence(EvidenceKind.LESSON_READ, "1-one"))
    assert sorted(line.lessons_read or 0 for line in found(session)) == [0, 1]


def test_a_department_is_the_firms_and_not_the_cohorts(session: Session, cohort: Cohort) -> None:
    firm = make_firm(session, department="76")
    make_enrolment(session, cohort, make_user(session, firm_id=firm.id))
    make_enrolment(session, cohort)
    assert [line.department for line in found(session, department="76")] == ["76"]
    assert queries.by_department(session, Filters()) == {
        "52": Totals(1, 1, 1, 0),
        "76": Totals(1, 1, 1, 0),
    }


def test_people_and_firms_are_counted_once(session: Session) -> None:
    make_module(session)
    second = make_module(session, code="M2", position=2)
    cohort = make_cohort(session)
    firm = make_firm(session)
    for _ in range(2):
        make_enrolment(session, cohort, make_user(session, firm_id=firm.id))
    complete(session, make_enrolment(session, cohort), second.id, datetime.now(UTC))
    assert queries.totals(session, Filters()) == Totals(rows=6, people=3, firms=2, completions=1)
    assert queries.totals(session, Filters()).rate == pytest.approx(1 / 6)


def test_a_period_counts_days_of_colombia_with_both_ends(
    session: Session, cohort: Cohort, version: ModuleVersion
) -> None:
    moments = (
        datetime(2026, 11, 23, 4, 59, tzinfo=UTC),  # the 22nd, 23:59 in Bogotá
        datetime(2026, 11, 23, 5, 0, tzinfo=UTC),
        datetime(2026, 11, 25, 4, 59, tzinfo=UTC),
        datetime(2026, 11, 25, 5, 0, tzinfo=UTC),
    )
    for moment in moments:
        complete(session, make_enrolment(session, cohort), version.id, moment)
    inside = found(
        session, "newest", completed_from=date(2026, 11, 23), completed_to=date(2026, 11, 24)
    )
    assert [line.completed_at for line in inside] == [moments[2], moments[1]]
    assert len(found(session, completed_from=date(2026, 11, 25))) == 1
    assert len(found(session, completed_to=date(2026, 11, 22))) == 1


def test_states_divide_the_rows(session: Session, cohort: Cohort, version: ModuleVersion) -> None:
    make_enrolment(session, cohort)
    half = make_enrolment(session, cohort)
    record(session, half, version.id, NewEvidence(EvidenceKind.LESSON_READ, "1-one"))
    complete(session, make_enrolment(session, cohort), version.id, datetime.now(UTC))
    for state in State:
        assert [line.state for line in found(session, state=state)] == [state]
        assert queries.totals(session, Filters(state=state)).rows == 1


@pytest.mark.parametrize("order", queries.ORDERS)
def test_pages_in_any_order_are_the_whole_in_parts(
    session: Session, cohort: Cohort, monkeypatch: pytest.MonkeyPatch, order: str
) -> None:
    monkeypatch.setattr(queries, "PAGE", 3)
    for surname in ("Díaz", "arango", "Bravo", "Castro", "Arango"):
        make_enrolment(session, cohort, make_user(session, first_surname=surname))
    known = queries.reference(session)
    whole = list(queries.lines(session, known, Filters(), order))
    parts = [list(queries.lines(session, known, Filters(), order, page)) for page in (1, 2, 3)]
    assert [len(part) for part in parts] == [3, 2, 0]
    assert [line for part in parts for line in part] == whole
    if order == "trainee":
        assert [line.trainee.split()[2].lower() for line in whole] == [
            "arango",
            "arango",
            "bravo",
            "castro",
            "díaz",
        ]


def test_a_cohort_with_two_leads_names_both_and_appears_once(
    session: Session, cohort: Cohort
) -> None:
    second = make_user(session, given_names="Iván", first_surname="Ríos", second_surname="")
    session.execute(
        sa.insert(CohortTrainer).values(
            cohort_id=cohort.id, user_id=second.id, role=TrainerRole.LEAD
        )
    )
    make_enrolment(session, cohort)
    assert [line.trainer for line in found(session)] == ["Luisa Guerrero Ordóñez, Iván Ríos"]
