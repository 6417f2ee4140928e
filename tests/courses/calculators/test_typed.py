"""Numbers, dates and times as people type them in two languages."""

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.calculators.typed import read_date, read_month, read_number, read_time


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("8500000", "8500000"),
        ("8.500.000", "8500000"),
        ("8,500,000", "8500000"),
        ("1.478,40", "1478.40"),
        ("1,478.40", "1478.40"),
        ("2.517,5", "2517.5"),
        ("2,650", "2650"),
        ("2.650", "2650"),
        ("12.5", "12.5"),
        ("12,50", "12.5"),
        ("0,125", "0.125"),
        ("2650.125", "2650.125"),
        (" COP 8.500.000 ", "8500000"),
        ("CAD 77", "77"),
        ("$ 6,160.00", "6160"),
        ("22 %", "22"),
        ("8\N{NARROW NO-BREAK SPACE}500\N{NO-BREAK SPACE}000", "8500000"),
        ("-5", "-5"),
        ("−5", "-5"),
        ("007", "7"),
    ],
)
def test_a_number_is_read_in_the_manner_of_either_language(text: str, number: str) -> None:
    assert read_number(text) == Decimal(number)


def test_where_only_small_numbers_make_sense_a_mark_is_a_decimal_mark() -> None:
    assert read_number("1.525", small=True) == read_number("1,525", small=True)
    assert read_number("1.525", small=True) == Decimal("1.525")


@pytest.mark.parametrize(
    "text",
    [
        *("", " ", "abc", "NaN", "sNaN", "Infinity", "-inf", "1e400", "10^400", "1_000", "0x10"),
        *("1.2.3", "1,23,456", "12.34.567", "1.234,567,8", "1.", ",", ".5.", "--5", "1 - 2"),
        *("٣٤", "５", "½", "²", "1" * 41, "9" * 10_000, "1.1234567", "\0", "5\n<b>"),
    ],
)
def test_anything_else_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        read_number(text)


@given(st.text(max_size=60))
def test_a_text_gives_a_finite_number_or_is_refused(text: str) -> None:
    try:
        number = read_number(text)
    except ValueError:
        return
    assert number.is_finite()


@given(st.decimals(0, 10**12, places=2))
def test_both_manners_of_writing_give_the_number_back(number: Decimal) -> None:
    english = f"{number:,.2f}"
    spanish = english.translate(str.maketrans(",.", ".,"))
    assert read_number(english) == read_number(spanish) == number


def test_times_of_day() -> None:
    assert read_time("8") == read_time("08:00") == read_time(" 8:00:00 ") == dt.time(8)
    assert read_time("17:30") == dt.time(17, 30)


@pytest.mark.parametrize("text", ["", "24:00", "8:60", "8h", "-1:00", "8:5", "٨:٠٠", "8:00 pm"])
def test_no_time_of_day(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        read_time(text)


def test_dates_and_months() -> None:
    assert read_date("2026-12-10") == dt.date(2026, 12, 10)
    assert read_month("2026-04") == dt.date(2026, 4, 1)


@pytest.mark.parametrize(
    "text",
    ["", "2026-02-30", "2026-13-01", "1999-12-31", "2100-01-01", "9999-12-31", "20261210", "x"],
)
def test_no_date(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        read_date(text)


@pytest.mark.parametrize("text", ["", "2026-13", "2026", "2026-04-01", "0000-00", "9999-12"])
def test_no_month(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        read_month(text)
