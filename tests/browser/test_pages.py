"""Every page that a demonstration's people can reach, measured; and the pages without scripts."""

import gzip
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, Response, expect

from courses.curriculum.schema import Language
from tests.browser import road
from tests.browser.checks import Watch, check, faults_of
from tests.browser.conftest import SCREENSHOTS

KB = 1000
FIRST_PAGE = 50 * KB
FURTHER_PAGE = 15 * KB
SCRIPTS = 20 * KB

ROLES: dict[str, tuple[str, ...]] = {
    "anyone": ("/", "/join", "/sign-in", "/forgot", "/v", "/v/file", "/v/AAAA", "/nothing"),
    "trainee": ("/", "/profile", "/reports/completion"),
    "trainer": ("/", "/cohorts/new", "/grading"),
    "reviewer": ("/", "/reports/completion?department=91", "/register?search=nobody"),
    "administrator": ("/", "/people", "/people/invite", "/register"),
}
"""Where each walk starts; pages that answer with an error are pages too."""
COMMON = {"/privacy", "/v", "/v/file", "/demo/outbox", "/profile", "/profile/password"}
"""The same for everyone signed in, so that one role's walk is enough."""

LINKS = """
() => [...document.querySelectorAll('a[href]')]
  .filter(link => link.origin === location.origin && !link.hasAttribute('download'))
  .map(link => link.pathname + link.search)
"""
FILES = re.compile(r"\.(pdf|csv|xlsx)\b|/files/")


def enter(page: Page, role: str, language: Language) -> None:
    if role != "anyone":
        road.enter(page, role)
        expect(page.locator("details.user")).to_be_visible()
        own = page.locator(f"form[action='/language'] button[value={language}]")
        if own.count():
            own.click()
    expect(page.locator("html")).to_have_attribute("lang", language)


def shape(path: str) -> str:
    """One name for all objects of a kind, which the same template draws."""
    parts = urlsplit(path)
    kind = re.sub(r"/v/[^/]+$", "/v/…", re.sub(r"/\d+", "/…", parts.path))
    kind = re.sub(r"/register/[^/]+/", "/register/…/", kind)
    return kind + re.sub(r"=[^&]*", "", f"?{parts.query}" if parts.query else "")


def walk(page: Page, starts: tuple[str, ...], known: set[str]) -> Iterator[str]:
    """Open each page that links lead to, one of each shape, and say its path."""
    waiting, seen = list(starts), known | {shape(start) for start in starts}
    while waiting:
        path = waiting.pop(0)
        page.goto(path)
        yield path
        for link in page.evaluate(LINKS):
            if shape(link) not in seen and not FILES.search(link):
                seen.add(shape(link))
                waiting.append(link)


@pytest.mark.parametrize(("language", "width"), [("es", "phone"), ("en", "desk")])
@pytest.mark.parametrize("role", ROLES)
def test_every_page_that_a_role_reaches_is_without_fault(
    visitors: Any, role: str, language: Language, width: str
) -> None:
    page = visitors(language, width)
    page.goto("/")
    enter(page, role, language)
    folder = SCREENSHOTS / f"{language}-{width}" / role
    found = 0
    known = set() if role in ("anyone", "trainee") else COMMON
    for path in walk(page, ROLES[role], known):
        check(page)
        assert page.locator("html").get_attribute("lang") == language
        name = re.sub(r"\W+", "-", path).strip("-") or "home"
        page.screenshot(path=folder / f"{name}.jpg", type="jpeg", full_page=True)
        found += 1
    assert found > len(ROLES[role])


def test_a_trainee_without_scripts_reads_answers_and_saves(visitors: Any) -> None:
    trainer = visitors("es")
    road.enter(trainer, "trainer")
    trainer.goto(
        trainer.locator("a[href^='/cohorts/']:not([href$='new'])").last.get_attribute("href")
    )
    code = road.join_code(trainer)
    page = visitors("es", "phone", java_script_enabled=False)
    road.sign_up(page, code, "sin.guiones@example.org", "es")

    page.locator(".resume a").click()
    expect(page.locator("h1")).to_have_text(road.module_one().lessons[0].title["es"])
    road.read_lessons(page)
    road.press(page)
    first = page.url
    page.locator("fieldset.question label").first.click()
    road.press(page)
    page.goto(first)
    expect(page.locator("fieldset.question input:checked")).to_have_count(1)

    page.goto(first.split("/quiz")[0] + "/assignment")
    section = page.locator("textarea").first
    section.fill("Sprints remotos de dos semanas.")
    page.get_by_role("button", name="Guardar borrador").click()
    expect(page.locator(".flash")).to_be_visible()
    page.reload()
    expect(section).to_have_value("Sprints remotos de dos semanas.")

    cell = page.get_by_role("group", name="Fila 1", exact=True).last.get_by_label("Responsable")
    day = page.locator("[name='section-gaps.1.date']")
    cell.fill("Íngrid Güegüé")
    day.fill("2026-12-01")
    day.press("Enter")
    expect(page.locator(".flash")).to_be_visible()
    page.locator("button[name=add][value=gaps]").click()
    expect(cell).to_have_value("Íngrid Güegüé")
    expect(day).to_have_value("2026-12-01")
    expect(page.get_by_role("group", name="Fila 6", exact=True)).to_be_in_viewport()


