"""Downloads of printed modules: who gets which, and how often one is drawn."""

import re

import pytest
from flask import Flask

from courses.curriculum.labels import SECTOR_NAMES
from courses.printing import keeping
from courses.queries import place_for
from courses.routes.printing import DRAWN, PER
from lms import limits
from lms.db import Database
from lms.learning.models import EvidenceKind
from lms.learning.services import NewEvidence, enrol, record_evidence
from lms.permissions import Role
from tests.courses.learners import Learner, make_learner
from tests.factories import Visitor, make_firm, make_user

PACK = "/learn/packs/small/M1/session"
BOOK = "/learn/packs/small/M1/workbook"
EVERYTHING = (
    NewEvidence(EvidenceKind.LESSON_READ, item="1-start"),
    NewEvidence(EvidenceKind.MUST_PASS, item="s1"),
    NewEvidence(EvidenceKind.QUIZ_PASSED, value=100),
    NewEvidence(EvidenceKind.ASSIGNMENT_PASSED, item="1"),
)


@pytest.fixture
def learner(database: Database) -> Learner:
    with database.writing() as session:
        return make_learner(session)


@pytest.fixture
def trainee(app: Flask, learner: Learner) -> Visitor:
    return Visitor(app, learner.user)


@pytest.fixture
def trainer(app: Flask, learner: Learner) -> Visitor:
    return Visitor(app, learner.trainer)


@pytest.fixture
def nothing_drawn(monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """A process that just began."""
    known: dict[str, str] = {}
    monkeypatch.setattr(keeping, "_kept", known)
    return known


def test_the_outline_offers_the_workbook_as_a_file(trainee: Visitor, learner: Learner) -> None:
    address = learner.url("/workbook")
    assert f'href="{address}" download' in trainee.get(learner.url()).text
    answer = trainee.get(address)
    assert answer.status_code == 200
    assert answer.mimetype == "application/pdf"
    assert answer.headers["Content-Disposition"] == "attachment; filename=M1-cuaderno-es.pdf"
    assert answer.data.startswith(b"%PDF-")


def test_a_module_that_is_locked_gives_no_workbook(trainee: Visitor, learner: Learner) -> None:
    assert "/workbook" not in trainee.get(learner.url(code="M2")).text
    answer = trainee.get(learner.url("/workbook", code="M2"))
    assert answer.status_code == 303
    assert answer.headers["Location"] == learner.url(code="M2")


def test_the_workbook_of_someone_else_is_not_found(
    app: Flask, learner: Learner, database: Database
) -> None:
    with database.writing() as session:
        other = make_user(session, Role.TRAINEE)
    assert Visitor(app, other).get(learner.url("/workbook")).status_code == 404
    assert Visitor(app, learner.trainer).get(learner.url("/workbook")).status_code == 403


def test_trainers_get_a_list_of_every_module_in_both_languages(trainer: Visitor) -> None:
    page = trainer.get("/learn/packs?sector=xr").text
    links = re.findall('href="(/learn/packs/[^"]*)"', page)
    expected = [
        f"/learn/packs/small/{code}/{kind}?lang={lang}&amp;sector=xr"
        for code in ("M1", "M2")
        for kind in ("session", "workbook")
        for lang in ("es", "en")
    ]
    assert links == expected
    assert f"selected>{SECTOR_NAMES['es']['xr']}<" in page
    assert 'aria-current="page"' in page
    assert re.search("<button[^>]*>English</button>", page)


def test_a_platform_without_modules_says_so(app: Flask, database: Database) -> None:
    with database.writing() as session:
        user = make_user(session, Role.TRAINER)
    assert 'class="empty"' in Visitor(app, user).get("/learn/packs").text


def test_trainers_get_packs_and_workbooks_in_the_language_they_ask_for(trainer: Visitor) -> None:
    names = {
        f"{PACK}?lang=en": "M1-session-pack-en.pdf",
        PACK: "M1-guia-de-sesion-es.pdf",
        f"{PACK}?lang=fr&sector=nothing": "M1-guia-de-sesion-es.pdf",
        f"{BOOK}?lang=en&sector=bpo": "M1-workbook-en.pdf",
    }
    for address, name in names.items():
        answer = trainer.get(address)
        assert answer.status_code == 200
        assert answer.headers["Content-Disposition"] == f"attachment; filename={name}"


def test_unknown_modules_are_not_found(trainer: Visitor) -> None:
    for address in ("/learn/packs/small/M9/session", "/learn/packs/none/M1/workbook"):
        assert trainer.get(address).status_code == 404


def test_trainees_get_no_pack(trainee: Visitor) -> None:
    for address in ("/learn/packs", PACK, BOOK):
        assert trainee.get(address).status_code == 403


def test_a_trainer_who_learns_a_module_gets_its_key_only_afterwards(
    app: Flask, learner: Learner, database: Database
) -> None:
    with database.writing() as session:
        colleague = make_user(session, Role.TRAINER)
        firm = make_firm(session)
        enrolment = enrol(session, learner.cohort.join_code, colleague.id, firm.id)
    visitor = Visitor(app, colleague)
    page = visitor.get("/learn/packs").text
    assert page.count("Cuando usted complete el módulo") == 2
    assert "/session" not in page
    assert visitor.get(PACK).status_code == 404
    assert visitor.get(BOOK).status_code == 200
    with database.writing() as session:
        place = place_for(session, colleague.id, enrolment.id, "M1")
        assert place is not None
        record_evidence(session, *place.key, learner.trainer.id, *EVERYTHING)
    assert visitor.get("/learn/packs").text.count("Cuando usted complete el módulo") == 1
    assert visitor.get(PACK).status_code == 200


def test_new_files_are_limited_and_old_ones_are_not(
    trainee: Visitor, learner: Learner, database: Database, nothing_drawn: dict[str, str]
) -> None:
    assert trainee.get(learner.url("/workbook")).status_code == 200
    assert len(nothing_drawn) == 1
    while limits.allow(database, "print", str(learner.user.id), DRAWN, PER):
        pass
    assert trainee.get(learner.url("/workbook")).status_code == 200
    refused = trainee.get(learner.url("/workbook?sector=audiovisual"))
    assert refused.status_code == 429
    assert "Espere diez minutos" in refused.text
    assert len(nothing_drawn) == 1
