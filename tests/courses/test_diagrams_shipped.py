"""The diagrams of the programmes read well, draw well and agree with the register."""

from decimal import Decimal
from itertools import pairwise
from pathlib import Path

import msgspec
import pytest

from courses import curriculum
from courses.curriculum.diagrams.amounts import first_number
from courses.curriculum.diagrams.draw import describe, draw
from courses.curriculum.diagrams.hours import ahead
from courses.curriculum.diagrams.reading import read_diagram
from courses.curriculum.diagrams.schema import Bars, Diagram, Funnel, Hours, Segments
from courses.curriculum.diagrams.words import Printer, cited_references
from courses.curriculum.faults import Fault
from courses.curriculum.files import FactsFile
from courses.curriculum.reading import read, toml_source
from courses.curriculum.register import Fact
from courses.curriculum.schema import LANGUAGES, Language
from tests.courses.diagram_geometry import complaints

FOLDER = Path(curriculum.__file__).parent / "gateway"
FILES = sorted((FOLDER / "diagrams").glob("*.toml"))
NAMES = [file.stem for file in FILES]
BYTES = 4096


@pytest.fixture(scope="module")
def facts() -> dict[str, Fact]:
    """The register's facts by id."""
    source = toml_source("facts.toml", (FOLDER / "facts.toml").read_text("utf-8"), [])
    assert source is not None
    file = read(source, FactsFile)
    assert file is not None
    return {fact.id: fact for fact in file.facts}


def printer(facts: dict[str, Fact], language: Language) -> Printer:
    def fact(reference: str) -> str:
        name, _, key = reference.partition(".")
        return facts[name].printed(key or None)[language]

    return fact


def shipped(name: str) -> Diagram:
    faults: list[Fault] = []
    file = FOLDER / "diagrams" / f"{name}.toml"
    source = toml_source(f"diagrams/{file.name}", file.read_text("utf-8"), faults)
    diagram = read_diagram(source) if source else None
    assert faults == []
    assert diagram is not None
    return diagram


def test_the_lessons_have_many_drawings() -> None:
    assert len(NAMES) >= 20
    assert len({shipped(name).kind for name in NAMES}) >= 12


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_shipped_drawing_lies_well_and_stays_small(
    name: str, language: Language, facts: dict[str, Fact]
) -> None:
    diagram, fact = shipped(name), printer(facts, language)
    svg = draw(diagram, language, fact)
    assert complaints(svg) == []
    assert len(svg.encode()) <= BYTES
    assert "{fact:" not in svg
    assert f'id="dg-{name}-t"' in svg
    described = describe(diagram, language, fact)
    assert described.endswith(".")
    assert len(described) >= 80


@pytest.mark.parametrize("name", NAMES)
def test_a_shipped_drawing_takes_no_background_for_a_fact(
    name: str, facts: dict[str, Fact]
) -> None:
    for reference in cited_references(shipped(name)):
        assert facts[reference.partition(".")[0]].verification != "B", reference


def test_a_changed_fact_changes_the_drawing(facts: dict[str, Fact]) -> None:
    diagram = shipped("gst-threshold-year")
    fact = facts["F-TCA-6"]
    value = {"es": "CAD 20.000", "en": "CAD 20,000"}
    changed = msgspec.structs.replace(
        fact, values=fact.values | {"threshold": type(fact.value)(**value)}
    )
    before = draw(diagram, "es", printer(facts, "es"))
    after = draw(diagram, "es", printer(facts | {"F-TCA-6": changed}, "es"))
    assert before != after
    assert "Umbral: CAD\u00a020.000" in after


def test_the_threshold_is_crossed_in_the_last_quarter(facts: dict[str, Fact]) -> None:
    diagram = shipped("gst-threshold-year")
    assert isinstance(diagram, Bars)
    quarters = [bar.value for bar in diagram.bars if bar.value is not None]
    threshold = first_number(printer(facts, "en")("F-TCA-6.threshold"), "en")
    assert sum(quarters[:-1]) < threshold < sum(quarters) == 31_600


def test_the_price_walk_follows_from_pay_hours_and_the_prudent_rate(
    facts: dict[str, Fact],
) -> None:
    rate = first_number(printer(facts, "es")("F-FX-5.prudent"), "es")
    hours = (260 - 18 - 15 - 3 - 4) * 8 * Decimal("0.8")
    pay = Decimal(8_500_000) * 12 * Decimal("1.45")
    costs = [pay, Decimal(9_000_000), pay / 4]
    price = sum(costs) / hours / rate / (1 - Decimal("0.285"))
    parts = [cost / hours / rate for cost in costs]
    parts += [price * Decimal(share) for share in ("0.22", "0.05", "0.015")]
    diagram = shipped("price-walk")
    assert isinstance(diagram, Bars)
    shown = [bar.value for bar in diagram.bars if bar.value is not None]
    assert shown == [part.quantize(Decimal("0.0001")) for part in parts]
    assert round(sum(shown[:3]), 2) == Decimal("54.70")
    assert round(sum(shown), 2) == Decimal("76.50")
    assert round(sum(costs) / hours) == 137_695


def test_what_is_left_of_a_month_follows_from_the_rate(facts: dict[str, Fact]) -> None:
    teaching, prudent = (
        first_number(printer(facts, "es")(f"F-FX-5.{name}"), "es") for name in ("rate", "prudent")
    )
    diagram = shipped("fx-sensitivity")
    assert isinstance(diagram, Bars)
    for bar, rate in zip(diagram.bars, (teaching, prudent, 2385, 2250), strict=True):
        income = Decimal(77 * 160) * rate
        left = income * Decimal("0.985") - 22_031_250
        assert bar.value == left / 1_000_000
        assert bar.text is not None
        assert f"{left / income:.1%}" in bar.text.en


def test_shares_add_up() -> None:
    pitch, session = shipped("five-minute-pitch"), shipped("session-shape")
    assert isinstance(pitch, Segments)
    assert isinstance(session, Segments)
    assert sum(part.value for part in pitch.strips[0].portions) == 5 * 60
    assert sum(part.value for part in session.strips[0].portions) == 110
    funnel = shipped("introductions-pipeline")
    assert isinstance(funnel, Funnel)
    numbers = [int(level.figure.es) for level in funnel.levels]
    shares = [Decimal(b) / a for a, b in pairwise(numbers)]
    assert shares == [Decimal("0.1"), Decimal("0.4"), Decimal("0.25")]


@pytest.mark.parametrize(
    ("name", "hours"),
    [
        ("time-zones-december", [-2, -1, -1, 0, 0, 1]),
        ("time-zones-july", [-2, -1, -1, 1, 1, 2]),
    ],
)
def test_clocks_agree_with_what_the_lessons_say(name: str, hours: list[int]) -> None:
    diagram = shipped(name)
    assert isinstance(diagram, Hours)
    cities = [city.name.es for city in diagram.cities]
    assert cities == ["Vancouver", "Calgary", "Regina", "Toronto", "Montreal", "Halifax"]
    assert [ahead(city, diagram.home, diagram.date) for city in diagram.cities] == hours
