"""Markdown pages on disk: a lesson in one language, or the brief of an assignment."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from courses.curriculum.check_lesson import lesson_findings
from courses.curriculum.check_markup import cited_facts, figures, markup_faults
from courses.curriculum.faults import Fault
from courses.curriculum.files import FrontMatter
from courses.curriculum.markup import sector_places, split_blocks
from courses.curriculum.reading import Source, read, toml_source
from courses.curriculum.schema import Assignment, Language, Register

_FRONT = re.compile(
    r"\A\+\+\+[ \t]*\n(?P<toml>.*?)^\+\+\+[ \t]*(?:\n|\Z)", re.DOTALL | re.MULTILINE
)
_LANGUAGE_NAMES = {"es": "Spanish", "en": "English"}


@dataclass(frozen=True, slots=True)
class Page:
    """A text in one language; its lines stand in the file from `first_line` on."""

    file: str
    language: Language
    body: str
    first_line: int
    on_one_line: bool = False

    def fault(self, line: int, message: str) -> Fault:
        """Turn a line of the body (from 1) into a line of the file."""
        offset = 0 if self.on_one_line else line - 1
        return Fault(self.file, self.first_line + offset, message)


def read_lesson(
    file: str, language: Language, text: str, faults: list[Fault]
) -> tuple[FrontMatter, Page] | None:
    """Split a lesson file into its head and its page; what is wrong goes to `faults`."""
    found = _FRONT.match(text)
    if found is None:
        message = "A lesson starts with a line “+++”, its title and summary, and a line “+++”."
        faults.append(Fault(file, 1, message))
        return None
    source = toml_source(file, "\n" + found["toml"], faults)
    front = read(source, FrontMatter) if source else None
    page = Page(file, language, text[found.end() :], text.count("\n", 0, found.end()) + 1)
    if source and front and language == "es" and not front.minutes:
        source.fault(("minutes",), "“minutes” is missing: say how long the lesson takes.")
        return None
    if not page.body.strip():
        faults.append(Fault(file, 1, "This lesson has no text."))
        return None
    return (front, page) if front else None


def compare_lesson(es: FrontMatter, en: FrontMatter, pages: tuple[Page, Page]) -> Iterator[Fault]:
    """Yield where the two languages of a lesson do not say the same."""
    for key, first, second in (
        ("minutes", es.minutes, en.minutes),
        ("practice", es.practice, en.practice),
    ):
        if second not in (0, first):
            message = f"“{key}” is {second} here and {first} in the Spanish file."
            yield Fault(pages[1].file, 1, message)
    if len(es.sources) != len(en.sources):
        message = (
            f"This file names {len(en.sources)} sources and the Spanish one {len(es.sources)}."
        )
        yield Fault(pages[1].file, 1, message)
    yield from compare_citations(*pages)
    yield from _compare_figures(*pages)


def _compare_figures(es: Page, en: Page) -> Iterator[Fault]:
    for page, other in ((es, en), (en, es)):
        elsewhere = figures(other.body)
        for (kind, figure), line in figures(page.body).items():
            if (kind, figure) not in elsewhere:
                language = _LANGUAGE_NAMES[other.language]
                yield page.fault(line, f"The {kind} “{figure}” is here but not in {language}.")
    places = [len(sector_places(split_blocks(page.body)[0])) for page in (es, en)]
    if places[0] != places[1]:
        yield en.fault(1, f"This text has {places[1]} places by sector, the Spanish {places[0]}.")


def brief_page(source: Source, assignment: Assignment, language: Language) -> Page:
    """Return the brief as a page, with its lines in assignment.toml."""
    line = source.line(("brief", language))
    written = source.text.split("\n")[line - 1].rstrip()
    opens = written.count('"""') + written.count("'''") == 1
    starts_below = opens and written.endswith(('"""', "'''"))
    body = assignment.brief[language]
    return Page(source.file, language, body, line + starts_below, on_one_line=not opens)


def lesson_faults(page: Page, front: FrontMatter, register: Register | None) -> Iterator[Fault]:
    """Yield what is wrong with a lesson's text."""
    for line, message in lesson_findings(page.body):
        yield page.fault(line, message)
    if not front.sources and not cited_facts(page.body, register):
        yield page.fault(1, "A lesson cites a fact, or names its “sources” at its head.")
    yield from page_faults(page, register)


def page_faults(page: Page, register: Register | None) -> Iterator[Fault]:
    """Yield what is wrong with any Markdown text."""
    for line, message in markup_faults(page.body, register):
        yield page.fault(line, message)


def compare_citations(es: Page, en: Page) -> Iterator[Fault]:
    """Yield the facts that only one language cites, where it cites them."""
    for page, other in ((es, en), (en, es)):
        elsewhere = cited_facts(other.body)
        for fact_id, line in cited_facts(page.body).items():
            if fact_id not in elsewhere:
                language = _LANGUAGE_NAMES[other.language]
                yield page.fault(line, f"“{fact_id}” is cited here but not in {language}.")
