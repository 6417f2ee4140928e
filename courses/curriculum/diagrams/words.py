"""The texts of a diagram: which facts they cite, and how they read in one language."""

import re
from collections.abc import Callable, Iterator

from msgspec import Struct

from courses.curriculum.diagrams.schema import Diagram, Words
from courses.curriculum.values import Localized

FACT = re.compile(r"\{fact:(?P<reference>[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)?)\}")

Printer = Callable[[str], str]


def cited_references(diagram: Diagram) -> tuple[str, ...]:
    """Return the references of a diagram as written, such as “F-TCA-6.period”, each once."""
    return tuple(
        dict.fromkeys(
            found["reference"]
            for words in texts(diagram)
            if isinstance(words, Words)
            for text in (words.es, words.en)
            for found in FACT.finditer(text)
        )
    )


def cited_facts(diagram: Diagram) -> tuple[str, ...]:
    """Return the facts that a diagram cites, each once, in the order of the file."""
    return tuple(dict.fromkeys(name.partition(".")[0] for name in cited_references(diagram)))


def printed(text: str, fact: Printer) -> str:
    """Return a text on one line with what `fact` prints for each reference in it."""
    return " ".join(FACT.sub(lambda found: fact(found["reference"]), text).split())


def texts(thing: object) -> Iterator[Localized]:
    """Yield every text in both languages that a diagram holds."""
    if isinstance(thing, Localized):
        yield thing
    elif isinstance(thing, Struct):
        for name in thing.__struct_fields__:
            yield from texts(getattr(thing, name))
    elif isinstance(thing, tuple):
        for one in thing:
            yield from texts(one)
