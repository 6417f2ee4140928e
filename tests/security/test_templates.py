"""Templates: nothing inline that the content policy would refuse, nothing unescaped."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
PACKAGES = ("lms", "courses", "trainer_portal", "certificates")
TEMPLATES = sorted(
    path
    for package in PACKAGES
    for path in (ROOT / package / "templates").rglob("*.html")
    if path.name != "certificate.html"  # drawn as PDF, never sent to a browser
)
INLINE = {
    r"<script(?![^>]*\bsrc=)": "a script without src",
    r"<style\b": "a style element",
    r"\sstyle\s*=": "a style attribute",
    r"\son[a-z]+\s*=": "an event handler",
    r"javascript:": "a javascript: address",
}
REVIEWED_SAFE = {
    "courses/templates/courses/lesson.html": "lesson text, sanitised by courses.curriculum.render",
    "courses/templates/courses/assignment.html": "the brief, sanitised by the same function",
    "courses/templates/courses/print/_parts.html": "every text on paper, sanitised by it too",
}


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("path", TEMPLATES, ids=name_of)
def test_nothing_is_inline(path: Path) -> None:
    for pattern, what in INLINE.items():
        assert not re.search(pattern, path.read_text(), re.IGNORECASE), f"{name_of(path)}: {what}"


@pytest.mark.parametrize("path", TEMPLATES, ids=name_of)
def test_escaping_is_switched_off_only_where_it_was_reviewed(path: Path) -> None:
    trusts = re.search(r"\|\s*safe\b|autoescape\s+false", path.read_text())
    assert not trusts or name_of(path) in REVIEWED_SAFE, f"{name_of(path)} uses |safe"


@pytest.mark.parametrize("path", TEMPLATES, ids=name_of)
def test_every_post_form_carries_the_csrf_token(path: Path) -> None:
    text = path.read_text()
    forms = re.findall(r"<form[^>]*method=.post.*?</form>", text, re.IGNORECASE | re.DOTALL)
    for form in forms:
        assert "csrf" in form, f"{name_of(path)}: put {{{{ csrf() }}}} into the form"
