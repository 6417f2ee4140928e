"""Calculators as HTML: in a lesson, where everyone sees the same, and as a sheet on paper."""

from collections.abc import Iterator

from flask import current_app, render_template
from flask_babel import force_locale

from courses.calculators.asks import Calculator
from courses.calculators.catalogue import ALL
from courses.calculators.forms import calculator_form, default_text
from courses.calculators.results import Table, result_of
from courses.curriculum.register import Register
from courses.curriculum.values import Language
from lms.i18n import LOCALES


def draw_in_lesson(calculator_id: str, register: Register) -> str:
    """The form with its teaching numbers; it goes to the calculator's own page.

    The address is relative to a lesson, so that one drawing serves every trainee.
    """
    calculator = ALL[calculator_id]
    form = calculator_form(calculator, register)
    return render_template("courses/_calculator.html", calculator=calculator, form=form)


def draw_worksheet(calculator_id: str, register: Register, language: Language) -> str:
    """The calculator as tables to fill in by hand: what it asks, then its steps.

    Needs the application, but no request.
    """
    calculator = ALL[calculator_id]
    with force_locale(str(LOCALES[language])):
        template = current_app.jinja_env.get_template("courses/_worksheet.html")
        return template.render(
            calculator=calculator,
            asked=list(_asked(calculator, register)),
            tables=_tables(calculator, register),
        )


def _asked(calculator: Calculator, register: Register) -> Iterator[tuple[str, str]]:
    """Yield each question and its teaching number."""
    for ask in calculator.asks:
        yield str(ask.label), default_text(ask, register)


def _tables(calculator: Calculator, register: Register) -> tuple[Table, ...]:
    form = calculator_form(calculator, register)
    answers = {ask.id: form[ask.id].data for ask in calculator.asks}
    return result_of(calculator.id, answers, register).tables
