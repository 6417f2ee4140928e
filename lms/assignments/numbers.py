"""Numbers as people type and read them, and as they are kept: plain digits with a point."""

import re
from decimal import Decimal

from babel.numbers import format_decimal

from lms.i18n import LOCALES

_SPACES = re.compile("(?<=[0-9])[ \N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}](?=[0-9]{3})")
_PLAIN = re.compile(r"-?[0-9]+(\.[0-9]+)?")
_TYPED = re.compile(r"[+-]?([0-9]+([.,][0-9]*)?|[.,][0-9]+)")
_GROUPED = {
    language: re.compile(rf"[+-]?[1-9][0-9]{{0,2}}([{mark}][0-9]{{3}})+([{point}][0-9]*)?")
    for language, mark, point in (("es", ".", ","), ("en", ",", "."))
}
_LONGEST = 24
"""Characters of a number; Babel fails on more than 28 digits."""


class NotANumber(ValueError):
    """The text cannot be read as a number."""


def read_number(text: str, language: str) -> str:
    """Return a typed number in plain digits: in Spanish `1.234,5` is 1234.5, and so is `1234.5`.

    A mark that groups thousands in this language groups them; any other point or comma is the
    decimal one. A final % is dropped. Raises NotANumber.
    """
    typed = text.strip().removesuffix("%").strip().replace("\N{MINUS SIGN}", "-")
    typed = _SPACES.sub("", typed)
    if len(typed) > _LONGEST:
        raise NotANumber(text)
    if _GROUPED[language].fullmatch(typed):
        typed = typed.replace("." if language == "es" else ",", "")
    if not _TYPED.fullmatch(typed):
        raise NotANumber(text)
    return f"{Decimal(typed.replace(',', '.')):f}"


def number(kept: str) -> Decimal | None:
    """The value of a kept number; nothing for a text that is none."""
    return Decimal(kept) if len(kept) <= _LONGEST + 1 and _PLAIN.fullmatch(kept) else None


def number_text(kept: str, language: str) -> str:
    """A kept number as it is written in the language; any other text as it is."""
    value = number(kept)
    return kept if value is None else decimal_text(value, language)


def decimal_text(value: Decimal, language: str) -> str:
    """A number as it is written in the language, with all its decimals."""
    written: str = format_decimal(value, locale=LOCALES[language], decimal_quantization=False)
    return written


def rounded(value: Decimal) -> Decimal:
    """The value to two decimals at most."""
    cents = value.quantize(Decimal("0.01"))
    whole = cents.to_integral_value()
    return whole + 0 if whole == cents else cents.normalize()
