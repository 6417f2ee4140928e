"""Amounts in the way of each language."""

import re
from decimal import Decimal

from courses.curriculum.diagrams.schema import Unit
from courses.curriculum.values import Language

_NUMBER = {"es": re.compile(r"\d[\d.]*(?:,\d+)?"), "en": re.compile(r"\d[\d,]*(?:\.\d+)?")}


def amount(value: Decimal, unit: Unit, language: Language) -> str:
    """Print an amount with its unit: “CAD 30.000” or “4,5 h” in Spanish, “CAD 30,000” in English.

    A minus sign stands before the currency; spaces inside do not break.
    """
    digits = f"{abs(value):,.{unit.decimals}f}"
    if language == "es":
        digits = digits.translate(str.maketrans(",.", ".,"))
    before = f"{unit.before}\u00a0" if unit.before else ""
    after = _after(unit.after[language], language) if unit.after else ""
    return f"{'−' if value < 0 else ''}{before}{digits}{after}"


def _after(words: str, language: Language) -> str:
    return words if words == "%" and language == "en" else f"\u00a0{words}"


def first_number(text: str, language: Language) -> Decimal:
    """Return the first number in a text of a language; raises `ValueError` if there is none."""
    found = _NUMBER[language].search(text)
    if found is None:
        raise ValueError(f"there is no number in “{text}”")
    digits = found[0].strip(".,")
    if language == "es":
        digits = digits.translate(str.maketrans(",.", ".,"))
    return Decimal(digits.replace(",", ""))
