"""A last look at a draft: how far each dimension is, and which items are open."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from courses.curriculum.readiness import Readiness
from courses.curriculum.schema import Language
from courses.readiness import words
from courses.readiness.scoring import Answers
from courses.words import Task

PREFIX = "item-"
"""Of the name of an item's field, and of the id of its place on the page."""


@dataclass(frozen=True, slots=True)
class OpenItem:
    """An item without an answer, and where to give one."""

    number: str
    text: str
    url: str


def tasks(
    readiness: Readiness, answers: Answers, url: Callable[[int], str], language: Language
) -> Iterator[Task]:
    """The dimensions as rows; `url` gives the address of a position from 1."""
    for at, one in enumerate(readiness.dimensions, 1):
        done, total = sum(item.id in answers for item in one.items), len(one.items)
        status = words.answered_words(done, total)
        kind = "done" if done == total else "todo"
        yield Task(f"{at}. {one.title[language]}", url(at), "", status, kind)


def missing(
    readiness: Readiness, answers: Answers, url: Callable[[int], str], language: Language
) -> Iterator[OpenItem]:
    """The items without an answer, in order."""
    numbers = words.numbers_of(readiness)
    for at, one in enumerate(readiness.dimensions, 1):
        for item in one.items:
            if item.id not in answers:
                place = f"{url(at)}#{PREFIX}{item.id}"
                yield OpenItem(numbers[item.id], item.text[language], place)
