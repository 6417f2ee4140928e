"""The rules of lesson and brief texts: headings, links, blocks, facts and terms."""

import re
from collections.abc import Iterator

from markdown_it.token import Token

from courses.curriculum.markup import (
    LINK,
    REFERENCE,
    Block,
    count_words,
    parser,
    self_checks,
    split_blocks,
)
from courses.curriculum.schema import Register

WORDS = range(600, 1001)

_LOOKS_LIKE_REFERENCE = re.compile(r"\{\s*(?:fact|term)\b[^}\n]{0,40}\}?", re.IGNORECASE)
_MARKDOWN = parser(inspect=True)

Findings = Iterator[tuple[int, str]]


def cited_facts(source: str) -> dict[str, int]:
    """Return the facts a text cites, with the line (from 1) of the first citation."""
    cited: dict[str, int] = {}
    for found in REFERENCE.finditer(source):
        if found["fact"]:
            cited.setdefault(found["fact"], source.count("\n", 0, found.start()) + 1)
    return cited


def markup_faults(source: str, register: Register | None) -> Findings:
    """Yield what is wrong with a text, by line; without a register, references go unchecked."""
    blocks, wrong = split_blocks(source)
    yield from wrong
    level = 1
    for block in blocks:
        tokens = _MARKDOWN.parse(block.text)
        yield from _content_faults(block, tokens)
        if block.kind:
            yield from _block_faults(block, tokens)
        else:
            for token in (token for token in tokens if token.type == "heading_open"):
                line, depth = block.line + (token.map or [0])[0], int(token.tag[1])
                yield from ((line, message) for message in _heading_faults(depth, level))
                level = depth
    if register is not None:
        yield from _reference_faults(source, register)


def length_fault(source: str) -> str | None:
    """Return a sentence when a lesson is too short or too long to read in one sitting."""
    words = count_words(source)
    if words in WORDS:
        return None
    return f"A lesson has {WORDS.start} to {WORDS.stop - 1} words; this one has {words}."


def misplaced_reference(text: str) -> str | None:
    """Return a sentence when a plain text holds a reference, which only Markdown may."""
    if _LOOKS_LIKE_REFERENCE.search(text) is None:
        return None
    return "{fact:…} and {term:…} work only in lesson texts and assignment briefs."


def _heading_faults(depth: int, level: int) -> Iterator[str]:
    if depth == 1:
        yield "The page's title is its only “#” heading: start with “##”."
    elif depth > level + 1:
        yield f"This heading skips a level: use “{'#' * (level + 1)}” here."


def _block_faults(block: Block, tokens: list[Token]) -> Findings:
    for token in tokens:
        if token.type == "heading_open":
            line = block.line + (token.map or [0])[0]
            yield line, f"“:::{block.kind}” makes its own heading: put no other inside."
    if block.kind in ("example", "history") and not block.title:
        yield block.line - 1, f"“:::{block.kind}” needs a title on the same line."
    if not block.text.strip():
        yield block.line - 1, f"The block “:::{block.kind}” is empty."
    if block.kind == "check":
        for line, message in self_checks(block.text)[1]:
            yield block.line + line - 1, message


def _content_faults(block: Block, tokens: list[Token]) -> Findings:
    for token in tokens:
        line = block.line + (token.map or [0])[0]
        if token.type == "html_block":
            yield line, f"Raw HTML is not allowed: {_start(token.content)}"
        for child in token.children or ():
            for snippet, message in _inline_faults(child):
                yield line + _lines_before(token.content, snippet), message


def _inline_faults(token: Token) -> Iterator[tuple[str, str]]:
    if token.type == "html_inline":
        yield token.content, f"Raw HTML is not allowed: {_start(token.content)}"
    elif token.type == "image":
        source = str(token.attrs.get("src", ""))
        yield source, f"Images are not supported in lessons: {_start(source)}"
    elif token.type == "link_open":
        target = str(token.attrs.get("href", ""))
        if not LINK.fullmatch(target):
            yield (
                target,
                f"A link must start with https://, http:// or mailto:, not {_start(target)}",
            )
    elif token.type == "text":
        for found in _LOOKS_LIKE_REFERENCE.finditer(token.content):
            yield (
                found[0],
                (
                    f"“{found[0]}” is not a reference: write {{fact:ID}}, {{term:id}} or "
                    "{term:id|words} (inside a table: {term:id\\|words})."
                ),
            )


def _reference_faults(source: str, register: Register) -> Findings:
    facts = {fact.id: fact for fact in register.facts}
    for fact_id, line in cited_facts(source).items():
        if fact_id not in facts:
            yield line, f"There is no fact “{fact_id}” in facts.toml."
        elif facts[fact_id].verification == "B":
            yield line, f"“{fact_id}” is only background (B): have it checked before citing it."
    terms = {term.id for term in register.terms}
    for found in REFERENCE.finditer(source):
        if found["term"] and found["term"] not in terms:
            line = source.count("\n", 0, found.start()) + 1
            yield line, f"There is no term “{found['term']}” in glossary.toml."


def _lines_before(content: str, snippet: str) -> int:
    return content.count("\n", 0, max(0, content.find(snippet)))


def _start(text: str) -> str:
    first = text.strip().split("\n")[0]
    return f"“{first if len(first) <= 40 else first[:39] + '…'}”."
