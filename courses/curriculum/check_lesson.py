"""What every lesson must hold: its length, its blocks, its sources, and a place per sector."""

from collections.abc import Iterator, Sequence

from courses.curriculum.markup import (
    Block,
    count_words,
    sector_places,
    self_checks,
    split_blocks,
    word_range,
)
from courses.curriculum.schema import SECTORS

WORDS = range(600, 1001)
SELF_CHECKS = range(2, 4)
OPENING_WORDS = 40

Findings = Iterator[tuple[int, str]]


def lesson_findings(source: str) -> Findings:
    """Yield what is wrong with a lesson as a lesson, by line; its markup is checked elsewhere."""
    blocks = split_blocks(source)[0]
    yield from ((1, message) for message in _length(source))
    yield from _opening(blocks)
    yield from _parts(blocks)
    for place in sector_places(blocks):
        yield from _place(place)


def _length(source: str) -> Iterator[str]:
    least, most = word_range(source)
    if least not in WORDS or most not in WORDS:
        have = f"{least}" if least == most else f"{least} to {most}, by sector"
        yield f"A lesson has {WORDS.start} to {WORDS.stop - 1} words; this one has {have}."


def _opening(blocks: Sequence[Block]) -> Findings:
    first = blocks[0] if blocks else None
    if first is None or first.kind:
        yield 1, "A lesson opens with a situation: start with a paragraph."
        return
    opening = first.text.split("\n#", 1)[0]
    if first.text.lstrip().startswith("#") or count_words(opening) < OPENING_WORDS:
        message = "A lesson opens with a situation before its first heading: "
        yield first.line, message + f"write at least {OPENING_WORDS} words there."


def _parts(blocks: Sequence[Block]) -> Findings:
    kinds = [block.kind for block in blocks]
    if "example" not in kinds:
        yield 1, "A lesson needs a worked example: add a block “:::example Title”."
    checks = [block for block in blocks if block.kind == "check"]
    if len(checks) != 1:
        yield 1, f"A lesson has one block “:::check”; this one has {len(checks)}."
    for block in checks:
        asked = len(self_checks(block.text)[0])
        if asked not in SELF_CHECKS:
            yield block.line - 1, f"A self-check asks 2 or 3 questions; this one asks {asked}."
    if kinds.count("takeaway") != 1 or kinds[-1] != "takeaway":
        yield 1, "A lesson ends with its one block “:::takeaway”."


def _place(place: Sequence[Block]) -> Findings:
    seen: set[str] = set()
    for block in place:
        if block.title not in SECTORS:
            known = ", ".join(SECTORS)
            yield block.line - 1, f"There is no sector “{block.title}”. Known sectors: {known}."
        elif block.title in seen:
            yield block.line - 1, f"The sector “{block.title}” stands here already."
        seen.add(block.title)
    missing = [sector for sector in SECTORS if sector not in seen]
    if missing:
        yield place[0].line - 1, f"This place has no text for: {', '.join(missing)}."
