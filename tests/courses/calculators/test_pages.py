"""Calculators in a lesson, on their own page without scripts, and as sheets on paper."""

import re
from typing import Any
from urllib.parse import urlencode, urljoin

import html5lib
import pytest
from flask import Flask

from courses.calculators.catalogue import ALL
from courses.calculators.drawing import draw_worksheet
from courses.curriculum.values import Language
from courses.publishing import publish
from lms.db import Database
from lms.permissions import Role
from tests.courses.calculators.programmes import programme, register
from tests.courses.learners import Learner, make_learner
from tests.factories import Visitor, make_user

LESSON = "/lesson/1-start"
NBSP = "\N{NO-BREAK SPACE}"


@pytest.fixture
def learner(database: Database) -> Learner:
    with database.writing() as session:
        return make_learner(session, programme())


@pytest.fixture
def trainee(app: Flask, learner: Learner) -> Visitor:
    return Visitor(app, learner.user)


def spoken(app: Flask, database: Database, learner: Learner, language: str) -> Visitor:
    """The learner's browser, in a language."""
    with database.writing() as session:
        user = session.merge(learner.user)
        user.language = language
    return Visitor(app, learner.user, language)


def tree(page: str) -> Any:
    return html5lib.parse(page, namespaceHTMLElements=False)


def form_of(page: str, calculator: str) -> Any:
    return tree(page).find(f".//form[@id='{calculator}']")


def typed(form: Any) -> dict[str, str]:
    """What a browser would send for the form as it stands."""
    sent = {field.get("name"): field.get("value", "") for field in form.iter("input")}
    for select in form.iter("select"):
        chosen = select.find("option[@selected]")
        sent[select.get("name")] = chosen.get("value")
    return sent


def words(element: Any) -> str:
    return " ".join(" ".join(element.itertext()).split())


def result(page: str, calculator: str) -> str:
    return words(tree(page).find(f".//div[@id='{calculator}-result']")).replace(NBSP, " ")


class Desk:
    """A trainee who submits the form of a lesson, as a browser without scripts does."""

    def __init__(self, visitor: Visitor, learner: Learner, calculator: str) -> None:
        self.visitor, self.calculator = visitor, calculator
        self.lesson = learner.url(LESSON)
        form = form_of(visitor.get(self.lesson).text, calculator)
        self.page = urljoin(self.lesson, form.get("action"))
        self.sent = typed(form)

    def ask(self, **changes: str) -> Any:
        """The answer to what the lesson came filled in with, but for these changes."""
        return self.visitor.get(f"{self.page}?{urlencode(self.sent | changes)}")

    def result(self, **changes: str) -> str:
        """The words of the result."""
        answer = self.ask(**changes)
        assert answer.status_code == 200
        return result(answer.text, self.calculator)


@pytest.fixture
def desk(trainee: Visitor, learner: Learner) -> Any:
    return lambda calculator: Desk(trainee, learner, calculator)


def test_the_lesson_draws_the_same_forms_for_everyone(
    app: Flask, database: Database, learner: Learner, trainee: Visitor
) -> None:
    with database.writing() as session:
        other = make_learner(session, programme(), name="Pasto 2026")
    mine = trainee.get(learner.url(LESSON)).text
    hers = Visitor(app, other.user).get(other.url(LESSON)).text
    assert str(learner.enrolment_id) != str(other.enrolment_id)
    for calculator in ALL:
        drawn = form_of(mine, calculator)
        assert words(drawn) == words(form_of(hers, calculator))
        assert drawn.get("action") == f"../calculators/{calculator}"
        assert drawn.get("method") == "get"
        for page, owner in ((mine, learner), (hers, other)):
            at = urljoin(owner.url(LESSON), form_of(page, calculator).get("action"))
            assert at == owner.url(f"/calculators/{calculator}")


def test_the_page_opens_with_teaching_numbers_and_without_a_result(
    trainee: Visitor, learner: Learner
) -> None:
    for calculator in ALL:
        page = trainee.get(learner.url(f"/calculators/{calculator}"))
        assert page.status_code == 200
        assert result(page.text, calculator) == ""
        assert "números de enseñanza" in page.text
        assert f'href="{learner.url(LESSON)}#{calculator}"' in page.text
        lesson = form_of(trainee.get(learner.url(LESSON)).text, calculator)
        assert typed(form_of(page.text, calculator)) == typed(lesson)


