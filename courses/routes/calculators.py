"""The page of a calculator, where its form goes from the lesson that holds it."""

from flask import abort, render_template, request
from flask_babel import gettext as _

from courses.calculators.catalogue import ALL
from courses.calculators.drawing import draw_in_lesson
from courses.calculators.forms import calculator_form
from courses.calculators.formulas import NoBillableHours, NoPrice
from courses.calculators.rates import facts_for
from courses.calculators.results import Result, result_of
from courses.content import register_of
from courses.curriculum.check_markup import figures
from courses.curriculum.register import Register
from courses.curriculum.render import Calculator
from courses.curriculum.schema import Lesson, Module
from courses.queries import Place
from courses.routes.base import base_url, bp, opened
from lms.db import reading
from lms.forms import Form
from lms.permissions import Permission, requires

Answer = str | tuple[str, int]


@bp.get("/<int:enrolment_id>/<code>/calculators/<calculator>")
@requires(Permission.LEARN)
def calculator(enrolment_id: int, code: str, calculator: str) -> Answer:
    """The form, and with an answer in the address the result above it."""
    place, module = opened(enrolment_id, code)
    lesson = _lesson_with(calculator, module)
    if lesson is None:
        abort(404)
    asked, register = ALL[calculator], _register(place)
    form = calculator_form(asked, register, request.args or None)
    result = _result(asked.id, form, register) if request.args and form.validate() else None
    page = render_template(
        "courses/calculator.html",
        calculator=asked,
        form=form,
        result=result,
        place=place,
        base=base_url(place),
        lesson=lesson,
        back=f"{base_url(place)}/lesson/{lesson.slug}#{asked.id}",
        facts=facts_for(asked.id, register),
    )
    return (page, 422) if form.errors else page


def drawer(place: Place) -> Calculator:
    """What draws the calculators of a lesson."""

    def draw(calculator_id: str) -> str:
        return draw_in_lesson(calculator_id, _register(place))

    return draw


def _register(place: Place) -> Register:
    return register_of(reading(), place.programme_id, place.register_sha)


def _lesson_with(calculator_id: str, module: Module) -> Lesson | None:
    """The first lesson of the module that holds the calculator."""
    held = ("calculator", calculator_id)
    return next((one for one in module.lessons if held in figures(one.body.es)), None)


def _result(calculator_id: str, form: Form, register: Register) -> Result | None:
    """Work the sum; what has no result is said at the field that can mend it."""
    try:
        return result_of(calculator_id, form.data, register)
    except NoBillableHours:
        form["days_off"].errors = [_("These days leave no hour to bill.")]
    except NoPrice:
        form["margin"].errors = [_("Together, margin, contingency and fees must stay below 100%.")]
    return None
