"""The four calculators: their questions and the teaching numbers they come filled in with."""

import datetime as dt
from decimal import Decimal
from typing import Any

from flask_babel import lazy_gettext as _l

from courses.calculators.asks import Ask, Calculator, Default, Group
from courses.calculators.formulas import MONTHS
from courses.calculators.rates import prudence, teaching_rate

PERCENT = Decimal(100)
COP_MOST = Decimal(10**12)


def _percent(name: str, label: Any, default: Default, **more: Any) -> Ask:
    return Ask(id=name, label=label, default=default, **({"high": PERCENT} | more))


def _rate(hint: Any) -> Ask:
    label = _l("Exchange rate (COP per CAD)")
    least, most = Decimal(1), Decimal(1_000_000)
    return Ask(id="rate", label=label, hint=hint, default=teaching_rate, low=least, high=most)


RATE_CARD = Calculator(
    id="rate-card",
    title=_l("Price of an hour in CAD"),
    intro=_l("From what a role costs in pesos to what an hour of it is sold for in Canada."),
    groups=(
        Group(
            _l("What the role costs"),
            (
                Ask(
                    id="pay",
                    label=_l("Monthly pay (COP)"),
                    default=8_500_000,
                    low=Decimal(1),
                    high=COP_MOST,
                ),
                _percent(
                    "load",
                    _l("Load on pay (%)"),
                    45,
                    hint=_l("Benefits, social security and contributions."),
                    high=Decimal(300),
                ),
                Ask(
                    id="tools",
                    label=_l("Tools and equipment a year (COP)"),
                    default=9_000_000,
                    high=COP_MOST,
                ),
                _percent(
                    "overhead",
                    _l("Overhead on loaded pay (%)"),
                    25,
                    hint=_l("Rent, administration, sales, accounting."),
                    high=Decimal(500),
                ),
            ),
        ),
        Group(
            _l("The hours that are billed"),
            (
                Ask(
                    id="weekdays", label=_l("Weekdays in the year"), default=260, high=Decimal(366)
                ),
                Ask(
                    id="days_off",
                    label=_l("Days not worked"),
                    hint=_l("18 holidays, 15 of leave, 3 of illness and 4 of training."),
                    default=40,
                    high=Decimal(366),
                ),
                Ask(
                    id="hours",
                    label=_l("Hours a day"),
                    default=8,
                    low=Decimal(1),
                    high=Decimal(24),
                ),
                _percent(
                    "utilisation",
                    _l("Utilisation (%)"),
                    80,
                    hint=_l("The part of the hours that a client pays."),
                    low=Decimal(1),
                ),
            ),
        ),
        Group(
            _l("From cost to price"),
            (
                _rate(_l("The programme's teaching rate; it is not a quote.")),
                _percent(
                    "prudence",
                    _l("Prudent rate: how much lower (%)"),
                    prudence,
                    high=Decimal(50),
                ),
                _percent("margin", _l("Margin on the price (%)"), 22),
                _percent("contingency", _l("Contingency on the price (%)"), 5),
                _percent("fees", _l("Bank and exchange fees on the price (%)"), Decimal("1.5")),
            ),
        ),
    ),
)

PROVINCES = (("quebec", _l("Québec")), ("elsewhere", _l("Another province or territory")))
LANDED_PRICE = Calculator(
    id="landed-price",
    title=_l("Landed price for the client"),
    intro=_l(
        "The same quote from both sides: what reaches your account and what the client ends "
        "up paying."
    ),
    advice=True,
    groups=(
        Group(
            _l("Your quote"),
            (
                Ask(id="remote", label=_l("Remote work (CAD)"), default=6_160),
                Ask(
                    id="onsite",
                    label=_l("Work on site in Canada (CAD)"),
                    default=6_160,
                ),
                Ask(
                    id="province",
                    label=_l("Where the on-site work is done"),
                    kind="choice",
                    options=PROVINCES,
                    default="quebec",
                ),
            ),
        ),
        Group(
            _l("What the client adds"),
            (
                Ask(
                    id="client_hours",
                    label=_l("Hours of the client's people"),
                    hint=_l("To explain, review and coordinate."),
                    default=30,
                    high=Decimal(100_000),
                ),
                Ask(
                    id="client_hour",
                    label=_l("Cost of one of those hours (CAD)"),
                    default=60,
                    high=Decimal(100_000),
                ),
                Ask(
                    id="tax",
                    label=_l("Taxes the client cannot recover (CAD)"),
                    default=0,
                ),
                Ask(id="credit", label=_l("Tax credits the client loses (CAD)"), default=0),
                Ask(
                    id="gain",
                    label=_l("Value the client gains (CAD)"),
                    hint=_l("For example, by finishing earlier."),
                    default=3_500,
                ),
            ),
        ),
        Group(
            _l("Until it reaches your account"),
            (
                Ask(id="wire", label=_l("Wire fee you pay (CAD)"), default=40),
                _percent("spread", _l("What the bank keeps of the exchange rate (%)"), 1),
                _rate(_l("The programme's teaching rate; it is not a quote.")),
            ),
        ),
    ),
)

_SALES = (2000, 2000, 2200, 2300, 2400, 2400, 2900, 3000, 3000, 3100, 3100, 3200)
GST_THRESHOLD = Calculator(
    id="gst-threshold",
    title=_l("The twelve months of the GST/HST threshold"),
    intro=_l("Sales to customers that are not registered for GST/HST, month after month."),
    advice=True,
    groups=(
        Group(
            _l("Sales in Canada"),
            (
                Ask(
                    id="first",
                    label=_l("First month"),
                    hint=_l("Year and month, such as 2026-04."),
                    kind="month",
                    default=dt.date(2026, 4, 1),
                ),
                Ask(
                    id="registered",
                    label=_l("To registered customers, all twelve months (CAD)"),
                    hint=_l("With their number on file, they do not count."),
                    default=40_000,
                ),
            ),
        ),
        Group(
            _l("To customers not registered (CAD)"),
            tuple(
                Ask(id=f"sales_{at}", label=_l("Month %(n)s", n=at), default=_SALES[at - 1])
                for at in range(1, MONTHS + 1)
            ),
        ),
        Group(
            _l("And after that"),
            (
                Ask(
                    id="expected",
                    label=_l("What you expect to sell a month to customers not registered (CAD)"),
                    default=3_200,
                ),
            ),
        ),
    ),
)

OVERLAP = Calculator(
    id="overlap",
    title=_l("Working hours shared with Canada"),
    intro=_l("How many hours of a day you and a client in six Canadian cities both work."),
    groups=(
        Group(
            _l("The day"),
            (Ask(id="day", label=_l("Date"), kind="date", default=dt.date(2026, 12, 10)),),
        ),
        Group(
            _l("Your hours, by Bogotá's clock"),
            (
                Ask(
                    id="home_start",
                    label=_l("You start"),
                    hint=_l("From 0:00 to 23:59."),
                    kind="time",
                    default=dt.time(8),
                ),
                Ask(id="home_end", label=_l("You finish"), kind="time", default=dt.time(17)),
            ),
        ),
        Group(
            _l("The client's hours, by the clock there"),
            (
                Ask(
                    id="away_start",
                    label=_l("The client starts"),
                    hint=_l("From 0:00 to 23:59."),
                    kind="time",
                    default=dt.time(9),
                ),
                Ask(
                    id="away_end", label=_l("The client finishes"), kind="time", default=dt.time(17)
                ),
            ),
        ),
    ),
)

ALL = {one.id: one for one in (RATE_CARD, LANDED_PRICE, GST_THRESHOLD, OVERLAP)}