def test_the_rate_card_shows_the_worked_example_step_by_step(desk: Any) -> None:
    told = desk("rate-card").result()
    assert "Precio: CAD 76,50 por hora. En el tarifario: CAD 77." in told
    for line in (
        "Pago con carga al año salario mensual × 12 × (1 + carga) COP 147.900.000",
        "Costo anual pago con carga + herramientas + gastos generales COP 193.875.000",
        "Horas facturables horas de trabajo × utilización 1.408 h",
        "Costo de una hora costo anual ÷ horas facturables COP 137.695",
        "COP 2.517,50",
        "Costo de una hora en CAD costo de una hora ÷ tasa prudente CAD 54,70",
        "El error clásico costo × (1 + margen): eso es un recargo CAD 66,73",
    ):
        assert line in told
    assert "herramienta de enseñanza" in told


def test_the_rate_card_in_english(app: Flask, database: Database, learner: Learner) -> None:
    told = Desk(spoken(app, database, learner, "en"), learner, "rate-card").result()
    assert "Price: CAD 76.50 an hour. On the rate card: CAD 77." in told
    assert "COP 147,900,000" in told
    assert "The classic error" in told
    assert "CAD 66.73" in told


def test_both_manners_of_writing_numbers_give_one_result(desk: Any) -> None:
    card = desk("rate-card")
    spanish = card.result(pay="COP 9.500.000,50", fees="1,5", rate="2.650")
    english = card.result(pay="9,500,000.50", fees="1.5", rate="2,650")
    assert spanish == english
    assert "Precio" in spanish


def test_the_landed_price_tells_both_sides(desk: Any) -> None:
    quote = desk("landed-price")
    told = quote.result(wire="0", spread="0")
    assert "Retención federal trabajo presencial × 15 % CAD 924,00" in told
    assert "Retención de Quebec trabajo presencial × 9 % CAD 554,40" in told
    assert "Lo que el cliente transfiere factura − retención CAD 10.841,60" in told
    assert "podría retenerle CAD 1.478,40 más" in told
    assert "Precio puesto la suma CAD 10.620,00" in told
    assert "Material formativo general" in told
    elsewhere = quote.result(province="elsewhere")
    assert "Retención de Quebec" not in elsewhere
    assert "Retención federal trabajo presencial × 15 % CAD 924,00" in elsewhere
    assert "En una sola línea" not in quote.result(remote="0")


def test_the_threshold_names_the_month_and_leaves_registered_customers_out(desk: Any) -> None:
    course = desk("gst-threshold")
    told = course.result()
    assert "Con marzo de 2027, los últimos doce meses suman más de CAD 30.000." in told
    assert "Los CAD 40.000,00 de clientes registrados quedan por fuera." in told
    assert "marzo de 2027 3.200,00 31.600,00" in told
    assert told == course.result(registered="999999").replace("999.999,00", "40.000,00")
    later = course.result(sales_12="1500", expected="4000")
    assert "Todavía no." in later
    assert "con abril de 2027." in later
    assert "abril de 2027 esperado 4.000,00 31.900,00" in later
    assert "nunca suman más de CAD 30.000" in course.result(sales_12="0", expected="0")


def test_a_year_that_ends_past_the_last_date_is_counted(desk: Any) -> None:
    assert "noviembre de 2100" in desk("gst-threshold").result(first="2099-12")


def test_the_overlap_compares_six_cities(desk: Any) -> None:
    hours = desk("overlap")
    told = hours.result()
    assert "El 10 de diciembre de 2026 comparte de 6 h a 8 h de trabajo, según la ciudad." in told
    for line in (
        "Toronto la misma hora de Bogotá 9:00–17:00 8 h",
        "Montreal la misma hora de Bogotá 9:00–17:00 8 h",
        "Halifax 1 h adelante de Bogotá 8:00–16:00 8 h",
        "Winnipeg la misma hora de Bogotá 9:00–17:00 8 h",
        "Calgary 1 h detrás de Bogotá 10:00–18:00 7 h",
        "Vancouver 2 h detrás de Bogotá 11:00–19:00 6 h",
    ):
        assert line in told
    july = hours.result(day="2027-07-08", home_end="16:30", away_end="17:15")
    assert "Toronto 1 h adelante de Bogotá 8:00–16:15 8,25 h" in july
    assert "(+1) es el día siguiente" not in july
    night = hours.result(away_start="20", away_end="4", home_start="22:00", home_end="6:00")
    assert "Vancouver 2 h detrás de Bogotá 22:00–6:00 (+1) 8 h" in night
    assert "(+1) es el día siguiente" in night


