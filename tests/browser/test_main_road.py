"""The whole road in a real browser, from a join code to a certificate that anyone checks."""

import csv
import io
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from playwright.sync_api import Page, expect

from certificates.verdict import FileState
from certificates.verify import verify_pdf
from courses.curriculum.schema import Language
from tests.browser import road
from tests.browser.checks import check
from tests.certificates.tools import needs_tool, run

NAME = "Íngrid Sofía Güegüé Peñaranda"
WORDS = {
    "es": {
        "continue": "Continuar: lección 1",
        "passed": "Aprobó el cuestionario",
        "valid": "Este certificado es válido",
        "revoked": "Este certificado fue anulado",
        "unknown": "No conocemos ningún certificado con este código",
    },
    "en": {
        "continue": "Continue: lesson 1",
        "passed": "You passed the quiz",
        "valid": "This certificate is valid",
        "revoked": "This certificate was revoked",
        "unknown": "We know no certificate with this code",
    },
}


@needs_tool("pdftotext")
@pytest.mark.parametrize("width", ["phone", "desk"])
@pytest.mark.parametrize("language", ["es", "en"])
def test_a_trainee_gets_from_a_join_code_to_a_certificate_that_anyone_can_check(
    visitors: Any, language: Language, width: str, tmp_path: Path
) -> None:
    words, name = WORDS[language], f"Ruta {language} {width}"
    email = f"ingrid.{language}.{width}@example.org"
    trainer, trainee = visitors(language, width), visitors(language, width)
    code = open_cohort(trainer, name)

    road.sign_up(trainee, code, email, language)
    resume = trainee.locator(".resume")
    expect(resume).to_contain_text(road.module_one().lessons[0].title[language])
    expect(resume).to_contain_text(words["continue"])
    check(trainee)
    resume.get_by_role("link").click()
    check(trainee)
    road.read_lessons(trainee)

    road.answer_quiz(trainee, language, rightly=False)
    rationales = [question.rationale[language] for question in road.module_one().quiz.questions]
    shown = trainee.locator("main").inner_text()
    assert sum(" ".join(text.split()) in " ".join(shown.split()) for text in rationales) == 8
    check(trainee)
    trainee.get_by_role("link", name="quiz" if language == "en" else "cuestionario").last.click()
    road.answer_quiz(trainee, language, rightly=True)
    expect(trainee.get_by_text(words["passed"])).to_be_visible()
    check(trainee)

    trainee.goto("/learn")
    trainee.locator(".resume a").click()
    check(trainee)
    road.write_memo(trainee, "Sprints remotos de dos semanas para estudios de juegos.")
    trainee.set_input_files("[name=files]", make_pdf(tmp_path))
    road.press(trainee, value="submit")
    check(trainee)

    attend(trainer)
    grade(trainer, level=2, decision="return", comment="Falta quién compra en Canadá.")
    trainee.reload()
    expect(trainee.get_by_text("Falta quién compra en Canadá.")).to_be_visible()
    road.write_memo(trainee, "Compra quien dirige producción en Toronto; tope de 40 %.")
    road.press(trainee, value="submit")
    grade(trainer, level=3, decision="pass", comment="Muy claro.")

    trainee.goto("/certificates")
    check(trainee)
    with trainee.expect_download() as download:
        trainee.locator("a[href$='.pdf']").click()
    content = download.value.path().read_bytes()
    text = run("pdftotext", download.value.path(), "-")
    assert " ".join(NAME.split()) in " ".join(text.split())
    assert road.module_one().title[language].split(":")[0] in " ".join(text.split())
    trainee.goto("/demo/outbox")
    expect(trainee.get_by_text(email).first).to_be_visible()

    anyone = visitors(language, width)
    verification = trainee.context.pages[0]
    verification.goto("/certificates")
    address = verification.locator("a[href*='/v/']").first.get_attribute("href")
    assert address is not None
    anyone.goto(address)
    expect(anyone.get_by_role("heading", level=1)).to_have_text(words["valid"])
    facts = anyone.locator("main").inner_text()
    for fact in (NAME, "Ñapanga Digital S.A.S.", name, "Hernán Darío Bolaños"):
        assert fact in facts
    check(anyone)
    anyone.goto(address[:-4] + "0000")
    expect(anyone.get_by_role("heading", level=1)).to_have_text(words["unknown"])

    reviewer = visitors(language, width)
    road.enter(reviewer, "reviewer")
    read_report(reviewer, name)

    administrator = visitors(language, width)
    road.enter(administrator, "administrator")
    administrator.goto(f"/register/{address.rsplit('/', 1)[1]}/revoke")
    administrator.fill("[name=reason]", "Issued to the wrong person.")
    administrator.check("[name=sure]")
    road.press(administrator)
    anyone.goto(address)
    expect(anyone.get_by_role("heading", level=1)).to_have_text(words["revoked"])
    expect(anyone.get_by_text("Issued to the wrong person.").first).to_be_visible()
    check(anyone)
    assert verify_pdf(content, []).state is FileState.UNKNOWN_SIGNER


