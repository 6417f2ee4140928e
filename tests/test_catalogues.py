"""The Spanish catalogues, which the site reads as one."""

from collections import defaultdict
from pathlib import Path

from babel.messages.pofile import read_po

ROOT = Path(__file__).parents[1]
CATALOGUES = sorted(ROOT.glob("*/translations/es/LC_MESSAGES/messages.po"))


def texts(path: Path) -> dict[object, object]:
    with path.open("rb") as file:
        return {message.id: message.string for message in read_po(file) if message.id}


def test_every_text_has_its_spanish() -> None:
    assert len(CATALOGUES) == 4
    for path in CATALOGUES:
        for text, spanish in texts(path).items():
            assert all(spanish if isinstance(spanish, tuple) else [spanish]), f"{path}: {text}"


def test_packages_give_one_text_one_translation() -> None:
    """Whichever catalogue is read last would win, for every package."""
    found: defaultdict[object, set[object]] = defaultdict(set)
    for path in CATALOGUES:
        for text, spanish in texts(path).items():
            found[text].add(spanish)
    assert {text: several for text, several in found.items() if len(several) > 1} == {}