@pytest.mark.parametrize(
    ("calculator", "field", "text", "told"),
    [
        ("rate-card", "pay", "mucho", "Escriba un número, como 1.250,5."),
        ("rate-card", "pay", "", "Complete este campo."),
        ("rate-card", "pay", "   ", "Escriba un número"),
        ("rate-card", "pay", "-1", "Escriba un número de 1 a 1.000.000.000.000."),
        ("rate-card", "pay", "9" * 30, "Escriba un número de 1 a 1.000.000.000.000."),
        ("rate-card", "pay", "9" * 401, "Escriba un número, como"),
        ("rate-card", "pay", "1e400", "Escriba un número, como"),
        ("rate-card", "pay", "10^400", "Escriba un número, como"),
        ("rate-card", "pay", "NaN", "Escriba un número, como"),
        ("rate-card", "pay", "Infinity", "Escriba un número, como"),
        ("rate-card", "pay", "<script>alert(1)</script>", "Escriba un número, como"),
        ("rate-card", "utilisation", "0", "Escriba un número de 1 a 100."),
        ("rate-card", "utilisation", "101", "Escriba un número de 1 a 100."),
        ("rate-card", "rate", "0", "Escriba un número de 1 a 1.000.000."),
        ("rate-card", "days_off", "260", "Esos días no dejan ninguna hora para cobrar."),
        ("rate-card", "days_off", "300", "Esos días no dejan ninguna hora para cobrar."),
        ("rate-card", "margin", "93,5", "deben quedar por debajo de 100"),
        ("rate-card", "margin", "100", "deben quedar por debajo de 100"),
        ("landed-price", "onsite", "x", "Escriba un número, como"),
        ("landed-price", "province", "ontario", "Opción inválida."),
        ("gst-threshold", "sales_7", "-5", "Escriba un número de 0 a 1.000.000.000."),
        ("gst-threshold", "first", "2026-13", "Escriba un año y un mes"),
        ("overlap", "day", "2026-02-30", "Escriba una fecha entre 2000 y 2099"),
        ("overlap", "day", "9999-12-31", "Escriba una fecha entre 2000 y 2099"),
        ("overlap", "home_start", "25:00", "Escriba una hora del día"),
    ],
)
def test_what_cannot_be_read_is_told_at_its_field_and_nothing_typed_is_lost(
    desk: Any, calculator: str, field: str, text: str, told: str
) -> None:
    asked = desk(calculator)
    answer = asked.ask(**{field: text})
    assert answer.status_code == 422
    shown = form_of(answer.text, calculator)
    wrong = [one for one in shown.iter() if one.get("aria-invalid")]
    assert [one.get("name") for one in wrong] == [field]
    place = wrong[0].get("id")
    error = shown.find(f".//p[@id='{place}-error']")
    assert told in words(error).replace(NBSP, " ")
    assert f"{place}-error" in wrong[0].get("aria-describedby")
    kept = typed(shown) if wrong[0].tag == "input" else None
    if kept is not None:
        assert kept == asked.sent | {field: text}
    assert "Todavía no hay resultado" in result(answer.text, calculator)
    assert f'href="#{place}"' in answer.text
    assert "<script>alert" not in answer.text


def test_errors_come_in_the_readers_language(
    app: Flask, database: Database, learner: Learner
) -> None:
    desk = Desk(spoken(app, database, learner, "en"), learner, "rate-card")
    page = desk.ask(pay="x", margin="100,5").text
    assert "Write a number, such as 1,250.5." in page
    assert "Write a number from 0 to 100." in page


def test_an_address_with_some_answers_asks_for_the_others(
    trainee: Visitor, learner: Learner
) -> None:
    answer = trainee.get(learner.url("/calculators/overlap?day=2026-12-10"))
    assert answer.status_code == 422
    assert typed(form_of(answer.text, "overlap"))["day"] == "2026-12-10"
    assert answer.text.count("Complete este campo.") == 8  # four fields, and the summary


