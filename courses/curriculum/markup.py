"""The Markdown of lessons and briefs: blocks, references to facts and terms, and links."""

import re
from dataclasses import dataclass

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline

BLOCK_KINDS = ("example", "check", "takeaway", "history")
LINK = re.compile(r"(?:https?://|mailto:)[^\s]+", re.IGNORECASE)
REFERENCE = re.compile(
    r"\{(?:fact:(?P<fact>[A-Za-z0-9-]+)|term:(?P<term>[A-Za-z0-9-]+)(?:\\?\|(?P<words>[^{}]+))?)\}"
)

_FENCE = re.compile(r":::[ \t]*(?P<kind>\S*)[ \t]*(?P<title>.*?)\s*")
_WORD = re.compile(r"[^\W_]+(?:[.,:/'’–-][^\W_]+)*")


@dataclass(frozen=True, slots=True)
class Block:
    """A stretch of a text: plain (kind is empty) or one of `BLOCK_KINDS`; lines start at 1."""

    kind: str
    title: str
    text: str
    line: int


@dataclass(frozen=True, slots=True)
class SelfCheck:
    """An ungraded question with its answer, each Markdown."""

    question: str
    answer: str


def parser(*, inspect: bool = False) -> MarkdownIt:
    """Return a Markdown parser that knows references.

    To inspect, it also recognises raw HTML and links of any kind, so that they can be named
    as faults; to print, both stay plain text.
    """
    markdown = MarkdownIt("commonmark", {"html": inspect}).enable("table")
    markdown.inline.ruler.before("link", "reference", _reference)
    markdown.validateLink = _any_link if inspect else _safe_link  # type: ignore[method-assign]
    return markdown


def _any_link(url: str) -> bool:
    del url
    return True


def _safe_link(url: str) -> bool:
    return LINK.fullmatch(url) is not None


def _reference(state: StateInline, silent: bool) -> bool:
    found = REFERENCE.match(state.src, state.pos, state.posMax)
    if found is None:
        return False
    if not silent:
        token = state.push("reference", "", 0)
        token.meta = found.groupdict()
    state.pos = found.end()
    return True


def split_blocks(source: str) -> tuple[list[Block], list[tuple[int, str]]]:
    """Return the blocks of a text in order, and what is wrong with its ::: lines, by line."""
    lines = source.split("\n")
    fences = [
        (number, fence["kind"], fence["title"])
        for number, line in enumerate(lines, 1)
        if (fence := _FENCE.fullmatch(line))
    ]
    blocks: list[Block] = []
    wrong: list[tuple[int, str]] = []
    kind, title, begun = "", "", 0
    for number, next_kind, next_title in [*fences, (len(lines) + 1, "", "")]:
        text = "\n".join(lines[begun : number - 1])
        if kind or text.strip():
            blocks.append(Block(kind, title, text, begun + 1))
        if kind and (next_kind or number > len(lines)):
            wrong.append((begun, f"The block “:::{kind}” is not closed: end it with a line “:::”."))
        elif not kind and not next_kind and number <= len(lines):
            wrong.append((number, "This “:::” closes a block that was not opened."))
        if next_kind and next_kind not in BLOCK_KINDS:
            known = ", ".join(f"“:::{name}”" for name in BLOCK_KINDS)
            wrong.append((number, f"There is no block “:::{next_kind}”. Known blocks: {known}."))
        kind, title, begun = next_kind, next_title, number
    return blocks, wrong


def self_checks(text: str) -> tuple[list[SelfCheck], list[tuple[int, str]]]:
    """Return the questions of a :::check block, and what is wrong with its lines, by line."""
    found: list[tuple[int, list[str], list[str]]] = []
    wrong: list[tuple[int, str]] = []
    part: list[str] | None = None
    for number, line in enumerate(text.split("\n"), 1):
        if line.startswith("? "):
            found.append((number, [line[2:]], []))
            part = found[-1][1]
        elif line.startswith("= ") and part is not None:
            part = found[-1][2]
            part.append(line[2:])
        elif part is not None:
            part.append(line)
        elif line.strip():
            wrong.append((number, "A check starts with a line “? question”, then “= answer”."))
    wrong += [
        (number, "This question has no answer: add a line “= answer” below it.")
        for number, _, answer in found
        if not "".join(answer).strip()
    ]
    checks = [SelfCheck("\n".join(q).strip(), "\n".join(a).strip()) for _, q, a in found]
    return checks, wrong


def count_words(source: str) -> int:
    """Count the words a reader sees; a fact or a term without its own words counts as one."""
    text = REFERENCE.sub(lambda found: found["words"] or "x", source)
    text = re.sub(r"\]\([^)\s]*\)", "] ", text)
    text = re.sub(r"^:::[ \t]*[\w-]*", "", text, flags=re.MULTILINE)
    return len(_WORD.findall(text))