@pytest.mark.parametrize(("language", "width"), [("es", "phone"), ("en", "desk")])
def test_tables_with_missing_cells_are_without_fault(
    visitors: Any, language: Language, width: str
) -> None:
    page = visitors(language, width)
    page.goto("/")
    enter(page, "trainee", language)
    outline = page.locator(".resume a").get_attribute("href").split("/lesson/")[0]
    page.goto(f"{outline}/assignment")
    page.fill("[name='section-gaps.1.gap']", "Nadie cubre las reuniones")
    road.press(page, value="submit")
    expect(page.locator(".summary-errors")).to_be_focused()
    check(page)
    page.locator(".summary-errors a[href='#section-gaps.1.dimension']").first.click()
    expect(page.locator("[name='section-gaps.1.dimension']")).to_be_focused()
    page.goto("/learn")


def weigh(page: Page, path: str) -> tuple[int, int]:
    """Bytes that opening the page transfers with gzip, and how many of them are scripts."""
    answers: list[Response] = []

    def keep(answer: Response) -> None:
        answers.append(answer)

    page.on("response", keep)
    page.goto(path, wait_until="networkidle")
    page.remove_listener("response", keep)
    total = scripts = 0
    for answer in answers:
        if answer.request.sizes()["responseBodySize"] <= 0:  # from the cache
            continue
        weight = len(gzip.compress(answer.body(), 6))
        total += weight
        if answer.request.resource_type == "script":
            scripts += weight
    return total, scripts


PAGES = ("/learn", "/certificates", "/profile", "/privacy")


@pytest.mark.parametrize("language", ["es", "en"])
def test_pages_stay_light_enough_for_a_poor_link(visitors: Any, language: Language) -> None:
    page = visitors(language, "phone")
    total, scripts = weigh(page, "/")
    assert 0 < scripts <= SCRIPTS
    assert total <= FIRST_PAGE
    enter(page, "trainee", language)
    lesson = page.locator(".resume a").get_attribute("href")
    outline = lesson.split("/lesson/")[0]
    for path in (*PAGES, lesson, outline, f"{outline}/assignment"):
        total, _scripts = weigh(page, path)
        assert 0 < total <= FURTHER_PAGE, f"{path}: {total} bytes"


PLANTED = """<!doctype html><html lang="es"><head><title>Otra cosa</title>
<style>
  body { font-size: 16px } .small { font-size: 9px } .wide { width: 3000px }
  .pale { color: #bbb; background: #fff } button { width: 12px; height: 12px; padding: 0 }
</style></head><body><main>
<h1>Fallas</h1><h1>Dos veces</h1>
<p class="small">Letra de nueve</p><p class="wide">Más ancha que la pantalla</p>
<p class="pale">Casi no se lee</p><p id="a">Uno</p><p id="a">Otro</p>
<button>x</button><img src="data:," width="9" height="9"><input type="text">
</main></body></html>"""


@pytest.mark.parametrize(
    "fault",
    [
        "2 h1",
        "ids twice: a",
        "scrolls sideways",
        "9 px text: Letra de nueve",
        "small target 12x12",
        "color-contrast",
        "image-alt",
        "label",
    ],
)
def test_a_planted_fault_is_found(visitors: Any, fault: str) -> None:
    page = visitors("es", "phone")
    page.set_content(PLANTED)
    assert any(found.startswith(fault) for found in faults_of(page))


def test_a_title_that_starts_otherwise_is_found(visitors: Any) -> None:
    page = visitors("es")
    page.set_content(PLANTED.replace("<h1>Dos veces</h1>", ""))
    assert 'title "Otra cosa" does not start with h1 "Fallas"' in faults_of(page)


def test_what_a_page_complains_about_is_found(visitors: Any) -> None:
    page = visitors("es")
    page.goto("/")
    page.evaluate("console.error('planted')")
    watch = Watch.of(page)
    with pytest.raises(AssertionError, match="planted"):
        watch.assert_quiet()
    watch.faults.clear()
