"""Published content kept in memory, parsed and rendered once, by the hash of what it says."""

import datetime as dt
import threading
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import TypeVar

import sqlalchemy as sa
from babel.dates import format_date
from markupsafe import Markup
from sqlalchemy.orm import Session

from courses.curriculum.readiness import Readiness, parse_readiness
from courses.curriculum.render import Calculator, Rendered, no_calculator, render_text
from courses.curriculum.schema import (
    Fact,
    Language,
    Localized,
    Module,
    Register,
    Sector,
    Texts,
    parse_module,
    parse_register,
)
from courses.models import InstrumentContent, ModuleContent, RegisterContent

LESSON_TO_GLOSSARY = "../../glossary"
ASSIGNMENT_TO_GLOSSARY = "../glossary"
_LOCALES: dict[Language, str] = {"es": "es_CO", "en": "en_CA"}
_LIMIT = 2048
_kept: dict[Hashable, object] = {}
_lock = threading.Lock()
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Source:
    """A cited fact as the end of a page lists it."""

    id: str
    text: str
    source: str
    url: str
    as_of: str


@dataclass(frozen=True, slots=True)
class AgeNote:
    """How old the changeable facts of a page are; the first date is printed in words."""

    as_of: str
    review_by: str
    review_day: dt.date


@dataclass(frozen=True, slots=True)
class Page:
    """A lesson or a brief in one language and for one sector, ready to be shown."""

    html: Markup
    sources: tuple[Source, ...]
    readings: tuple[str, ...]
    age: AgeNote | None
    advice: bool
    """Whether the page must say that it is no professional advice."""
    switches: bool
    """Whether another sector would read something else."""


def module_of(session: Session, version_id: int, sha256: str) -> Module:
    """The module that a version publishes; one statement the first time only."""

    def load() -> Module:
        query = sa.select(ModuleContent.body).filter_by(module_version_id=version_id)
        return parse_module(session.scalars(query).one().encode())

    return _once(("module", sha256), load)


def register_of(session: Session, programme_id: int, sha256: str) -> Register:
    """The facts and terms of a programme; one statement the first time only."""

    def load() -> Register:
        query = sa.select(RegisterContent.body).filter_by(programme_id=programme_id)
        return parse_register(session.scalars(query).one().encode())

    return _once(("register", sha256), load)


def instrument_of(session: Session, instrument_id: int, sha256: str) -> Readiness:
    """A published readiness assessment; one statement the first time only."""

    def load() -> Readiness:
        query = sa.select(InstrumentContent.body).filter_by(instrument_id=instrument_id)
        return parse_readiness(session.scalars(query).one().encode())

    return _once(("instrument", sha256), load)


def lesson_page(
    session: Session, place: "HasContent", slug: str, view: "View", calculator: Calculator
) -> Page:
    """A lesson rendered for `…/lesson/<slug>`; raises KeyError for an unknown slug."""
    module = module_of(session, place.version_id, place.module_sha)
    lesson = module.lesson(slug)
    name = ("lesson", slug)
    return _page(
        session,
        place,
        name,
        view,
        Text(lesson.body, LESSON_TO_GLOSSARY, lesson.sources, module.notice),
        calculator,
    )


def brief_page(session: Session, place: "HasContent", language: Language) -> Page:
    """The brief of the assignment, rendered for `…/assignment`."""
    module = module_of(session, place.version_id, place.module_sha)
    text = Text(module.assignment.brief, ASSIGNMENT_TO_GLOSSARY, Texts(), module.notice)
    return _page(session, place, ("brief",), View(language), text, no_calculator)


@dataclass(frozen=True, slots=True)
class View:
    """For whom a page is rendered."""

    language: Language
    sector: Sector = "general"


@dataclass(frozen=True, slots=True)
class Text:
    """A Markdown text of a module and what its page needs beside it."""

    body: Localized
    glossary_url: str
    sources: Texts
    notice: bool


@dataclass(frozen=True, kw_only=True)
class HasContent:
    """Which content a page is made of."""

    version_id: int
    programme_id: int
    module_sha: str
    register_sha: str


def _page(
    session: Session,
    place: HasContent,
    name: tuple[str, ...],
    view: View,
    text: Text,
    calculator: Calculator,
) -> Page:
    language = view.language

    def render() -> Page:
        register = register_of(session, place.programme_id, place.register_sha)
        rendered = render_text(
            text.body[language],
            register,
            language,
            glossary_url=text.glossary_url,
            sector=view.sector,
            calculator=calculator,
        )
        return Page(
            html=Markup(rendered.html),  # noqa: S704 — sanitised by the renderer
            sources=tuple(_source(fact, language) for fact in rendered.facts),
            readings=text.sources[language],
            age=_age(rendered, language),
            advice=text.notice or rendered.advice,
            switches=rendered.switches,
        )

    return _once((*name, view, place.module_sha, place.register_sha), render)


def kept_html(place: HasContent, name: tuple[Hashable, ...], make: Callable[[], str]) -> Markup:
    """A drawn part of a page that depends on the content and on `name` alone, drawn once."""
    key = ("html", *name, place.module_sha, place.register_sha)
    return _once(key, lambda: Markup(make()))  # noqa: S704 — drawn by an escaping template


def _source(fact: Fact, language: Language) -> Source:
    return Source(
        id=f"fact-{fact.id}",
        text=fact.text[language],
        source=fact.source[language],
        url=fact.url,
        as_of=_date(fact.as_of, language),
    )


def _age(text: Rendered, language: Language) -> AgeNote | None:
    if text.as_of is None:
        return None
    review = text.as_of.review_by
    return AgeNote(_date(text.as_of.as_of, language), _date(review, language), review)


def _date(day: dt.date, language: Language) -> str:
    return format_date(day, "long", locale=_LOCALES[language])


def _once(key: Hashable, make: Callable[[], T]) -> T:
    """Make a value once and keep it; the oldest goes when there are too many."""
    found = _kept.get(key)
    if found is None:
        found = make()
        with _lock:
            while len(_kept) >= _LIMIT:
                del _kept[next(iter(_kept))]
            _kept[key] = found
    return found  # type: ignore[return-value]
