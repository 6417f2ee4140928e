"""Markdown to clean HTML, with citations, glossary links and places to come back to."""

import datetime as dt
from collections.abc import MutableMapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.common.utils import escapeHtml
from markdown_it.renderer import RendererHTML
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

from courses.curriculum.markup import Block, count_words, parser, self_checks, split_blocks
from courses.curriculum.sanitize import clean
from courses.curriculum.schema import Fact, Language, Lesson, Register, Term

LABELS: dict[Language, dict[str, str]] = {
    "es": {
        "example": "Ejemplo",
        "check": "Compruebe lo que aprendió",
        "takeaway": "Para llevar",
        "history": "Recuadro histórico",
        "table": "Tabla",
        "source": "Fuente",
    },
    "en": {
        "example": "Example",
        "check": "Check what you learned",
        "takeaway": "Takeaway",
        "history": "Historical box",
        "table": "Table",
        "source": "Source",
    },
}


@dataclass(frozen=True, slots=True)
class AsOf:
    """How old a page is: its oldest changeable fact, the next review, and those facts."""

    as_of: dt.date
    review_by: dt.date
    facts: tuple[Fact, ...]


@dataclass(frozen=True, slots=True)
class Rendered:
    """A text as clean HTML, with what its page must show around it.

    Citation n in the text points to ``#fact-ID`` of ``facts[n - 1]``, which the page lists.
    """

    html: str
    facts: tuple[Fact, ...]
    terms: tuple[Term, ...]
    as_of: AsOf | None
    words: int


@dataclass(frozen=True, slots=True)
class RenderedLesson(Rendered):
    """A lesson in one language; minutes of reading."""

    title: str
    minutes: int


@dataclass
class _Page:
    """What is counted while a page is printed."""

    register: Register
    language: Language
    glossary_url: str
    facts: list[Fact] = field(default_factory=list)
    terms: list[Term] = field(default_factory=list)
    places: int = 0
    tables: int = 0

    def label(self, key: str) -> str:
        return LABELS[self.language][key]

    def place(self) -> str:
        self.places += 1
        return f"p{self.places}"


def render_lesson(
    lesson: Lesson, register: Register, language: Language, *, glossary_url: str
) -> RenderedLesson:
    """Render a lesson in a language; raises `KeyError` for a fact or term not registered."""
    text = render_text(lesson.body[language], register, language, glossary_url=glossary_url)
    return RenderedLesson(
        html=text.html,
        facts=text.facts,
        terms=text.terms,
        as_of=text.as_of,
        words=text.words,
        title=lesson.title[language],
        minutes=lesson.minutes,
    )


def render_text(
    source: str, register: Register, language: Language, *, glossary_url: str
) -> Rendered:
    """Render Markdown, such as the brief of an assignment.

    The glossary's address gets ``#term-ID`` appended. Raises `KeyError` for a fact or term
    that is not registered.
    """
    page = _Page(register, language, glossary_url)
    parts, level = [], 1
    for block in split_blocks(source)[0]:
        if block.kind:
            parts.append(_section(block, page, heading="h2" if level == 1 else "h3"))
        else:
            tokens, env = _parse(block.text, page)
            parts.append(_print(tokens, env))
            level = max([level, *(int(t.tag[1]) for t in tokens if t.type == "heading_open")])
    return Rendered(
        html=clean("".join(parts)),
        facts=tuple(page.facts),
        terms=tuple(page.terms),
        as_of=_as_of(page.facts),
        words=count_words(source),
    )


def _as_of(facts: Sequence[Fact]) -> AsOf | None:
    changing = tuple(fact for fact in facts if fact.may_change)
    if not changing:
        return None
    return AsOf(
        as_of=min(fact.as_of for fact in changing),
        review_by=min(fact.review_by for fact in changing),
        facts=changing,
    )


