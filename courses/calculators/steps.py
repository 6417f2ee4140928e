"""The steps of the sums: what each is called, its formula in words, how its number is printed."""

from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _l

from courses.calculators.printed import CAD, COP, DAYS, HOURS, RATE
from courses.curriculum.diagrams.schema import Unit


@dataclass(frozen=True, slots=True)
class Step:
    """A line of a sum; `attr` is its name in the formula's result, or in what was asked."""

    attr: str
    label: Any
    how: Any
    unit: Unit
    strong: bool = False
    asked: bool = False


RATE_CARD = (
    Step("loaded", _l("Loaded pay a year"), _l("monthly pay × 12 × (1 + load)"), COP),
    Step("overhead", _l("Overhead"), _l("loaded pay × share of overhead"), COP),
    Step("annual", _l("Annual cost"), _l("loaded pay + tools + overhead"), COP, strong=True),
    Step("days", _l("Working days"), _l("weekdays − days not worked"), DAYS),
    Step("working", _l("Working hours"), _l("working days × hours a day"), HOURS),
    Step("billable", _l("Billable hours"), _l("working hours × utilisation"), HOURS, strong=True),
    Step("cost", _l("Cost of an hour"), _l("annual cost ÷ billable hours"), COP, strong=True),
    Step("prudent", _l("Prudent rate"), _l("COP per CAD, lowered by your share"), RATE),
    Step("cost_cad", _l("Cost of an hour in CAD"), _l("cost of an hour ÷ prudent rate"), CAD),
    Step(
        "price",
        _l("Price of an hour"),
        _l("cost ÷ (1 − margin − contingency − fees)"),
        CAD,
        strong=True,
    ),
    Step("marked_up", _l("The classic error"), _l("cost × (1 + margin): that is a mark-up"), CAD),
)
SUPPLIER = (
    Step("invoice", _l("Your invoice"), _l("remote work + work on site"), CAD, strong=True),
    Step("federal", _l("Federal withholding"), _l("work on site × %(federal)s"), CAD),
    Step("quebec", _l("Québec withholding"), _l("work on site × %(quebec)s"), CAD),
    Step("paid", _l("What the client transfers"), _l("invoice − withholding"), CAD),
    Step("arrives", _l("What reaches your account"), _l("transfer − wire fee"), CAD, strong=True),
    Step(
        "cop",
        _l("In pesos"),
        _l("× exchange rate × (1 − what the bank keeps)"),
        COP,
        strong=True,
    ),
)
LANDED = (
    Step("invoice", _l("Your invoice"), _l("withheld or not, it costs the client the same"), CAD),
    Step("coordination", _l("+ Time of its people"), _l("hours × cost of an hour"), CAD),
    Step("tax", _l("+ Taxes it cannot recover"), _l("as typed"), CAD, asked=True),
    Step("credit", _l("+ Tax credits it loses"), _l("as typed"), CAD, asked=True),
    Step("gain", _l("− Value it gains"), _l("as typed"), CAD, asked=True),
    Step("landed", _l("Landed price"), _l("the sum"), CAD, strong=True),
)
CITY_NAMES = {
    "toronto": "Toronto",
    "montreal": _l("Montréal"),
    "halifax": "Halifax",
    "winnipeg": "Winnipeg",
    "calgary": "Calgary",
    "vancouver": "Vancouver",
}
