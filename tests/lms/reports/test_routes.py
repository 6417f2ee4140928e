"""The completion report as reviewers see it and take it away."""

import csv
import io
import random
import re
from datetime import UTC, date, datetime, timedelta

import openpyxl
import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from lms.accounts.models import User
from lms.db import Database
from lms.learning.models import Completion, EvidenceKind
from lms.learning.queries import pinned_versions
from lms.learning.services import NewEvidence, record_evidence
from lms.permissions import Role
from lms.reports import queries
from tests.factories import Visitor, make_cohort, make_enrolment, make_firm, make_module, make_user
from tests.lms.reports.test_queries import everything

PAGE = "/reports/completion"
FILTERS = (
    "",
    "?department=52",
    "?department=27",
    "?state=completed",
    "?state=in_progress&sort=trainee",
    "?state=not_started",
    "?completed_from=2026-10-10&completed_to=2026-11-05&sort=newest",
    "?department=76&completed_from=2026-10-01",
)


@pytest.fixture
def reviewer(app: Flask, database: Database) -> Visitor:
    with database.writing() as session:
        user = make_user(session, Role.REVIEWER, language="en")
    return Visitor(app, user, language="en")


def fill(session: Session, seed: int) -> None:
    """Two modules, two cohorts on different versions, a few dozen people in all states."""
    chance = random.Random(seed)  # noqa: S311
    make_module(session)
    cohorts = [make_cohort(session, seats=90)]
    make_module(session, version="1.1")
    make_module(session, code="M2", position=2)
    cohorts.append(make_cohort(session, name="Cali 2027", seats=90))
    firms = [make_firm(session, department=chance.choice(["52", "76", "05"])) for _ in range(6)]
    for number in range(24):
        firm = chance.choice(firms)
        user = make_user(session, first_surname=f"Apellido{number}", firm_id=firm.id)
        for cohort in chance.sample(cohorts, chance.choice([1, 1, 2])):
            enrolment = make_enrolment(session, cohort, user)
            for version in pinned_versions(session, cohort.id):
                facts = chance.choice([[], everything()[:2], everything(), everything()])
                record_evidence(session, enrolment.id, version.id, user.id, *facts)
    for completion in session.scalars(sa.select(Completion)):
        day = date(2026, 10, 1) + timedelta(days=chance.randrange(50))
        completion.completed_at = datetime(day.year, day.month, day.day, 3, 0, tzinfo=UTC)
    session.commit()


def figures(text: str) -> list[str]:
    """The four totals of a page."""
    return re.findall(r"<strong>([^<]*)</strong>", text.split('class="stats"')[1].split("</ul>")[0])


def csv_rows(visitor: Visitor, query: str = "") -> list[dict[str, str]]:
    content = visitor.get(f"{PAGE}.csv{query}").data.decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(content, newline="")))


def xlsx_rows(visitor: Visitor, query: str = "") -> list[dict[str, object]]:
    book = openpyxl.load_workbook(io.BytesIO(visitor.get(f"{PAGE}.xlsx{query}").data))
    heading, *rows = book.worksheets[0].iter_rows(values_only=True)
    return [dict(zip(map(str, heading), row, strict=True)) for row in rows]


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_totals_of_the_page_are_those_of_the_files(
    reviewer: Visitor, session: Session, seed: int
) -> None:
    fill(session, seed)
    for query in FILTERS:
        page = reviewer.get(PAGE + query).text
        rows, book = csv_rows(reviewer, query), xlsx_rows(reviewer, query)
        assert [row["Trainee"] for row in book] == [row["Trainee"] for row in rows]
        assert [row["State"] for row in book] == [row["State"] for row in rows]
        if not rows:
            assert "Nobody matches these filters" in page
            continue
        people = {row["Trainee"] for row in rows}
        done = [row for row in rows if row["State"] == "Completed"]
        assert len(done) == sum(1 for row in book if row["Completed (time in Colombia)"])
        rate = f"{len(done) / len(rows):.0%}"
        shown = figures(page)
        assert shown[:3] == [str(len(people)), str(len({r["NIT"] for r in rows})), str(len(done))]
        assert shown[3] == ("–" if "state" in query or "completed" in query else rate)


