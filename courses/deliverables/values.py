"""What both kinds of file are made of: the cover, the rows of a table, the name."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from itertools import takewhile

from courses.curriculum.schema import Assignment, Language, Section
from courses.deliverables.words import WORDS, Words
from courses.sections import column_of
from lms.assignments.answers import ROW, Answers, Row, rows_of

_LINKING = {
    *("con", "de", "del", "en", "para", "y"),
    *("and", "for", "from", "in", "of", "to", "with"),
}
"""What a name stops at."""
_MOST_WORDS = 4


@dataclass(frozen=True, slots=True)
class Cover:
    """Whose file it is, of which module version, and from which day."""

    code: str
    version: str
    module: str
    firm: str
    person: str
    day: date
    language: Language

    @property
    def words(self) -> Words:
        """The words of the file."""
        return WORDS[self.language]

    @property
    def lines(self) -> list[tuple[str, str]]:
        """What the cover says: pairs of a label, or nothing, and a text."""
        words = self.words
        about = {"code": self.code, "version": self.version, "title": self.module}
        return [
            (words.firm, self.firm),
            (words.person, self.person),
            ("", words.module.format(**about)),
            ("", words.made_on.format(day=self.day.isoformat())),
        ]


@dataclass(frozen=True, slots=True)
class Line:
    """A row of a table to fill in; `label` is that of a given row."""

    label: str
    row: Row


def lines(section: Section, answers: Answers, language: Language, *, spare: int) -> list[Line]:
    """The given rows, or the filled ones and `spare` empty ones, as many as the table takes."""
    columns = [column_of(column) for column in section.columns]
    filled = rows_of(columns, answers.get(section.id, ""))
    if section.rows:
        kept = {row.get(ROW, section.rows[0].id): row for row in filled}
        return [Line(row.label[language], kept.get(row.id, {})) for row in section.rows]
    wanted = min(max(section.min_rows, len(filled) + spare), section.max_rows)
    return [Line("", row) for row in (*filled, *({},) * (wanted - len(filled)))]


def text_of(section: Section, answers: Answers) -> str:
    """The answer to a text or choice section."""
    answer = answers.get(section.id, "")
    return answer if isinstance(answer, str) else ""


def file_name(work: Assignment, cover: Cover) -> str:
    """A name without spaces and accents: `M4-tarifario-2026-11-24.xlsx`."""
    plain = unicodedata.normalize("NFKD", work.title[cover.language]).encode("ascii", "ignore")
    words = re.findall("[a-z0-9]+", plain.decode().lower())
    first = list(takewhile(lambda word: word not in _LINKING, words)) or words
    name = "-".join((cover.code, *first[:_MOST_WORDS], cover.day.isoformat()))
    return f"{name}.{work.file}"
