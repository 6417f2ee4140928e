"""Amounts, dates and times in the language of the request."""

import datetime as dt
from decimal import ROUND_HALF_UP, Decimal

from babel.dates import format_date, format_skeleton

from courses.curriculum.diagrams.amounts import amount
from courses.curriculum.diagrams.schema import Unit
from courses.curriculum.values import Language, Localized
from lms.i18n import LOCALES
from lms.i18n import language as spoken

COP = Unit(before="COP")
RATE = Unit(before="COP", decimals=2)
CAD = Unit(before="CAD", decimals=2)
WHOLE_CAD = Unit(before="CAD")
AMOUNT = Unit(decimals=2)
HOURS = Unit(after=Localized(es="h", en="h"))
DAYS = Unit(after=Localized(es="días", en="days"))
PERCENT = Unit(after=Localized(es="%", en="%"))
PLAIN = Unit()


def language() -> Language:
    """The language of the request, or the one that is forced."""
    return "en" if spoken() == "en" else "es"


def printed(value: Decimal, unit: Unit) -> str:
    """An amount with its unit; half a cent is rounded up, and a share keeps its decimals."""
    decimals = unit.decimals
    if not unit.before and not unit.decimals:  # hours, days, shares: with those they have
        value = value.quantize(Decimal("0.01"), ROUND_HALF_UP)
        exponent = value.normalize().as_tuple().exponent
        decimals = max(0, -exponent) if isinstance(exponent, int) else 0
    rounded = value.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
    if not rounded:
        rounded = abs(rounded)
    exact = Unit(before=unit.before, after=unit.after, decimals=decimals)
    return amount(rounded, exact, language())


def typed(value: Decimal) -> str:
    """A number as the reader would type it."""
    return printed(value, PLAIN)


def clock(moment: dt.time | dt.datetime) -> str:
    """Hours and minutes, as 9:00."""
    return f"{moment.hour}:{moment.minute:02d}"


def long_date(day: dt.date) -> str:
    """A day in words."""
    return str(format_date(day, "long", locale=LOCALES[language()]))


def month(day: dt.date) -> str:
    """A month and its year in words."""
    return str(format_skeleton("yMMMM", day, locale=LOCALES[language()]))
