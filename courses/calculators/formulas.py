"""The sums of the calculators, without pages: amounts are exact, shares are percentages.

The sources are the lessons that hold the calculators; amounts are rounded when printed only.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal

from courses.curriculum.zones import zone

MONTHS = 12
HOME = "America/Bogota"
CITIES = {
    "toronto": "America/Toronto",
    "montreal": "America/Toronto",
    "halifax": "America/Halifax",
    "winnipeg": "America/Winnipeg",
    "calgary": "America/Edmonton",
    "vancouver": "America/Vancouver",
}
"""IANA zones: Montréal keeps Toronto's time, Calgary keeps Edmonton's."""
_DAY = dt.timedelta(days=1)
_MINUTE = dt.timedelta(minutes=1)


class NoBillableHours(ValueError):
    """The days and the utilisation leave less than an hour to bill."""


class NoPrice(ValueError):
    """Margin, contingency and fees leave nothing for the cost."""


def part(share: Decimal) -> Decimal:
    """Return a percentage as a part of one."""
    return share / 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Role:
    """What one role costs and how it is sold; pay is COP a month, tools are COP a year."""

    pay: Decimal
    load: Decimal
    tools: Decimal
    overhead: Decimal
    weekdays: Decimal
    days_off: Decimal
    hours: Decimal
    utilisation: Decimal
    rate: Decimal
    """COP per CAD."""
    prudence: Decimal
    margin: Decimal
    contingency: Decimal
    fees: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class RateCard:
    """From the cost of a role to its price: COP a year, then COP and CAD an hour."""

    loaded: Decimal
    overhead: Decimal
    annual: Decimal
    days: Decimal
    working: Decimal
    billable: Decimal
    cost: Decimal
    prudent: Decimal
    cost_cad: Decimal
    price: Decimal
    listed: Decimal
    """The price in whole dollars, rounded up."""
    marked_up: Decimal
    """The classic error: the margin added to the cost instead of measured on the price."""
    short: Decimal


def rate_card(role: Role) -> RateCard:
    """Work out the price of an hour; raises `NoBillableHours` or `NoPrice`."""
    loaded = role.pay * MONTHS * (1 + part(role.load))
    overhead = loaded * part(role.overhead)
    annual = loaded + role.tools + overhead
    days = role.weekdays - role.days_off
    billable = days * role.hours * part(role.utilisation)
    if billable < 1:
        raise NoBillableHours(f"{days} days leave {billable} hours to bill")
    prudent = role.rate * (1 - part(role.prudence))
    cost = annual / billable
    cost_cad = cost / prudent
    price = price_of(cost_cad, role.margin + role.contingency + role.fees)
    marked_up = cost_cad * (1 + part(role.margin))
    return RateCard(
        loaded=loaded,
        overhead=overhead,
        annual=annual,
        days=days,
        working=days * role.hours,
        billable=billable,
        cost=cost,
        prudent=prudent,
        cost_cad=cost_cad,
        price=price,
        listed=price.quantize(Decimal(1), ROUND_CEILING),
        marked_up=marked_up,
        short=price - marked_up,
    )


def price_of(cost: Decimal, shares: Decimal) -> Decimal:
    """Return the price of which the shares leave the cost; raises `NoPrice` from 100 % on."""
    if shares >= 100:
        raise NoPrice(f"{shares} % of the price leaves nothing for the cost")
    return cost / (1 - part(shares))


@dataclass(frozen=True, slots=True)
class Withholding:
    """Shares that a Canadian client keeps back from services rendered in Canada."""

    federal: Decimal
    quebec: Decimal
    """Added for services rendered in Québec."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote:
    """A quote in two lines and what stands around it, in CAD."""

    remote: Decimal
    onsite: Decimal
    in_quebec: bool
    client_hours: Decimal
    client_hour: Decimal
    tax: Decimal
    credit: Decimal
    gain: Decimal
    wire: Decimal
    spread: Decimal
    """The share of the exchange rate that the bank keeps."""
    rate: Decimal
    """COP per CAD."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Landed:
    """What reaches the supplier and what the client ends up paying, in CAD but for `cop`."""

    invoice: Decimal
    federal: Decimal
    quebec: Decimal
    paid: Decimal
    arrives: Decimal
    cop: Decimal
    one_line: Decimal
    """What would be kept back besides if the quote did not split the two parts."""
    coordination: Decimal
    landed: Decimal


def landed_price(quote: Quote, withholding: Withholding) -> Landed:
    """Work out both sides of a quote: a client that withholds pays the same invoice."""
    invoice = quote.remote + quote.onsite
    quebec = withholding.quebec if quote.in_quebec else Decimal(0)
    kept_federal = quote.onsite * part(withholding.federal)
    kept_quebec = quote.onsite * part(quebec)
    paid = invoice - kept_federal - kept_quebec
    arrives = paid - quote.wire
    coordination = quote.client_hours * quote.client_hour
    return Landed(
        invoice=invoice,
        federal=kept_federal,
        quebec=kept_quebec,
        paid=paid,
        arrives=arrives,
        cop=arrives * quote.rate * (1 - part(quote.spread)),
        one_line=quote.remote * part(withholding.federal + quebec),
        coordination=coordination,
        landed=invoice + coordination + quote.tax + quote.credit - quote.gain,
    )


@dataclass(frozen=True, slots=True)
class Year:
    """Sales of twelve months and of the twelve expected after them, with running totals."""

    sales: tuple[Decimal, ...]
    totals: tuple[Decimal, ...]
    """What the twelve months that end with each one add up to."""
    passed: int | None
    """The first month, from 0, whose total is above the threshold."""


def threshold_year(sales: Sequence[Decimal], expected: Decimal, threshold: Decimal) -> Year:
    """Add up the sales that count; those to registered customers are left out by the caller."""
    whole = (*sales, *[expected] * MONTHS)
    totals = tuple(
        sum(whole[max(0, at + 1 - MONTHS) : at + 1], Decimal(0)) for at in range(len(whole))
    )
    passed = next((at for at, total in enumerate(totals) if total > threshold), None)
    return Year(whole, totals, passed)


@dataclass(frozen=True, slots=True)
class WorkDay:
    """Working hours by the clock of the place; an end not after the start is the next day's."""

    start: dt.time
    end: dt.time


