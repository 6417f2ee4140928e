"""The facts and the words that the lessons of a programme share."""

import datetime as dt
from typing import Literal

import msgspec
from msgspec import Struct, field

from courses.curriculum.diagrams.schema import Diagram
from courses.curriculum.values import Id, Localized, Text, Texts


class Fact(Struct, frozen=True):
    """A dated, sourced statement; lessons print its value and cite it.

    `values` are more short texts to print, by name: `{fact:F-TCA-6.period}`. Verified “own” is
    a calculation or synthesis of the programme, with nothing outside to hold it against.
    """

    id: Id
    text: Localized
    value: Localized
    as_of: dt.date
    review_by: dt.date
    source: Localized
    verification: Literal["P", "S", "B", "P/B", "P/S", "S/B", "S/P", "own"]
    confidence: Literal["H", "M", "L"]
    volatility: Literal["stable", "annual", "watch"]
    url: str = ""
    flags: tuple[Literal["counsel", "accountant"], ...] = ()
    reserve: bool = False
    values: dict[Id, Localized] = {}

    @property
    def may_change(self) -> bool:
        """Whether a page that cites this fact must show how old it is."""
        return self.volatility != "stable"

    def printed(self, name: str | None = None) -> Localized:
        """The short text to print: a named one, or the value; raises `KeyError` for no such."""
        return self.values[name] if name else self.value


class Term(Struct, frozen=True):
    """A glossary entry in the languages of the market.

    The first use of the term, or of one of its `forms`, is linked by itself unless `auto` is off.
    """

    id: Id
    es: Text
    en: Text
    fr: Text
    note: Localized
    forms: Texts = Texts()
    auto: bool = True

    def __getitem__(self, language: str) -> str:
        if language not in ("es", "en", "fr"):
            raise KeyError(language)
        return str(getattr(self, language))


class Register(Struct, frozen=True):
    """Every fact, glossary term and diagram a programme may use."""

    facts: tuple[Fact, ...] = field(name="fact")
    terms: tuple[Term, ...] = field(name="term")
    diagrams: tuple[Diagram, ...] = field(name="diagram", default=())

    def fact(self, fact_id: str) -> Fact:
        """Return a fact; raises `KeyError` if there is none."""
        return {fact.id: fact for fact in self.facts}[fact_id]

    def term(self, term_id: str) -> Term:
        """Return a term; raises `KeyError` if there is none."""
        return {term.id: term for term in self.terms}[term_id]

    def diagram(self, diagram_id: str) -> Diagram:
        """Return a diagram; raises `KeyError` if there is none."""
        return {diagram.id: diagram for diagram in self.diagrams}[diagram_id]


def dump_register(register: Register) -> bytes:
    """Return canonical JSON: equal registers give equal bytes, whatever the Python version."""
    return msgspec.json.encode(register, order="sorted")


def parse_register(data: bytes) -> Register:
    """Return the register `dump_register` wrote; raises `msgspec.ValidationError` otherwise."""
    return msgspec.json.decode(data, type=Register)
