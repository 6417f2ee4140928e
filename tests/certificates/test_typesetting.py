"""No text leaves its place, and no character prints as an empty box."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from certificates.layout import NAME
from certificates.typesetting import (
    TextTooLong,
    UnprintableName,
    UnprintableText,
    clean,
    fit,
    fit_all,
    measure,
    unprintable,
)

LETTERS = "abcdefghijklmnñopqrstuvwxyzáéíóúüçWMÑÁÉÍÓÚÜ-'"
names = st.text(LETTERS + " ", min_size=1, max_size=80).filter(str.strip)


@given(names)
def test_every_name_of_80_characters_fits_in_two_lines_of_measured_width(name: str) -> None:
    fitted = fit(clean(name), NAME)
    assert len(fitted.lines) <= 2
    assert all(measure(line, NAME.face, fitted.size) <= NAME.width for line in fitted.lines)
    assert "".join("".join(fitted.lines).split()) == "".join(clean(name).split())


def test_even_eighty_of_the_widest_letter_fit() -> None:
    assert len(fit("W" * 80, NAME).lines) == 2


def test_a_short_name_is_printed_large() -> None:
    assert fit("Ana Ruiz", NAME).size > fit("Ana Ruiz " * 8, NAME).size


def test_a_text_without_room_is_refused_rather_than_clipped() -> None:
    with pytest.raises(TextTooLong):
        fit("W" * 800, NAME)
    with pytest.raises(TextTooLong):
        fit_all(["W" * 80] * 9, NAME)


def test_loose_accents_are_composed() -> None:
    assert clean(unicodedata.normalize("NFD", "Núñez  Güiza")) == "Núñez Güiza"


@pytest.mark.parametrize(
    "name", ["Ana 🙂 Ruiz", "李小龙", "محمد علي", "דוד", "Ana\u202eziuR", "Ana\x00", "Ana\u200b"]
)
def test_a_name_the_fonts_cannot_print_is_refused_by_name(name: str) -> None:
    with pytest.raises(UnprintableName) as refusal:
        clean(name, UnprintableName)
    assert refusal.value.characters == unprintable(name)
    assert all(f"U+{ord(c):04X}" in str(refusal.value) for c in refusal.value.characters)


def test_other_texts_are_refused_as_texts() -> None:
    with pytest.raises(UnprintableText, match=r"U\+4E2D"):
        clean("中")


@pytest.mark.parametrize("name", ["Łukasz Żółć", "Çağla Şahin", "Nguyễn Thị Ánh", "Þórður Æðey"])
def test_latin_names_of_the_world_can_be_printed(name: str) -> None:
    assert clean(name) == name