def test_extremes_have_a_result(desk: Any) -> None:
    card = desk("rate-card")
    most = {"pay": "1000000000000", "load": "300", "tools": "1000000000000", "overhead": "500"}
    least = {"weekdays": "1.000001", "days_off": "0", "hours": "1", "utilisation": "100"}
    shares = {"margin": "99,999999", "contingency": "0", "fees": "0"}
    told = card.result(**most, **least, **shares, rate="1", prudence="50")
    assert "Precio: CAD" in told
    assert "−CAD" in desk("landed-price").result(wire="999999999")


def test_a_changed_fact_changes_the_calculator(
    database: Database, desk: Any, trainee: Visitor, learner: Learner
) -> None:
    assert "trabajo presencial × 15 % CAD 924,00" in desk("landed-price").result()
    changed = programme(
        F_TCA_1=("20 %", "20%"),
        F_TCA_3=("10 %", "10%"),
        F_TCA_6=("CAD 50.000", "CAD 50,000"),
        F_FX_5=("COP 3.000", "COP 3,000"),
    )
    with database.writing() as session:
        publish(session, changed)
    told = desk("landed-price").result()
    assert "trabajo presencial × 20 % CAD 1.232,00" in told
    assert "trabajo presencial × 10 % CAD 616,00" in told
    assert "CAD 50.000" in desk("gst-threshold").result()
    lesson = form_of(trainee.get(learner.url(LESSON)).text, "rate-card")
    assert typed(lesson)["rate"] == "3.000"


def test_the_page_cites_the_facts_behind_the_rates(trainee: Visitor, learner: Learner) -> None:
    page = trainee.get(learner.url("/calculators/landed-price")).text
    for fact in ("F-TCA-1", "F-TCA-3", "F-FX-5"):
        assert f"{fact} dice" in page
    assert "Al 23 de noviembre de 2026." in page
    assert "De dónde salen las tasas" not in trainee.get(learner.url("/calculators/overlap")).text


def test_only_the_calculators_of_an_own_open_module_are_there(
    app: Flask, database: Database, trainee: Visitor, learner: Learner
) -> None:
    for calculator in ("nothing", "../rate-card", "rate-card/x"):
        assert trainee.get(learner.url(f"/calculators/{calculator}")).status_code == 404
    locked = trainee.get(learner.url("/calculators/overlap", code="M2"))
    assert (locked.status_code, locked.location) == (303, learner.url("", code="M2"))
    with database.writing() as session:
        stranger = make_user(session, Role.TRAINEE)
        trainer = make_user(session, Role.TRAINER)
    assert Visitor(app, stranger).get(learner.url("/calculators/overlap")).status_code == 404
    assert Visitor(app, trainer).get(learner.url("/calculators/overlap")).status_code == 403


def test_a_module_without_the_calculator_has_no_such_page(app: Flask, database: Database) -> None:
    with database.writing() as session:
        learner = make_learner(session, programme(("overlap",)))
    trainee = Visitor(app, learner.user)
    assert trainee.get(learner.url("/calculators/overlap")).status_code == 200
    assert trainee.get(learner.url("/calculators/rate-card")).status_code == 404


SHEETS: dict[Language, dict[str, str]] = {
    "es": {
        "rate-card": "Salario mensual (COP) 8.500.000",
        "landed-price": "Retención federal trabajo presencial × 15 %",
        "gst-threshold": "Mes 12 3.200",
        "overlap": "Fecha 2026-12-10",
    },
    "en": {
        "rate-card": "Monthly pay (COP) 8,500,000",
        "landed-price": "Where the on-site work is done Québec",
        "gst-threshold": "Month 12 3,200",
        "overlap": "You finish 17:00",
    },
}


@pytest.mark.parametrize("language", SHEETS)
@pytest.mark.parametrize("calculator", ALL)
def test_on_paper_a_calculator_is_a_table_to_fill_in(
    app: Flask, language: Language, calculator: str
) -> None:
    with app.app_context():
        sheet = draw_worksheet(calculator, register(), language)
    drawn = tree(sheet)
    asked, *steps = drawn.findall(".//table")
    assert SHEETS[language][calculator] in words(drawn).replace(NBSP, " ")
    rows = asked.findall(".//tbody/tr")
    assert len(rows) == len(ALL[calculator].asks)
    assert all(words(row.findall("td")[-1]) == "" for row in rows)
    for table in steps:
        cells = table.findall(".//tbody//td")
        assert len(cells) >= 6
        assert all(words(cell) == "" for cell in cells)
    assert not re.search("<(form|input|script)", sheet)
