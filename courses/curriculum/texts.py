"""Every text of a curriculum with its two languages and where each stands in the files."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from courses.curriculum.files import FrontMatter
from courses.curriculum.markup import REFERENCE
from courses.curriculum.pages import Page
from courses.curriculum.reading import Source
from courses.curriculum.schema import LANGUAGES, Language

_CODE = re.compile(r"`[^`]*`|https?://\S+|\{[^{}\n]*\}")
_QUOTED = re.compile(r"«[^»]*»|“[^”]*”|\"[^\"\n]*\"|(?<!\*)\*[^*\n]+\*(?!\*)|^>.*$", re.MULTILINE)
_MARKS = re.compile(r"[|*#_]|^:::.*$|^[?=] |\]\([^)]*\)|\[|^\s*[-:| ]+$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Passage:
    """A text in one language; its first line stands at `line` (from 1) of the file."""

    file: str
    line: int
    text: str

    def paragraphs(self) -> Iterator[tuple[int, str]]:
        """Yield the running words line by line, with the line of the file.

        References, code, marks, and what is quoted (in quotation marks, italics or a block
        quote: somebody's own words, in whatever language) are left out.
        """
        text = REFERENCE.sub(lambda found: found["words"] or " ", self.text)
        for mark in (_CODE, _QUOTED, _MARKS):
            text = mark.sub(_blank, text)
        for offset, line in enumerate(text.split("\n")):
            if line.strip():
                yield self.line + offset, line


def _blank(found: re.Match[str]) -> str:
    """Blanks, and the line breaks, so that lines keep their numbers."""
    return " " + "\n" * found[0].count("\n")


@dataclass(frozen=True, slots=True)
class Written:
    """A text in both languages; `names` says that it is names and titles, not sentences."""

    es: Passage
    en: Passage
    names: bool = False

    def __getitem__(self, language: Language) -> Passage:
        return self.es if language == "es" else self.en


def texts_of(source: Source) -> Iterator[Written]:
    """Yield every text of a TOML file."""
    for path, text in source.texts:
        es, en = (
            Passage(source.file, source.line((*path, language)), text[language])
            for language in LANGUAGES
        )
        yield Written(es, en, names=path[-1:] == ("source",))


def texts_of_lesson(
    es: tuple[FrontMatter, Page], en: tuple[FrontMatter, Page]
) -> Iterator[Written]:
    """Yield the title, the summary and the body of a lesson."""
    (first, es_page), (second, en_page) = es, en
    for spanish, english in ((first.title, second.title), (first.summary, second.summary)):
        yield Written(Passage(es_page.file, 2, spanish), Passage(en_page.file, 2, english))
    spanish_body = Passage(es_page.file, es_page.first_line, es_page.body)
    english_body = Passage(en_page.file, en_page.first_line, en_page.body)
    yield Written(spanish_body, english_body)
