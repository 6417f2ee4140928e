"""Reading what people type: numbers in the manner of either language, times and dates."""

import datetime as dt
import re
from decimal import Decimal

LONGEST = 40
MOST_DECIMALS = 6
YEARS = range(2000, 2100)
_AROUND = re.compile(r"[\s'’]|^(?:COP|CAD|\$)|(?:COP|CAD|%)$", re.IGNORECASE)
_DIGITS = re.compile(r"(?P<sign>[-−]?)(?P<body>[0-9][0-9.,]*)", re.ASCII)
_TIME = re.compile(r"([0-9]{1,2})(?::([0-9]{2}))?(?::00)?", re.ASCII)
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)


def read_number(text: str, *, small: bool = False) -> Decimal:
    """Return a number written as 1.250,50 or as 1,250.50, with or without its currency.

    A single mark before exactly three digits separates thousands (2.650 and 2,650 are both two
    thousand six hundred and fifty), unless only small numbers make sense. Raises `ValueError`.
    """
    body = text.strip()
    if len(body) > LONGEST:
        raise ValueError("too long for a number")
    for _ in range(2):  # “$ 5” becomes “$5” first
        body = _AROUND.sub("", body)
    found = _DIGITS.fullmatch(body)
    if found is None:
        raise ValueError(f"“{text}” is not a number")
    number = Decimal(_plain(found["body"], small=small))
    return -number if found["sign"] else number


def _plain(body: str, *, small: bool) -> str:
    """Return digits with at most a point; raises `ValueError` for marks in odd places."""
    marks = [character for character in body if character in ".,"]
    if not marks:
        return body
    mark = marks[-1]
    whole, _, fraction = body.rpartition(mark)
    if mark in marks[:-1]:
        return _joined(body, mark)
    if marks[:-1]:
        whole = _joined(whole, marks[0])
    elif not small and len(fraction) == 3 and len(whole) <= 3 and not whole.startswith("0"):
        return whole + fraction
    if not 1 <= len(fraction) <= MOST_DECIMALS:
        raise ValueError(f"a decimal mark comes before 1 to {MOST_DECIMALS} digits")
    return f"{whole}.{fraction}"


def _joined(body: str, mark: str) -> str:
    first, *others = body.split(mark)
    if not 1 <= len(first) <= 3 or not all(re.fullmatch(r"[0-9]{3}", one) for one in others):
        raise ValueError("thousands come in threes")
    return "".join([first, *others])


def read_time(text: str) -> dt.time:
    """Return a time of day written as 8, 8:30 or 17:00; raises `ValueError`."""
    found = _TIME.fullmatch(text.strip())
    if found is None:
        raise ValueError(f"“{text[:LONGEST]}” is not a time of day")
    return dt.time(int(found[1]), int(found[2] or 0))


def read_date(text: str) -> dt.date:
    """Return a date written as 2026-12-10, of this century; raises `ValueError`."""
    if not _DATE.fullmatch(text.strip()):
        raise ValueError(f"“{text[:LONGEST]}” is not a date")
    day = dt.date.fromisoformat(text.strip())
    if day.year not in YEARS:
        raise ValueError("no date of this century")
    return day


def read_month(text: str) -> dt.date:
    """Return the first day of a month written as 2026-04; raises `ValueError`."""
    return read_date(f"{text.strip()}-01")
