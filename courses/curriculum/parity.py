"""Whether the two languages of a text still say the same: what was last read side by side.

The file parity.lock of a programme holds, for each text whose languages were found to agree, a
line with the hash of its Spanish and the hash of its English. A text that is not there was
changed in one language, or never compared.
"""

import hashlib
from collections.abc import Iterable, Iterator
from pathlib import Path

from courses.curriculum.faults import Fault
from courses.curriculum.texts import Written

LOCK = "parity.lock"
_DIGITS = 12

Pair = tuple[str, str]


def pair_of(text: Written) -> Pair:
    """Return the hashes of a text's Spanish and English."""
    return _hash(text.es.text), _hash(text.en.text)


def _hash(text: str) -> str:
    return hashlib.sha256(text.strip().encode()).hexdigest()[:_DIGITS]


def read_lock(folder: Path) -> frozenset[Pair]:
    """Return the pairs that agree; none when there is no such file."""
    path = folder / LOCK
    lines = path.read_text(encoding="ascii").splitlines() if path.exists() else []
    return frozenset((line[:_DIGITS], line[_DIGITS + 1 :]) for line in lines)


def write_lock(folder: Path, texts: Iterable[Written]) -> None:
    """Record that the languages of these texts agree as they stand."""
    lines = sorted({" ".join(pair_of(text)) for text in texts})
    (folder / LOCK).write_text("\n".join([*lines, ""]), encoding="ascii")


def parity_faults(texts: Iterable[Written], agreed: frozenset[Pair]) -> Iterator[Fault]:
    """Yield the texts of which one language was changed after the other was made from it."""
    spanish, english = ({pair[at] for pair in agreed} for at in (0, 1))
    for text in texts:
        es, en = pair = pair_of(text)
        if pair in agreed:
            continue
        if en in english:
            changed, stale = text.es, "English"
            message = f"The Spanish was changed and the {stale} was not"
        elif es in spanish:
            changed, message = text.en, "The English was changed and the Spanish was not"
        else:
            changed, message = text.es, "Nobody has compared the two languages of this text yet"
        todo = "bring both to say the same, then run “gateway curriculum agree”"
        yield Fault(changed.file, changed.line, f"{message}: {todo}.")