def test_a_department_narrows_page_and_files_alike(reviewer: Visitor, session: Session) -> None:
    fill(session, 4)
    page = reviewer.get(f"{PAGE}?department=76").text
    rows = csv_rows(reviewer, "?department=76")
    assert {(row["Department code"], row["Department of the firm"]) for row in rows} == {
        ("76", "Valle del Cauca")
    }
    assert f"{PAGE}.csv?department=76" in page
    assert f"{PAGE}.xlsx?department=76" in page
    assert '<option selected value="76">' in page


def test_each_department_links_to_its_own_rows_with_the_other_filters_kept(
    reviewer: Visitor, session: Session
) -> None:
    fill(session, 5)
    page = reviewer.get(f"{PAGE}?state=completed&department=&page=1").text
    assert re.search(rf"{PAGE}\?state=completed&amp;department=\d\d\"", page)


@pytest.mark.parametrize(
    "query",
    [
        "department=00",
        "department=52'",
        "cohort=999",
        "module=999",
        "module=M1",
        "state=done",
        "completed_from=yesterday",
        "completed_to=2026-02-30",
        "completed_from=2026-11-02&completed_to=2026-11-01",
        "sort=trainee'",
        "sort=enrolment_id;DROP TABLE person",
        "sort=email",
        "page=0",
        "page=x",
        "deparment=52",
    ],
)
def test_an_address_that_asks_for_something_unknown_is_refused(
    reviewer: Visitor, query: str
) -> None:
    reasons = "cannot be used for|has no filter called|ends before it begins"
    for path in (PAGE, f"{PAGE}.csv", f"{PAGE}.xlsx"):
        answer = reviewer.get(f"{path}?{query}")
        assert answer.status_code == 400
        assert re.search(reasons, answer.text)


def test_departments_come_in_the_order_of_their_names(reviewer: Visitor, session: Session) -> None:
    for code in ("25", "76", "23", "05"):
        firm = make_firm(session, department=code)
        make_enrolment(session, None, make_user(session, firm_id=firm.id))
    session.commit()
    shown = re.findall(r'department=\d\d">([^<]+)</a>', reviewer.get(PAGE).text)
    assert shown == ["Antioquia", "Córdoba", "Cundinamarca", "Valle del Cauca"]


def test_the_orders_offered_are_the_orders_known(reviewer: Visitor) -> None:
    page = reviewer.get(PAGE).text
    offered = re.findall(r'value="([^"]+)"', page.split('name="sort"')[1].split("</select>")[0])
    assert offered == list(queries.ORDERS)


def test_a_page_past_the_last_does_not_exist(reviewer: Visitor) -> None:
    assert reviewer.get(f"{PAGE}?page=2").status_code == 404


