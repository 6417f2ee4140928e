"""The forms of the calculators: what may be typed, and what to say when it cannot be read."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict
from wtforms import Field, SelectField, StringField, ValidationError
from wtforms.validators import InputRequired
from wtforms.widgets import TextInput

from courses.calculators.asks import Ask, Calculator, Kind
from courses.calculators.printed import PLAIN, clock, printed, typed
from courses.calculators.typed import read_date, read_month, read_number, read_time
from courses.curriculum.register import Register
from lms.forms import REQUIRED, Form, choices

THOUSAND = 1000


class ReadField(StringField):
    """A text that must be readable; what was typed is shown again as it is."""

    def __init__(
        self, *args: Any, read: Callable[[str], Any], manner: "_Manner", **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.read = read
        self.show = manner.show
        self.wrong = manner.wrong

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Read what was typed."""
        self.data = None
        if not valuelist or not valuelist[0]:
            return
        try:
            self.data = self.read(valuelist[0])
        except ValueError:
            raise ValueError(self.wrong) from None

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return "" if self.data is None else self.show(self.data)


def _between(low: Decimal, high: Decimal) -> Callable[[Form, Field], None]:
    def check(_form: Form, field: Field) -> None:
        if field.data is not None and not low <= field.data <= high:
            least, most = printed(low, PLAIN), printed(high, PLAIN)
            raise ValidationError(
                _("Write a number from %(low)s to %(high)s.", low=least, high=most)
            )

    return check


@dataclass(frozen=True, slots=True)
class _Manner:
    """How answers of a kind are read and shown, and what to say of one that cannot be read."""

    read: Callable[[str], Any]
    show: Callable[[Any], str]
    wrong: str
    input_type: str = "text"


def _manner(kind: Kind) -> _Manner:
    number = _("Write a number, such as %(example)s.", example=typed(Decimal("1250.5")))
    date = _("Write a date from 2000 to 2099, such as 2026-12-10.")
    time = _("Write a time of day, such as 8:30 or 17:00.")
    month = _("Write a year and a month, such as 2026-04.")
    return {
        "number": _Manner(read_number, typed, number),
        "date": _Manner(read_date, dt.date.isoformat, date, "date"),
        "time": _Manner(read_time, clock, time),
        "month": _Manner(read_month, lambda day: f"{day:%Y-%m}", month),
    }[kind]


def _field(calculator: str, ask: Ask) -> Any:
    place = f"{calculator}-{ask.id.replace('_', '-')}"
    required = InputRequired(REQUIRED)
    if ask.kind == "choice":
        return SelectField(ask.label, [required], id=place, choices=choices(ask.options))
    manner = _manner(ask.kind)
    checks: list[Any] = [required]
    if ask.kind == "number":
        checks.append(_between(ask.low, ask.high))
    read = _read_small if ask.high < THOUSAND else manner.read
    widget = TextInput(manner.input_type)
    return ReadField(ask.label, checks, id=place, read=read, manner=manner, widget=widget)


def _read_small(text: str) -> Decimal:
    return read_number(text, small=True)


def calculator_form(
    calculator: Calculator, register: Register, sent: MultiDict[str, str] | None = None
) -> Form:
    """The form with what was sent, or with the teaching numbers when nothing was.

    Raises `KeyError` or `ValueError` where the register lacks a figure to fill in.
    """
    fields = {ask.id: _field(calculator.id, ask) for ask in calculator.asks}
    made: type[Form] = type("CalculatorForm", (Form,), fields)
    return made(sent, data={ask.id: _default(ask, register) for ask in calculator.asks})


def _default(ask: Ask, register: Register) -> Any:
    if callable(ask.default):
        return ask.default(register)
    return Decimal(ask.default) if isinstance(ask.default, int) else ask.default


def default_text(ask: Ask, register: Register) -> str:
    """The teaching number of a question, as it stands in the form."""
    value = _default(ask, register)
    if ask.kind == "choice":
        return str(dict(ask.options)[value])
    return _manner(ask.kind).show(value)
