"""What a calculator answers: a sentence, notes, and tables of steps, in the reader's language."""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import flask_babel

from courses.calculators import formulas, rates
from courses.calculators.formulas import MONTHS
from courses.calculators.printed import (
    AMOUNT,
    CAD,
    COP,
    HOURS,
    PERCENT,
    WHOLE_CAD,
    clock,
    long_date,
    month,
    printed,
)
from courses.calculators.steps import CITY_NAMES, LANDED, RATE_CARD, SUPPLIER, Step
from courses.curriculum.register import Register

_: Callable[..., str] = flask_babel.gettext
Answers = Mapping[str, Any]
"""What was typed, by the id of the question."""


@dataclass(frozen=True, slots=True)
class Row:
    """A line of a table; `strong` for the one that matters."""

    label: str
    hint: str
    cells: tuple[str, ...]
    strong: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under a head; the first column holds the labels."""

    caption: str
    head: tuple[str, ...]
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Result:
    """The answer in a sentence, what to know about it, and how it comes about."""

    answer: str
    notes: tuple[str, ...]
    tables: tuple[Table, ...]


def result_of(calculator: str, answers: Answers, register: Register) -> Result:
    """Work a sum; raises `NoPrice` or `NoBillableHours` where it has no result."""
    make = {
        "rate-card": _rate_card,
        "landed-price": _landed_price,
        "gst-threshold": _gst_threshold,
        "overlap": _overlap,
    }[calculator]
    return make(answers, register)


def rate_words(register: Register) -> dict[str, str]:
    """The rates of withholding as the steps print them."""
    kept = rates.withholding(register)
    return {"federal": printed(kept.federal, PERCENT), "quebec": printed(kept.quebec, PERCENT)}


def _rate_card(answers: Answers, register: Register) -> Result:
    del register
    card = formulas.rate_card(formulas.Role(**answers))
    answer = _(
        "Price: %(price)s an hour. On the rate card: %(listed)s.",
        price=printed(card.price, CAD),
        listed=printed(card.listed, WHOLE_CAD),
    )
    notes = (
        _(
            "The classic error adds the margin to the cost: the price comes out %(short)s lower "
            "and your margin pays for it.",
            short=printed(card.short, CAD),
        ),
    )
    return Result(answer, notes, (_steps(_("Step by step"), RATE_CARD, card),))


def _landed_price(answers: Answers, register: Register) -> Result:
    typed = dict(answers)
    in_quebec = typed.pop("province") == "quebec"
    quote = formulas.Quote(in_quebec=in_quebec, **typed)
    landed = formulas.landed_price(quote, rates.withholding(register))
    words = rate_words(register)
    answer = _(
        "The client ends up paying %(landed)s; %(arrives)s reach your account, that is %(cop)s.",
        landed=printed(landed.landed, CAD),
        arrives=printed(landed.arrives, CAD),
        cop=printed(landed.cop, COP),
    )
    notes = [
        _(
            "What is withheld is an advance of tax: ask a professional whether a waiver or a "
            "return in Canada applies to your case."
        )
    ]
    if landed.one_line:
        notes.append(
            _(
                "In a single line, the client might withhold %(more)s more from you.",
                more=printed(landed.one_line, CAD),
            )
        )
    shown = [step for step in SUPPLIER if in_quebec or step.attr != "quebec"]
    tables = (
        _steps(_("What reaches you"), shown, landed, words),
        _steps(_("What the client ends up paying"), LANDED, landed, words, quote),
    )
    return Result(answer, tuple(notes), tables)


def _steps(
    caption: str,
    steps: Sequence[Step],
    values: object,
    words: Mapping[str, str] | None = None,
    typed: object = None,
) -> Table:
    rows = tuple(
        Row(
            str(step.label),
            str(step.how) % (words or {}),
            (printed(getattr(typed if step.asked else values, step.attr), step.unit),),
            step.strong,
        )
        for step in steps
    )
    return Table(caption, (_("Step"), _("Result")), rows)


def _gst_threshold(answers: Answers, register: Register) -> Result:
    limit = rates.threshold(register)
    sales = [answers[f"sales_{at}"] for at in range(1, MONTHS + 1)]
    year = formulas.threshold_year(sales, answers["expected"], limit)
    shown = MONTHS if year.passed is None else max(MONTHS, year.passed + 1)
    rows = tuple(
        Row(
            month(month_after(answers["first"], at)),
            _("expected") if at >= MONTHS else "",
            (printed(year.sales[at], AMOUNT), printed(year.totals[at], AMOUNT)),
            at == year.passed,
        )
        for at in range(shown)
    )
    notes = [
        _(
            "%(sales)s to registered customers are left out.",
            sales=printed(answers["registered"], CAD),
        )
    ]
    if answers["first"].month != 1:
        notes.append(_("Twelve months need not start in January."))
    head = (_("Month"), _("Sales (CAD)"), _("Last twelve months (CAD)"))
    table = Table(_("Month by month"), head, rows)
    return Result(_passed(year, answers["first"], limit), tuple(notes), (table,))


def _passed(year: formulas.Year, first: dt.date, limit: Decimal) -> str:
    words = {"limit": printed(limit, WHOLE_CAD)}
    if year.passed is None:
        return _(
            "The last twelve months never add up to more than %(limit)s, not even in the year "
            "that follows if you sell what you expect.",
            **words,
        )
    words["month"] = month(month_after(first, year.passed))
    if year.passed < MONTHS:
        return _("With %(month)s, the last twelve months add up to more than %(limit)s.", **words)
    return _(
        "Not yet. If you go on selling what you expect, the last twelve months add up to more "
        "than %(limit)s with %(month)s.",
        **words,
    )


def month_after(first: dt.date, count: int) -> dt.date:
    """The first day of the month so many months later."""
    years, at = divmod(first.month - 1 + count, 12)
    return dt.date(first.year + years, at + 1, 1)


def _overlap(answers: Answers, register: Register) -> Result:
    del register
    home = formulas.WorkDay(answers["home_start"], answers["home_end"])
    away = formulas.WorkDay(answers["away_start"], answers["away_end"])
    rows, spans = [], []
    for city, name in CITY_NAMES.items():
        found = formulas.overlap(answers["day"], home, away, city)
        spans.append(found.shared)
        times = f"{_clock(found.start, answers['day'])}–{_clock(found.end, answers['day'])}"
        rows.append(Row(str(name), _difference(found.ahead), (times, _hours(found.shared))))
    notes = [
        _("Holidays and weekends are not counted: look them up for the client's province."),
        _("Provinces may change their clocks: check again when the date is near."),
    ]
    if any("(" in row.cells[0] for row in rows):
        notes.append(_("(+1) is the next day and (−1) the day before, in Bogotá."))
    head = (_("City"), _("Client's day by Bogotá's clock"), _("In common"))
    return Result(
        _shared(answers["day"], spans), tuple(notes), (Table(_("City by city"), head, tuple(rows)),)
    )


def _shared(day: dt.date, spans: Sequence[dt.timedelta]) -> str:
    words = {"date": long_date(day), "least": _hours(min(spans)), "most": _hours(max(spans))}
    if min(spans) == max(spans):
        return _("On %(date)s you share %(most)s of work with each of the six cities.", **words)
    return _(
        "On %(date)s you share from %(least)s to %(most)s of work, depending on the city.", **words
    )


def _hours(span: dt.timedelta) -> str:
    return printed(Decimal(formulas.minutes(span)) / 60, HOURS)


def _difference(ahead: dt.timedelta) -> str:
    if not ahead:
        return _("the same time as Bogotá")
    hours = _hours(abs(ahead))
    if ahead > dt.timedelta():
        return _("%(hours)s ahead of Bogotá", hours=hours)
    return _("%(hours)s behind Bogotá", hours=hours)


def _clock(moment: dt.datetime, day: dt.date) -> str:
    away = (moment.date() - day).days
    return clock(moment) + (f" ({away:+d})".replace("-", "−") if away else "")