def test_pages_lead_to_each_other_and_keep_the_filters(
    reviewer: Visitor, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(session, 6)
    monkeypatch.setattr(queries, "PAGE", 10)
    first = reviewer.get(f"{PAGE}?sort=trainee").text
    second = reviewer.get(f"{PAGE}?sort=trainee&page=2").text
    assert first.count('<th scope="row">Mar') == 10
    assert f'rel="next" href="{PAGE}?sort=trainee&amp;page=2"' in first
    assert f'rel="prev" href="{PAGE}?sort=trainee&amp;page=1"' in second
    assert figures(first) == figures(second)


def test_nobody_enrolled_yet_is_said_in_words(reviewer: Visitor) -> None:
    assert "Nobody is enrolled yet" in reviewer.get(PAGE).text
    assert csv_rows(reviewer) == []


def test_the_page_says_what_completed_means_for_each_version(
    reviewer: Visitor, session: Session
) -> None:
    fill(session, 7)
    page = reviewer.get(PAGE).text
    assert "Everything that the module version asks for was met." in page
    for version in ("M1 1.0", "M1 1.1", "M2 1.0"):
        assert f"{version} · Exporting services" in page
    assert "2 lessons read, quiz passed, 1 compulsory question right, assignment passed" in page


def test_a_workbook_says_what_was_asked_and_what_it_means(
    reviewer: Visitor, session: Session
) -> None:
    fill(session, 8)
    content = reviewer.get(f"{PAGE}.xlsx?department=52&state=completed").data
    sheets = openpyxl.load_workbook(io.BytesIO(content)).worksheets
    notes = dict(sheets[1].iter_rows(values_only=True))
    assert notes["Department of the firm"] == "Nariño"
    assert notes["State"] == "Completed"
    assert notes["Rows"] == str(sheets[0].max_row - 1)
    assert "M1 1.0 · Exporting services" in notes


def test_numbers_and_dates_of_a_workbook_can_be_counted_with(
    reviewer: Visitor, session: Session
) -> None:
    fill(session, 9)
    row = next(r for r in xlsx_rows(reviewer, "?state=completed"))
    assert (row["Lessons read"], row["Lessons in all"], row["Best quiz result, %"]) == (2, 2, 87.5)
    assert isinstance(row["Enrolled on"], datetime)
    assert isinstance(row["Completed (time in Colombia)"], datetime)
    assert re.fullmatch(r"\d{3}\.\d{3}\.\d{3}-\d", str(row["NIT"]))


def test_a_firm_named_like_a_formula_stays_a_name(reviewer: Visitor, session: Session) -> None:
    firm = make_firm(session, name='=HYPERLINK("http://evil.example")')
    make_enrolment(session, None, make_user(session, firm_id=firm.id))
    session.commit()
    assert csv_rows(reviewer)[0]["Firm"] == '\'=HYPERLINK("http://evil.example")'
    assert xlsx_rows(reviewer)[0]["Firm"] == '=HYPERLINK("http://evil.example")'
    assert "=HYPERLINK(&#34;" in reviewer.get(PAGE).text


def test_files_are_saved_under_a_dated_name_and_never_shown(reviewer: Visitor) -> None:
    for kind in ("csv", "xlsx"):
        answer = reviewer.get(f"{PAGE}.{kind}")
        disposition = answer.headers["Content-Disposition"]
        assert re.fullmatch(
            rf"attachment; filename=gateway-completion-\d{{4}}-\d\d-\d\d\.{kind}", disposition
        )
        assert answer.headers["Cache-Control"] == "no-store"
    assert reviewer.get(f"{PAGE}.pdf").status_code == 404


@pytest.mark.parametrize("path", [PAGE, f"{PAGE}.csv", f"{PAGE}.xlsx"])
def test_only_those_who_may_read_reports_can(app: Flask, session: Session, path: str) -> None:
    users: dict[Role, User] = {role: make_user(session, role) for role in Role}
    session.commit()
    codes = {role: Visitor(app, user).get(path).status_code for role, user in users.items()}
    assert codes == {
        Role.TRAINEE: 403,
        Role.TRAINER: 403,
        Role.REVIEWER: 200,
        Role.ADMINISTRATOR: 200,
    }
    anonymous = Visitor(app).get(path)
    assert anonymous.status_code == 302
    assert anonymous.headers["Location"].startswith("/sign-in?next=")


def test_no_address_of_a_person_leaves_in_any_form(
    reviewer: Visitor, session: Session, database: Database
) -> None:
    fill(session, 10)
    with database.reading() as later:
        addresses = later.scalars(sa.select(User.email)).all()
    page = reviewer.get(PAGE).text + str(csv_rows(reviewer)) + str(xlsx_rows(reviewer))
    assert len(addresses) > 20
    assert not [address for address in addresses if address in page]


@pytest.mark.parametrize("path", [PAGE, f"{PAGE}.csv", f"{PAGE}.xlsx"])
def test_the_number_of_statements_does_not_grow_with_the_people(
    reviewer: Visitor, database: Database, path: str
) -> None:
    asked: list[str] = []

    def count(*args: object) -> None:
        asked.append(str(args[2]))

    sa.event.listen(database.reader, "before_cursor_execute", count)
    try:
        with database.writing() as session:
            cohort = make_enrolment(session).cohort
        reviewer.get(path)
        few = len(asked)
        with database.writing() as session:
            for _ in range(8):
                make_enrolment(session, cohort)
        asked.clear()
        reviewer.get(path)
    finally:
        sa.event.remove(database.reader, "before_cursor_execute", count)
    assert len(asked) == few <= 7


def test_headings_come_in_the_language_of_the_reader(app: Flask, session: Session) -> None:
    user, record = make_user(session, Role.REVIEWER), make_enrolment(session)
    version = next(iter(queries.reference(session).versions))
    fact = NewEvidence(EvidenceKind.LESSON_READ, "1-one")
    record_evidence(session, record.id, version, record.user_id, fact)
    session.commit()
    (row,) = csv_rows(Visitor(app, user))
    assert row["Programa"] == "Puerta"
    assert row["Estado"] == "En curso"
