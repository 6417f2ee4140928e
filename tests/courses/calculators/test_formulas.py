"""The sums themselves: the worked examples of the lessons, and what always holds."""

import datetime as dt
from dataclasses import fields, replace
from decimal import Decimal

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from courses.calculators.asks import Calculator
from courses.calculators.catalogue import LANDED_PRICE, RATE_CARD
from courses.calculators.formulas import (
    CITIES,
    MONTHS,
    NoBillableHours,
    NoPrice,
    Quote,
    Role,
    Withholding,
    WorkDay,
    landed_price,
    overlap,
    price_of,
    rate_card,
    threshold_year,
)
from courses.curriculum.zones import zone

ROLE = Role(
    pay=Decimal(8_500_000),
    load=Decimal(45),
    tools=Decimal(9_000_000),
    overhead=Decimal(25),
    weekdays=Decimal(260),
    days_off=Decimal(18 + 15 + 3 + 4),
    hours=Decimal(8),
    utilisation=Decimal(80),
    rate=Decimal(2650),
    prudence=Decimal(5),
    margin=Decimal(22),
    contingency=Decimal(5),
    fees=Decimal("1.5"),
)
QUOTE = Quote(
    remote=Decimal(0),
    onsite=Decimal(6160),
    in_quebec=True,
    client_hours=Decimal(0),
    client_hour=Decimal(0),
    tax=Decimal(0),
    credit=Decimal(0),
    gain=Decimal(0),
    wire=Decimal(0),
    spread=Decimal(0),
    rate=Decimal(2650),
)
KEPT = Withholding(Decimal(15), Decimal(9))
OFFICE = WorkDay(dt.time(8), dt.time(17))
CLIENT = WorkDay(dt.time(9), dt.time(17))
DECEMBER, JULY = dt.date(2026, 12, 10), dt.date(2027, 7, 8)
HOUR = dt.timedelta(hours=1)

shares = st.decimals(0, 100, places=2)
amounts = st.decimals(0, 10**9, places=2)
days = st.dates(dt.date(2000, 1, 1), dt.date(2099, 12, 31))
times = st.times().map(lambda moment: moment.replace(second=0, microsecond=0))
work = st.builds(WorkDay, times, times)


def cents(value: Decimal) -> Decimal:
    return round(value, 2)


def test_the_worked_example_of_the_pricing_module() -> None:
    card = rate_card(ROLE)
    assert card.loaded == 147_900_000
    assert card.overhead == 36_975_000
    assert card.annual == 193_875_000
    assert (card.days, card.working, card.billable) == (220, 1760, 1408)
    assert round(card.cost) == 137_695
    assert card.prudent == Decimal("2517.5")
    assert cents(card.cost_cad) == Decimal("54.70")
    assert cents(card.price) == Decimal("76.50")
    assert card.listed == 77
    assert cents(card.marked_up) == Decimal("66.73")
    assert round(card.short) == 10


def test_a_quarter_of_the_price_is_more_than_a_quarter_of_the_cost() -> None:
    assert cents(price_of(Decimal(55), Decimal(25))) == Decimal("73.33")


@pytest.mark.parametrize("margin", ["93.5", "93.51", "100"])
def test_a_price_that_leaves_nothing_for_the_cost_is_refused(margin: str) -> None:
    with pytest.raises(NoPrice):
        rate_card(replace(ROLE, margin=Decimal(margin)))
    assert rate_card(replace(ROLE, margin=Decimal("93.49"))).price > 0


def test_days_off_must_leave_something_to_bill() -> None:
    for days_off in (Decimal(260), Decimal(300)):
        with pytest.raises(NoBillableHours):
            rate_card(replace(ROLE, days_off=days_off))


@given(pay=amounts, rate=st.decimals(1, 10**6, places=2), margin=shares, contingency=shares)
def test_the_price_always_pays_cost_margin_contingency_and_fees(
    pay: Decimal, rate: Decimal, margin: Decimal, contingency: Decimal
) -> None:
    assume(margin + contingency + ROLE.fees < 100)
    card = rate_card(replace(ROLE, pay=pay, rate=rate, margin=margin, contingency=contingency))
    spent = card.price * (margin + contingency + ROLE.fees) / 100
    assert abs(card.price - spent - card.cost_cad) < card.price / 10**15
    assert card.listed - 1 < card.price <= card.listed
    assert card.short >= 0


def test_the_workshop_in_montreal_of_the_quiz() -> None:
    landed = landed_price(QUOTE, KEPT)
    assert landed.federal + landed.quebec == Decimal("1478.40")
    assert landed.paid == Decimal("4681.60")


def test_the_two_lines_of_the_lesson_and_the_single_one() -> None:
    landed = landed_price(replace(QUOTE, remote=Decimal(6160)), KEPT)
    assert landed.arrives == Decimal("10841.60")
    assert landed.arrives - landed.one_line == Decimal("9363.20")


def test_only_the_on_site_part_is_withheld_from_and_quebec_adds_its_own() -> None:
    quote = replace(QUOTE, remote=Decimal(40_000), onsite=Decimal(10_000), in_quebec=False)
    landed = landed_price(quote, KEPT)
    assert (landed.federal, landed.quebec) == (1500, 0)


def test_the_clients_landed_price_of_the_lesson() -> None:
    quote = replace(
        QUOTE,
        remote=Decimal(20_000),
        onsite=Decimal(0),
        client_hours=Decimal(30),
        client_hour=Decimal(60),
        gain=Decimal(3500),
    )
    assert landed_price(quote, KEPT).landed == 18_300


