"""Markdown pages on disk: a lesson in one language, or the brief of an assignment."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from courses.curriculum.check_markup import cited_facts, length_fault, markup_faults
from courses.curriculum.faults import Fault
from courses.curriculum.files import FrontMatter
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
    if en.minutes not in (0, es.minutes):
        yield Fault(
            pages[1].file,
            1,
            f"“minutes” is {en.minutes} here and {es.minutes} in the Spanish file.",
        )
    yield from compare_citations(*pages)


def brief_page(source: Source, assignment: Assignment, language: Language) -> Page:
    """Return the brief as a page, with its lines in assignment.toml."""
    line = source.line(("brief", language))
    written = source.text.split("\n")[line - 1].rstrip()
    opens = written.count('"""') + written.count("'''") == 1
    starts_below = opens and written.endswith(('"""', "'''"))
    body = assignment.brief[language]
    return Page(source.file, language, body, line + starts_below, on_one_line=not opens)


def lesson_faults(page: Page, register: Register | None) -> Iterator[Fault]:
    """Yield what is wrong with a lesson's text."""
    if message := length_fault(page.body):
        yield page.fault(1, message)
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
