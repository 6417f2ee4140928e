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

from courses.curriculum.render import Rendered, render_text
from courses.curriculum.schema import (
    Fact,
    Language,
    Localized,
    Module,
    Register,
    parse_module,
    parse_register,
)
from courses.models import ModuleContent, RegisterContent

LESSON_TO_GLOSSARY = "../../glossary"
ASSIGNMENT_TO_GLOSSARY = "../glossary"
_LOCALES: dict[Language, str] = {"es": "es_CO", "en": "en_CA"}
_LIMIT = 512
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
    """A lesson or a brief in one language, ready to be shown."""

    html: Markup
    sources: tuple[Source, ...]
    age: AgeNote | None


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


def lesson_page(session: Session, place: "HasContent", slug: str, language: Language) -> Page:
    """A lesson rendered for `…/lesson/<slug>`; raises KeyError for an unknown slug."""
    module = module_of(session, place.version_id, place.module_sha)
    body = module.lesson(slug).body
    return _page(session, place, ("lesson", slug), body, language, LESSON_TO_GLOSSARY)


def brief_page(session: Session, place: "HasContent", language: Language) -> Page:
    """The brief of the assignment, rendered for `…/assignment`."""
    module = module_of(session, place.version_id, place.module_sha)
    body = module.assignment.brief
    return _page(session, place, ("brief",), body, language, ASSIGNMENT_TO_GLOSSARY)


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
    body: Localized,
    language: Language,
    glossary_url: str,
) -> Page:
    def render() -> Page:
        register = register_of(session, place.programme_id, place.register_sha)
        text = render_text(body[language], register, language, glossary_url=glossary_url)
        return Page(
            html=Markup(text.html),  # noqa: S704 — sanitised by the renderer
            sources=tuple(_source(fact, language) for fact in text.facts),
            age=_age(text, language),
        )

    return _once((*name, language, place.module_sha, place.register_sha), render)


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
