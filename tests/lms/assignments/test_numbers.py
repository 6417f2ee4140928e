"""Numbers as typed in both languages, kept in plain digits."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.assignments.numbers import NotANumber, number, number_text, read_number, rounded

TYPED = [
    ("es", "4.800.000", "4800000"),
    ("es", "4.800.000,50", "4800000.50"),
    ("es", "1.450", "1450"),
    ("es", "1,45", "1.45"),
    ("es", "1.45", "1.45"),
    ("es", "4 800 000", "4800000"),
    ("es", "15 %", "15"),
    ("es", "\N{MINUS SIGN}7,5", "-7.5"),
    ("es", " ,5 ", "0.5"),
    ("en", "4,800,000", "4800000"),
    ("en", "4,800,000.50", "4800000.50"),
    ("en", "1,450", "1450"),
    ("en", "1,45", "1.45"),
    ("en", "1.450", "1.450"),
    ("en", "+3", "3"),
    ("en", "007", "7"),
]


@pytest.mark.parametrize(("language", "typed", "kept"), TYPED)
def test_a_typed_number_is_read_as_its_language_writes_it(
    language: str, typed: str, kept: str
) -> None:
    assert read_number(typed, language) == kept


@pytest.mark.parametrize("language", ["es", "en"])
@pytest.mark.parametrize(
    "typed", ["cinco", "5 millones", "1.2.3", "1,2,3", "--5", "1e9", "NaN", "=1+1", "9" * 25, ""]
)
def test_what_is_no_number_is_refused(language: str, typed: str) -> None:
    with pytest.raises(NotANumber):
        read_number(typed, language)


@given(st.decimals(-(10**12), 10**12, places=3), st.sampled_from(["es", "en"]))
def test_what_a_page_shows_is_read_back_as_the_same_number(value: Decimal, language: str) -> None:
    shown = number_text(f"{value:f}", language)
    assert number(read_number(shown, language)) == value


def test_text_that_is_no_number_is_shown_as_it_was_typed() -> None:
    assert number_text("unos 5", "es") == "unos 5"
    assert number("1e9") is None
    assert number_text("1234567.5", "es") == "1.234.567,5"
    assert number_text("1234567.5", "en") == "1,234,567.5"


def test_results_are_rounded_to_cents_and_written_no_longer_than_needed() -> None:
    assert str(rounded(Decimal("86020.8333"))) == "86020.83"
    assert str(rounded(Decimal("1500.001"))) == "1500"
    assert str(rounded(Decimal("38.50"))) == "38.5"
    assert str(rounded(Decimal("-0.001"))) == "0"
    assert str(rounded(Decimal("99999999999999999999.99"))) == "99999999999999999999.99"


def test_a_text_of_endless_digits_is_no_number() -> None:
    assert number("9" * 900) is None
    assert number_text("9" * 900, "es") == "9" * 900
    assert number_text("9" * 24, "en").startswith("999,999")
