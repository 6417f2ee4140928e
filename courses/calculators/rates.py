"""The figures that calculators take from the facts of a programme, never from code."""

from decimal import Decimal

from courses.calculators.formulas import Withholding
from courses.curriculum.diagrams.amounts import first_number
from courses.curriculum.register import Fact, Register

RATE = "F-FX-5"
FEDERAL = "F-TCA-1"
QUEBEC = "F-TCA-3"
THRESHOLD = "F-TCA-6"
NEEDED: dict[str, tuple[str, ...]] = {
    "rate-card": (RATE,),
    "landed-price": (FEDERAL, QUEBEC, RATE),
    "gst-threshold": (THRESHOLD,),
    "overlap": (),
}
"""The facts whose numbers each calculator uses."""


def figure(register: Register, fact_id: str, name: str | None = None) -> Decimal:
    """Return the number in a fact's value, or in one of its named values.

    Raises `KeyError` for no such fact or name, and `ValueError` where there is no number.
    """
    return first_number(register.fact(fact_id).printed(name).en, "en")


def teaching_rate(register: Register) -> Decimal:
    """Return the COP per CAD of all exercises."""
    return figure(register, RATE)


def prudence(register: Register) -> Decimal:
    """Return by how many per cent the prudent rate is below the teaching rate."""
    return 100 * (1 - figure(register, RATE, "prudent") / teaching_rate(register))


def withholding(register: Register) -> Withholding:
    """Return what is kept back from services rendered in Canada."""
    return Withholding(figure(register, FEDERAL), figure(register, QUEBEC))


def threshold(register: Register) -> Decimal:
    """Return the CAD of sales in twelve months above which one must register for GST/HST."""
    return figure(register, THRESHOLD)


def facts_for(calculator: str, register: Register) -> tuple[Fact, ...]:
    """Return the facts behind a calculator, to be cited beside it."""
    return tuple(register.fact(one) for one in NEEDED[calculator])


def missing(calculator: str, register: Register) -> list[str]:
    """Return the facts that a calculator needs and that lack a number."""
    lacking = []
    for fact_id in NEEDED.get(calculator, ()):
        try:
            figure(register, fact_id)
            if fact_id == RATE:
                figure(register, fact_id, "prudent")
        except (KeyError, ValueError):
            lacking.append(fact_id)
    return lacking
