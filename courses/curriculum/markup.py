"""The Markdown of lessons and briefs: blocks, figures, references to facts and terms, links."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline

from courses.curriculum.values import SECTORS, Sector

BLOCK_KINDS = ("example", "check", "takeaway", "history", "sector")
FIGURE_KINDS = ("diagram", "calculator")
CALCULATORS = ("rate-card", "landed-price", "gst-threshold", "overlap")
LINK = re.compile(r"(?:https?://|mailto:)[^\s]+", re.IGNORECASE)
REFERENCE = re.compile(
    r"\{(?:fact:(?P<fact>[A-Za-z0-9-]+)(?:\.(?P<value>[A-Za-z0-9-]+))?|term:(?P<term>[A-Za-z0-9-]+)(?:\\?\|(?P<words>[^{}]+))?)\}"
)

_FIGURE = re.compile(r"\{(?P<kind>diagram|calculator):(?P<id>[A-Za-z0-9-]+)\}[ \t]*")
_FENCE = re.compile(r":::[ \t]*(?P<kind>\S*)[ \t]*(?P<title>.*?)\s*")
_WORD = re.compile(r"[^\W_]+(?:[.,:/'’–-][^\W_]+)*")


@dataclass(frozen=True, slots=True)
class Block:
    """A stretch of a text; lines start at 1.

    The kind is empty for plain text, one of `BLOCK_KINDS`, or one of `FIGURE_KINDS` with the
    figure's id as title.
    """

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


@lru_cache(maxsize=512)
def split_blocks(source: str) -> tuple[tuple[Block, ...], tuple[tuple[int, str], ...]]:
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
        inside = lines[begun : number - 1]
        if kind:
            blocks.append(Block(kind, title, "\n".join(inside), begun + 1))
        else:
            blocks += _plain_and_figures(inside, begun + 1)
        wrong += _fence_faults(kind, next_kind, begun, number, end=len(lines))
        kind, title, begun = next_kind, next_title, number
    return tuple(blocks), tuple(wrong)


def _plain_and_figures(lines: Sequence[str], first: int) -> Iterator[Block]:
    begun = 0
    for at, line in enumerate([*lines, "{diagram:end}"]):
        figure = _FIGURE.fullmatch(line)
        if figure is None:
            continue
        text = "\n".join(lines[begun:at])
        if text.strip():
            yield Block("", "", text, first + begun)
        if at < len(lines):
            yield Block(figure["kind"], figure["id"], "", first + at)
        begun = at + 1


def _fence_faults(
    kind: str, next_kind: str, begun: int, number: int, *, end: int
) -> Iterator[tuple[int, str]]:
    if kind and (next_kind or number > end):
        yield begun, f"The block “:::{kind}” is not closed: end it with a line “:::”."
    elif not kind and not next_kind and number <= end:
        yield number, "This “:::” closes a block that was not opened."
    if next_kind and next_kind not in BLOCK_KINDS:
        known = ", ".join(f"“:::{name}”" for name in BLOCK_KINDS)
        yield number, f"There is no block “:::{next_kind}”. Known blocks: {known}."


def sector_places(blocks: Sequence[Block]) -> list[list[Block]]:
    """Return the runs of :::sector blocks: each is one place that switches by sector."""
    places: list[list[Block]] = []
    before = ""
    for block in blocks:
        if block.kind == "sector":
            if before != "sector":
                places.append([])
            places[-1].append(block)
        before = block.kind
    return places


def for_sector(source: str, sector: Sector) -> list[Block]:
    """Return the blocks that a reader of a sector sees; a place without it shows the general."""
    blocks = split_blocks(source)[0]
    hidden: set[int] = set()
    for place in sector_places(blocks):
        by_sector = {block.title: block for block in place}
        shown = by_sector.get(sector) or by_sector.get("general") or place[0]
        hidden |= {id(block) for block in place if block is not shown}
    return [block for block in blocks if id(block) not in hidden]


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
    text = re.sub(_FIGURE, "", text)
    return len(_WORD.findall(text))


def word_range(source: str) -> tuple[int, int]:
    """Return the fewest and the most words that a reader of some sector sees."""
    words = {id(block): _block_words(block) for block in split_blocks(source)[0]}
    counts = [sum(words[id(block)] for block in for_sector(source, one)) for one in SECTORS]
    return min(counts), max(counts)


def _block_words(block: Block) -> int:
    title = block.title if block.kind in ("example", "history") else ""
    return count_words(f"{title}\n{block.text}")