@dataclass(frozen=True, slots=True)
class Overlap:
    """How a city's working day lies beside Bogotá's."""

    ahead: dt.timedelta
    """How far the city's clock is ahead of Bogotá's at noon there; negative when behind."""
    start: dt.datetime
    """When the city starts, by Bogotá's clock."""
    end: dt.datetime
    shared: dt.timedelta


def overlap(day: dt.date, home: WorkDay, away: WorkDay, city: str) -> Overlap:
    """Compare a working day of Bogotá with those of a city of `CITIES`.

    The city's days before and after count too, for work that goes past midnight.
    """
    place = CITIES[city]
    noon = dt.datetime.combine(day, dt.time(12), zone(HOME))
    local = noon.astimezone(zone(place)).replace(tzinfo=None)
    first, last = _span(day, home, HOME)
    shared = dt.timedelta()
    for other in (day - _DAY, day, day + _DAY):
        start, end = _span(other, away, place)
        shared += max(dt.timedelta(), min(last, end) - max(first, start))
    start, end = (moment.astimezone(zone(HOME)) for moment in _span(day, away, place))
    return Overlap(local - noon.replace(tzinfo=None), start, end, shared)


def _span(day: dt.date, work: WorkDay, place: str) -> tuple[dt.datetime, dt.datetime]:
    """Return start and end in UTC, where differences are real time."""
    last = day if work.end > work.start else day + _DAY
    start = dt.datetime.combine(day, work.start, zone(place))
    end = dt.datetime.combine(last, work.end, zone(place))
    return start.astimezone(dt.UTC), end.astimezone(dt.UTC)


def minutes(span: dt.timedelta) -> int:
    """Return whole minutes; negative for a negative span."""
    return span // _MINUTE
