"""The rules of lesson and brief texts: headings, links, blocks, facts and terms."""

import re
from collections.abc import Iterator

from markdown_it.token import Token

from courses.calculators.rates import missing
from courses.curriculum.diagrams.words import cited_facts as cited_by_diagram
from courses.curriculum.markup import (
    CALCULATORS,
    FIGURE_KINDS,
    LINK,
    REFERENCE,
    Block,
    parser,
    self_checks,
    split_blocks,
)
from courses.curriculum.schema import Register

_LOOKS_LIKE_REFERENCE = re.compile(
    r"\{\s*(?:fact|term|diagram|calculator)\b[^}\n]{0,40}\}?", re.IGNORECASE
)
_MARKDOWN = parser(inspect=True)
_BLOCKS = parser(inspect=True).disable("inline")
_SURELY_RIGHT = re.compile(
    r"\{(?:fact:[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)?|term:[A-Za-z0-9-]+(?:\\\|[^{}]+)?)\}"
)
_MAY_BE_WRONG = re.compile(r"[<\]{]")

Findings = Iterator[tuple[int, str]]


def cited_facts(source: str, register: Register | None = None) -> dict[str, int]:
    """Return the facts a text cites, with the line (from 1) of the first citation.

    With a register, those that its diagrams cite count too.
    """
    cited: dict[str, int] = {}
    drawn = {diagram.id: diagram for diagram in register.diagrams} if register else {}
    for (kind, figure), line in figures(source).items() if drawn else ():
        if kind == "diagram" and figure in drawn:
            cited |= dict.fromkeys(cited_by_diagram(drawn[figure]), line)
    for found, line in _references(source):
        if found["fact"]:
            cited.setdefault(found["fact"], line)
    return cited


def _references(source: str) -> Iterator[tuple[re.Match[str], int]]:
    """Yield the references of a text, with the line (from 1) of each."""
    line, done = 1, 0
    for found in REFERENCE.finditer(source):
        line += source.count("\n", done, found.start())
        done = found.start()
        yield found, line


def require_references(source: str, register: Register) -> None:
    """Raise `KeyError` for what the register lacks: facts and their values, terms, diagrams."""
    for found in REFERENCE.finditer(source):
        if found["fact"]:
            register.fact(found["fact"]).printed(found["value"])
        else:
            register.term(found["term"])
    for kind, figure in figures(source):
        if kind == "diagram":
            register.diagram(figure)
        elif lacking := missing(figure, register):
            raise KeyError(lacking[0])


def figures(source: str) -> dict[tuple[str, str], int]:
    """Return the figures of a text by kind and id, with the line (from 1) of each."""
    found: dict[tuple[str, str], int] = {}
    for block in split_blocks(source)[0]:
        if block.kind in FIGURE_KINDS:
            found.setdefault((block.kind, block.title), block.line)
    return found


def markup_faults(source: str, register: Register | None) -> Findings:
    """Yield what is wrong with a text, by line; without a register, references go unchecked."""
    blocks, wrong = split_blocks(source)
    yield from wrong
    level = 1
    for block in blocks:
        suspect = _MAY_BE_WRONG.search(_SURELY_RIGHT.sub("", block.text))
        tokens = (_MARKDOWN if suspect else _BLOCKS).parse(block.text)
        yield from _content_faults(block, tokens)
        if block.kind in FIGURE_KINDS:
            yield from _figure_faults(block, register)
            if figures(source)[block.kind, block.title] != block.line:
                yield block.line, f"The {block.kind} “{block.title}” stands above already."
        elif block.kind:
            yield from _block_faults(block, tokens)
        else:
            for token in (token for token in tokens if token.type == "heading_open"):
                line, depth = block.line + (token.map or [0])[0], int(token.tag[1])
                yield from ((line, message) for message in _heading_faults(depth, level))
                level = depth
    if register is not None:
        yield from _reference_faults(source, register)


def misplaced_reference(text: str) -> str | None:
    """Return a sentence when a plain text holds a reference, which only Markdown may."""
    if _LOOKS_LIKE_REFERENCE.search(text) is None:
        return None
    return "References such as {fact:…} work only in lesson texts and assignment briefs."


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
                    f"“{found[0]}” is not a reference: write {{fact:ID}}, {{fact:ID.name}}, "
                    "{term:id} or {term:id|words} (inside a table: {term:id\\|words}), or "
                    "{diagram:id} or {calculator:id} on a line of its own, outside of blocks."
                ),
            )


def _figure_faults(block: Block, register: Register | None) -> Findings:
    if block.kind == "calculator" and block.title not in CALCULATORS:
        known = ", ".join(f"“{name}”" for name in CALCULATORS)
        yield block.line, f"There is no calculator “{block.title}”. Known calculators: {known}."
    elif block.kind == "calculator" and register is not None:
        for fact_id in missing(block.title, register):
            yield block.line, f"“{block.title}” needs “{fact_id}” with its number in facts.toml."
    if block.kind == "diagram" and register is not None:
        drawn = {diagram.id for diagram in register.diagrams}
        if block.title not in drawn:
            yield block.line, f"There is no file diagrams/{block.title}.toml."


def _reference_faults(source: str, register: Register) -> Findings:
    terms = {term.id for term in register.terms}
    for found, line in _references(source):
        if found["fact"]:
            reference = ".".join(part for part in (found["fact"], found["value"]) if part)
            yield from ((line, message) for message in citation_faults(reference, register))
        elif found["term"] not in terms:
            yield line, f"There is no term “{found['term']}” in glossary.toml."


def citation_faults(reference: str, register: Register) -> Iterator[str]:
    """Yield what is wrong with citing `F-TCA-6` or `F-TCA-6.period`."""
    fact_id, _, name = reference.partition(".")
    fact = next((fact for fact in register.facts if fact.id == fact_id), None)
    if fact is None:
        yield f"There is no fact “{fact_id}” in facts.toml."
    elif fact.verification == "B":
        yield f"“{fact_id}” is only background (B): have it checked before citing it."
    elif name and name not in fact.values:
        yield f"“{fact_id}” has no value “{name}” in facts.toml."


def _lines_before(content: str, snippet: str) -> int:
    return content.count("\n", 0, max(0, content.find(snippet)))


def _start(text: str) -> str:
    first = text.strip().split("\n")[0]
    return f"“{first if len(first) <= 40 else first[:39] + '…'}”."