def open_cohort(page: Page, name: str) -> str:
    """Open a cohort as the demonstration's trainer, and read the code off the slide."""
    road.enter(page, "trainer")
    page.goto("/cohorts/new")
    page.fill("[name=name]", name)
    page.select_option("[name=department]", "52")
    page.check("input[name=language][value=es]")
    page.fill("[name=starts_on]", "2026-11-02")
    page.fill("[name=ends_on]", "2027-01-29")
    page.fill("[name=seats]", "20")
    road.press(page)
    check(page)
    cohort = page.url
    page.goto(f"{cohort}/slide")
    check(page)
    code = road.join_code(page)
    page.goto(cohort)
    return code


def attend(page: Page) -> None:
    """Record everyone as present at the live session of the module."""
    page.reload()
    page.locator("a[href*='/participation/']").first.click()
    page.get_by_role("checkbox").first.check()
    check(page)
    road.press(page)


def grade(page: Page, *, level: int, decision: str, comment: str) -> None:
    """Mark the newest submission of Íngrid in the queue."""
    page.goto("/grading")
    check(page)
    page.get_by_role("link", name="Íngrid Sofía").last.click()
    check(page)
    road.mark(page, level=level, decision=decision, comment=comment)


def read_report(page: Page, cohort: str) -> None:
    """Filter by department and take the same rows away as files."""
    page.goto("/reports/completion?department=52")
    check(page)
    shown = page.locator("main").inner_text()
    assert cohort in shown
    assert "Chocó" not in page.locator("table").last.inner_text()
    with page.expect_download() as download:
        page.locator("a[href*='completion.csv']").click()
    rows = list(csv.reader(io.StringIO(download.value.path().read_text("utf-8-sig"))))
    with page.expect_download() as download:
        page.locator("a[href*='completion.xlsx']").click()
    book = openpyxl.load_workbook(io.BytesIO(download.value.path().read_bytes()))
    sheet = list(book.worksheets[0].values)
    assert len(rows) == len(sheet)
    assert any(cohort in row for row in rows)
    assert any(cohort in row for row in sheet)


def make_pdf(folder: Path) -> str:
    path = folder / "mapa-de-modos.pdf"
    path.write_bytes(b"%PDF-1.7\n%%EOF\n")
    return str(path)


SHARED = {"/cohorts/new", "/cohorts/trainees"}
"""Pages that every trainer has, each with own people."""


def test_another_trainer_sees_none_of_it(visitors: Any) -> None:
    own = visitors("es")
    road.enter(own, "trainer")
    own.goto("/cohorts")
    paths = own.eval_on_selector_all(
        "a[href^='/cohorts/'], a[href^='/trainees/']", "links => links.map(a => a.pathname)"
    )
    assert paths
    stranger = visitors("es")
    road.enter(stranger, "other-trainer")
    for path in paths:
        answer = stranger.goto(path)
        assert answer is not None
        assert answer.status == (200 if path in SHARED else 404), path