def _section(block: Block, page: _Page, heading: str) -> str:
    place, label = page.place(), page.label(block.kind) if block.kind in LABELS["en"] else ""
    title = ": ".join(part for part in (label, block.title) if part)
    if block.kind == "check":
        inner = "".join(
            f"<details><summary>{_inline(check.question, page)}</summary>"
            f"{_blocks(check.answer, page)}</details>"
            for check in self_checks(block.text)[0]
        )
    else:
        inner = _blocks(block.text, page)
    return (
        f'<section class="block block-{escapeHtml(block.kind)}" aria-labelledby="{place}">'
        f'<{heading} id="{place}">{escapeHtml(title)}</{heading}>{inner}</section>'
    )


def _parse(text: str, page: _Page) -> tuple[list[Token], dict[str, Any]]:
    env: dict[str, Any] = {"page": page}
    return _MARKDOWN.parse(text, env), env


def _print(tokens: list[Token], env: dict[str, Any]) -> str:
    return str(_MARKDOWN.renderer.render(tokens, _MARKDOWN.options, env))


def _blocks(text: str, page: _Page) -> str:
    return _print(*_parse(text, page))


def _inline(text: str, page: _Page) -> str:
    return str(_MARKDOWN.renderInline(text, {"page": page}))


def _places(state: StateCore) -> None:
    """Give paragraphs and headings an id, and cells a class where Markdown writes a style."""
    page: _Page = state.env["page"]
    for at, token in enumerate(state.tokens):
        if token.type == "th_open" and not state.tokens[at + 1].content:
            token.tag = state.tokens[at + 2].tag = "td"  # a corner heads nothing
        if token.type in ("paragraph_open", "heading_open") and not token.hidden:
            token.attrSet("id", page.place())
        elif token.type in ("th_open", "td_open"):
            style = str(token.attrs.pop("style", ""))
            if style:
                token.attrSet("class", style.replace("text-align:", "align-"))
            if token.tag == "th":
                token.attrSet("scope", "col")


def _reference(
    renderer: RendererHTML,
    tokens: Sequence[Token],
    index: int,
    options: Any,
    env: MutableMapping[str, Any],
) -> str:
    del renderer, options
    page: _Page = env["page"]
    meta = tokens[index].meta
    return _citation(page, meta["fact"]) if meta["fact"] else _term(page, **meta)


def _citation(page: _Page, fact_id: str) -> str:
    fact = page.register.fact(fact_id)
    if fact not in page.facts:
        page.facts.append(fact)
    number = page.facts.index(fact) + 1
    return (
        f'{escapeHtml(fact.value[page.language])}<sup class="cite"><a href="#fact-{fact.id}"'
        f' aria-label="{page.label("source")} {number}">{number}</a></sup>'
    )


def _term(page: _Page, term: str, words: str | None, **_: object) -> str:
    entry = page.register.term(term)
    if entry not in page.terms:
        page.terms.append(entry)
    printed = " ".join(words.split()) if words else entry[page.language]
    address = escapeHtml(f"{page.glossary_url}#term-{entry.id}")
    return f'<a class="term" href="{address}">{escapeHtml(printed)}</a>'


def _table_open(
    renderer: RendererHTML,
    tokens: Sequence[Token],
    index: int,
    options: Any,
    env: MutableMapping[str, Any],
) -> str:
    del renderer, tokens, index, options
    page: _Page = env["page"]
    page.tables += 1
    name = f"{page.label('table')} {page.tables}"
    return f'<div class="table-wrap" tabindex="0" role="region" aria-label="{name}"><table>'


def _table_close(*_: object) -> str:
    return "</table></div>"


def _printer() -> MarkdownIt:
    markdown = parser()
    markdown.core.ruler.push("places", _places)
    markdown.add_render_rule("reference", _reference)
    markdown.add_render_rule("table_open", _table_open)
    markdown.add_render_rule("table_close", _table_close)
    return markdown


_MARKDOWN = _printer()
