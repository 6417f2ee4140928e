"""Markdown to clean HTML, with citations, glossary links and places to come back to."""

import datetime as dt
from collections.abc import Callable, MutableMapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.common.utils import escapeHtml
from markdown_it.renderer import RendererHTML
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

from courses.curriculum.autolink import Words, link_terms, printed_forms
from courses.curriculum.diagrams.draw import describe, draw
from courses.curriculum.labels import LABELS, SECTOR_NAMES
from courses.curriculum.markup import (
    Block,
    for_sector,
    parser,
    sector_places,
    self_checks,
    split_blocks,
)
from courses.curriculum.sanitize import clean
from courses.curriculum.schema import Fact, Language, Register, Sector, Term

Calculator = Callable[[str], str]


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
    `answers` are those of the self-checks on paper, in order.
    """

    html: str
    facts: tuple[Fact, ...]
    terms: tuple[Term, ...]
    as_of: AsOf | None
    switches: bool
    """Whether another sector would read something else."""
    answers: tuple[str, ...] = ()

    @property
    def advice(self) -> bool:
        """Whether a cited fact is for a lawyer or an accountant to apply to a case."""
        return any(fact.flags for fact in self.facts)


@dataclass
class _Page:
    """What is counted while a page is printed."""

    register: Register
    language: Language
    sector: Sector
    glossary_url: str
    words: Words
    paper: str = ""
    answers: list[str] = field(default_factory=list)
    facts: list[Fact] = field(default_factory=list)
    terms: list[Term] = field(default_factory=list)
    linked: set[str] = field(default_factory=set)
    places: int = 0
    tables: int = 0

    def label(self, key: str) -> str:
        return LABELS[self.language][key]

    def place(self) -> str:
        self.places += 1
        return f"{self.paper}p{self.places}"

    def cite(self, reference: str) -> str:
        """Return what a fact prints, and list it among the sources."""
        name, _, value = reference.partition(".")
        fact = self.register.fact(name)
        if fact not in self.facts:
            self.facts.append(fact)
        return fact.printed(value)[self.language]


def no_calculator(calculator_id: str) -> str:
    """Leave calculators out, as on paper."""
    del calculator_id
    return ""


def render_text(
    source: str,
    register: Register,
    language: Language,
    *,
    glossary_url: str,
    sector: Sector = "general",
    calculator: Calculator = no_calculator,
    paper: str = "",
) -> Rendered:
    """Render Markdown, such as a lesson or the brief of an assignment.

    The glossary's address gets ``#term-ID`` appended; `calculator` gives the trusted HTML of a
    calculator by its id. `paper` names the text within a printed document: its ids begin with the
    name, nothing is folded, and the answers of self-checks come apart. Raises `KeyError` for a
    fact, term or diagram that is not registered.
    """
    words = printed_forms(register.terms, language)
    page = _Page(register, language, sector, glossary_url, words, paper)
    parts, level = [], 1
    for block in for_sector(source, sector):
        if block.kind == "diagram":
            parts.append(_diagram(block.title, page))
        elif block.kind == "calculator":
            parts.append(calculator(block.title))
        elif block.kind:
            parts.append(clean(_section(block, page, heading="h2" if level == 1 else "h3")))
        else:
            tokens, env = _parse(block.text, page)
            parts.append(clean(_print(tokens, env)))
            level = max([level, *(int(t.tag[1]) for t in tokens if t.type == "heading_open")])
    return Rendered(
        html="".join(parts),
        facts=tuple(page.facts),
        terms=tuple(page.terms),
        as_of=_as_of(page.facts),
        switches=bool(sector_places(split_blocks(source)[0])),
        answers=tuple(page.answers),
    )


def _diagram(diagram_id: str, page: _Page) -> str:
    """A drawing with its text alternative; both escape every text, so both come after `clean`."""
    diagram = page.register.diagram(diagram_id)
    drawing = draw(diagram, page.language, page.cite)
    described = escapeHtml(describe(diagram, page.language, page.cite))
    folded = f"<details><summary>{page.label('alternative')}</summary><p>{described}</p></details>"
    return (
        f'<figure class="diagram"><figcaption>{escapeHtml(diagram.title[page.language])}'
        f"</figcaption>{drawing}{'' if page.paper else folded}</figure>"
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
    own = block.title
    if block.kind == "sector":
        own = SECTOR_NAMES[page.language].get(page.sector, own)
    title = ": ".join(part for part in (label, own) if part)
    if block.kind == "check":
        inner = (_paper_check if page.paper else _check)(block.text, page)
    else:
        inner = _blocks(block.text, page)
    # Places by sector all have the same heading, and landmarks must not share a name.
    named = "" if block.kind == "sector" else f' aria-labelledby="{place}"'
    return (
        f'<section class="block block-{escapeHtml(block.kind)}"{named}>'
        f'<{heading} id="{place}">{escapeHtml(title)}</{heading}>{inner}</section>'
    )


def _check(text: str, page: _Page) -> str:
    return "".join(
        f"<details><summary>{_inline(check.question, page)}</summary>"
        f"{_blocks(check.answer, page)}</details>"
        for check in self_checks(text)[0]
    )


def _paper_check(text: str, page: _Page) -> str:
    """The questions alone; their answers are kept for the end of the text."""
    checks, first = self_checks(text)[0], len(page.answers) + 1
    page.answers += [clean(_blocks(check.answer, page)) for check in checks]
    questions = "".join(f"<li>{_inline(check.question, page)}</li>" for check in checks)
    return f'<ol start="{first}">{questions}</ol>'


def _parse(text: str, page: _Page) -> tuple[list[Token], dict[str, Any]]:
    env: dict[str, Any] = {"page": page}
    return _MARKDOWN.parse(text, env), env


def _print(tokens: list[Token], env: dict[str, Any]) -> str:
    return str(_MARKDOWN.renderer.render(tokens, _MARKDOWN.options, env))


def _blocks(text: str, page: _Page) -> str:
    return _print(*_parse(text, page))


def _inline(text: str, page: _Page) -> str:
    env: dict[str, Any] = {"page": page, "summary": True}
    return _print(_MARKDOWN.parseInline(text, env), env)


def _places(state: StateCore) -> None:
    """Give paragraphs and headings an id, and cells a class where Markdown writes a style."""
    page: _Page = state.env["page"]
    if not state.env.get("summary"):  # what opens and closes holds no link that was not asked for
        link_terms(state.tokens, page.words, page.linked)
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
    if meta["fact"] and env.get("summary"):  # a summary is a control: it can hold no link
        return escapeHtml(page.cite(".".join(filter(None, (meta["fact"], meta["value"])))))
    return _citation(page, **meta) if meta["fact"] else _term(page, **meta)


def _citation(page: _Page, fact: str, value: str | None, **_: object) -> str:
    printed = page.cite(f"{fact}.{value}" if value else fact)
    number = page.facts.index(page.register.fact(fact)) + 1
    return (
        f'{escapeHtml(printed)}<sup class="cite"><a href="#{page.paper}fact-{fact}"'
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