@given(remote=amounts, onsite=amounts, wire=amounts, in_quebec=st.booleans(), spread=shares)
def test_every_dollar_of_the_invoice_goes_somewhere(
    remote: Decimal, onsite: Decimal, wire: Decimal, *, in_quebec: bool, spread: Decimal
) -> None:
    quote = replace(
        QUOTE, remote=remote, onsite=onsite, wire=wire, in_quebec=in_quebec, spread=spread
    )
    landed = landed_price(quote, KEPT)
    assert landed.arrives + wire + landed.federal + landed.quebec == remote + onsite
    assert landed.landed == landed.invoice
    kept_of_all = (remote + onsite) * (24 if in_quebec else 15) / 100
    assert landed.federal + landed.quebec + landed.one_line == kept_of_all


def sales(*values: int) -> list[Decimal]:
    return [Decimal(value) for value in values]


MARISOL = sales(2000, 2000, 2200, 2300, 2400, 2400, 2900, 3000, 3000, 3100, 3100, 3200)


def test_the_threshold_is_passed_in_the_month_of_the_lesson() -> None:
    year = threshold_year(MARISOL, Decimal(0), Decimal(30_000))
    assert year.totals[11] == 31_600
    assert year.passed == 11  # March, when the course starts counting in April


def test_exactly_the_threshold_does_not_pass_it() -> None:
    year = threshold_year(sales(*[2500] * 12), Decimal(2500), Decimal(30_000))
    assert year.passed is None
    one_more = threshold_year(sales(*[2500] * 12), Decimal("2500.01"), Decimal(30_000))
    assert one_more.passed == 12


def test_old_months_leave_the_running_total() -> None:
    year = threshold_year(sales(20_000, *[0] * 11), Decimal(1000), Decimal(30_000))
    assert year.totals[11:14] == (20_000, 1000, 2000)
    assert year.passed is None


@given(st.lists(amounts, min_size=12, max_size=12), amounts, amounts)
def test_totals_are_sums_of_twelve_months_and_the_first_above_the_threshold_is_told(
    typed: list[Decimal], expected: Decimal, threshold: Decimal
) -> None:
    year = threshold_year(typed, expected, threshold)
    assert year.totals[MONTHS - 1] == sum(typed)
    assert year.totals[-1] == expected * MONTHS
    before = year.totals if year.passed is None else year.totals[: year.passed]
    assert all(total <= threshold for total in before)
    assert year.passed is None or year.totals[year.passed] > threshold


def shared(day: dt.date, city: str) -> dt.timedelta:
    return overlap(day, OFFICE, CLIENT, city).shared


def test_the_overlaps_of_the_quiz() -> None:
    assert shared(dt.date(2026, 11, 25), "vancouver") == 6 * HOUR
    assert shared(JULY, "toronto") == 8 * HOUR


@pytest.mark.parametrize(
    ("city", "december", "july"),
    [
        ("toronto", 0, 1),
        ("montreal", 0, 1),
        ("halifax", 1, 2),
        ("winnipeg", 0, 0),
        ("calgary", -1, -1),
        ("vancouver", -2, -2),
    ],
)
def test_cities_are_ahead_or_behind_as_the_register_says(
    city: str, december: int, july: int
) -> None:
    assert overlap(DECEMBER, OFFICE, CLIENT, city).ahead == december * HOUR
    assert overlap(JULY, OFFICE, CLIENT, city).ahead == july * HOUR


@pytest.mark.parametrize(("place", "hours"), [("Vancouver", -7), ("Edmonton", -6)])
def test_the_west_no_longer_changes_its_clocks(place: str, hours: int) -> None:
    for day in (DECEMBER, JULY):
        noon = dt.datetime.combine(day, dt.time(12), zone(f"America/{place}"))
        assert noon.utcoffset() == hours * HOUR


def test_work_past_midnight_meets_the_clients_next_day() -> None:
    night = WorkDay(dt.time(22), dt.time(10))
    assert overlap(DECEMBER, night, CLIENT, "toronto").shared == HOUR
    client = WorkDay(dt.time(20), dt.time(4))
    assert overlap(DECEMBER, WorkDay(dt.time(0), dt.time(6)), client, "toronto").shared == 4 * HOUR


def test_the_clients_day_is_told_by_bogotas_clock() -> None:
    found = overlap(DECEMBER, OFFICE, CLIENT, "vancouver")
    assert (found.start.hour, found.end.hour) == (11, 19)


@given(day=days, home=work, away=work, city=st.sampled_from(sorted(CITIES)))
def test_shared_hours_are_never_negative_nor_longer_than_a_working_day(
    day: dt.date, home: WorkDay, away: WorkDay, city: str
) -> None:
    found = overlap(day, home, away, city)
    minutes = (home.end.hour - home.start.hour) * 60 + home.end.minute - home.start.minute
    length = dt.timedelta(minutes=minutes if minutes > 0 else minutes + 24 * 60)
    assert dt.timedelta() <= found.shared <= length
    assert abs(found.ahead) <= 4 * HOUR
    assert found.start < found.end


@pytest.mark.parametrize(("calculator", "asked"), [(RATE_CARD, Role), (LANDED_PRICE, Quote)])
def test_a_calculator_asks_what_its_formula_takes(
    calculator: Calculator, asked: type[Role | Quote]
) -> None:
    renamed = {"province": "in_quebec"}
    ids = {renamed.get(ask.id, ask.id) for ask in calculator.asks}
    assert ids == {field.name for field in fields(asked)}
