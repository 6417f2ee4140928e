"""The tables of departments and activities, and the consent text."""

import hashlib
import unicodedata

from lms.accounts.activities import ACTIVITIES
from lms.accounts.consent import VERSION, consent_text
from lms.accounts.territory import DEPARTMENTS


def plain(name: str) -> str:
    return unicodedata.normalize("NFD", name).encode("ascii", "ignore").decode().casefold()


def test_there_are_33_departments_in_the_order_of_their_names() -> None:
    names = list(DEPARTMENTS.values())
    assert len(DEPARTMENTS) == 33
    assert names == sorted(names, key=plain)
    assert all(len(code) == 2 and code.isdigit() for code in DEPARTMENTS)
    assert DEPARTMENTS["05"] == "Antioquia"


def test_every_activity_has_four_digits_and_a_name_in_each_language() -> None:
    for code, names in ACTIVITIES.items():
        assert len(code) == 4
        assert code.isdigit()
        assert set(names) == {"es", "en"}
        assert all(names.values())


def test_the_consent_text_names_who_answers_and_its_hash_is_of_what_is_shown() -> None:
    for language in ("es", "en"):
        text = consent_text(language, "datos@example.org")
        assert "datos@example.org" in text.paragraphs[0]
        assert len(text.paragraphs) == 6
        assert text.version == VERSION
        shown = "\n\n".join(text.paragraphs).encode()
        assert text.sha256 == hashlib.sha256(shown).hexdigest()
    assert consent_text("es", "a@b.co").sha256 != consent_text("en", "a@b.co").sha256
