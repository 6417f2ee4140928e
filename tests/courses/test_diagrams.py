"""Every kind of diagram becomes one sound SVG, whatever its texts say."""

import datetime as dt
import re
from decimal import Decimal
from typing import get_args

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from courses.curriculum.diagrams import metrics, schema
from courses.curriculum.diagrams.amounts import amount, first_number
from courses.curriculum.diagrams.draw import describe, draw
from courses.curriculum.diagrams.reading import FIGURE, HEAD, LABEL
from courses.curriculum.diagrams.schema import Diagram, Figure, Head, Label, Unit, Words
from courses.curriculum.diagrams.words import cited_facts, cited_references
from courses.curriculum.schema import LANGUAGES, Language
from courses.curriculum.values import Localized
from tests.courses.diagram_geometry import complaints, parse, read_plan
from tests.courses.diagram_samples import BODIES, read_sample, refilled, sample, sound_sample

HOSTILE = (
    "</text></svg><script>alert(1)</script>",
    '"\' onload="alert(1)',
    "<image href=//evil.example/x.png>",
    "]]><![CDATA[ &lt;&amp;&bogus; <!-- --",
    "a\x00b\x1b\x85\ufffe\u202ec",
)
TAGS = {"svg", "title", "desc", "rect", "circle", "path", "text", "tspan"}
ATTRIBUTES = {
    *("class", "viewBox", "role", "aria-labelledby", "id", "x", "y", "dy", "d"),
    *("width", "height", "cx", "cy", "r"),
}


def no_fact(reference: str) -> str:
    raise KeyError(reference)


def long_text(words: Words) -> str:
    """As much as the rules let through, in words as long as Spanish has them."""
    if isinstance(words, Head):
        return "Internacionalización responsable, y comprobable."
    if isinstance(words, Figure):
        return "123.456"
    if isinstance(words, Label):
        return "Una contraprestación extraordinariamente desproporcionada " * 2
    return "Una frase que sigue y sigue."


def wide_text(words: Words) -> str:
    """Words that no line has room for."""
    return "W" * {Figure: FIGURE, Head: HEAD}.get(type(words), LABEL)


@pytest.mark.parametrize("kind", BODIES)
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_drawing_names_itself_and_lies_within_its_frame(kind: str, language: Language) -> None:
    diagram = sound_sample(kind)
    svg = draw(diagram, language, no_fact)
    root = parse(svg)
    assert root.tag == "svg"
    assert root.get("role") == "img"
    assert root.attrib["viewBox"].startswith("0 0 340 ")
    named = {element.get("id"): element.text for element in root if element.get("id")}
    assert root.attrib["aria-labelledby"].split() == list(named)
    assert list(named.values()) == [diagram.title[language], describe(diagram, language, no_fact)]
    assert complaints(svg) == []


@pytest.mark.parametrize("kind", BODIES)
@pytest.mark.parametrize("fill", [long_text, wide_text])
def test_the_longest_texts_still_fit(kind: str, fill: type) -> None:
    assert complaints(draw(refilled(sound_sample(kind), fill), "es", no_fact)) == []


@pytest.mark.parametrize("kind", BODIES)
@pytest.mark.parametrize("hostile", HOSTILE)
def test_hostile_texts_stay_text(kind: str, hostile: str) -> None:
    svg = draw(refilled(sound_sample(kind), lambda _: hostile), "es", no_fact)
    elements = list(parse(svg).iter())
    assert {element.tag for element in elements} <= TAGS
    assert {name for element in elements for name in element.attrib} <= ATTRIBUTES
    assert "style" not in ATTRIBUTES
    assert not re.search("[\x00-\x1f\x85\ufffe]", svg)


def test_what_a_fact_prints_is_escaped_too() -> None:
    diagram = refilled(sound_sample("layers"), lambda _: "{fact:F-A-1}")
    svg = draw(diagram, "en", lambda _: "<b>5 & 6</b>")
    assert "<b>" not in svg
    assert "&lt;b&gt;5 &amp; 6&lt;/b&gt;" in svg


@given(text=st.text(st.characters(codec="utf-8"), min_size=1, max_size=60))
@settings(max_examples=25, deadline=None)
def test_any_text_makes_a_well_formed_drawing(text: str) -> None:
    svg = draw(refilled(sound_sample("tree"), lambda _: text), "es", lambda _: "x")
    assert read_plan(svg).whole.right == 340


def test_there_is_a_sample_of_every_kind() -> None:
    assert list(BODIES) == [kind.__struct_config__.tag for kind in get_args(Diagram)]


@pytest.mark.parametrize("kind", BODIES)
def test_a_diagram_travels_through_json_unchanged(kind: str) -> None:
    diagram = sound_sample(kind)
    assert msgspec.json.decode(msgspec.json.encode(diagram), type=Diagram) == diagram
    assert diagram.kind == kind


def test_a_diagram_prints_facts_and_says_which_it_cites() -> None:
    text = (
        sample("flow")
        .replace("Un texto", "Son {fact:F-B-2.days}")
        .replace("A text", "It is {fact:F-B-2.days}")
    )
    text = text.replace("Una frase.", "Dice {fact:F-A-1}.").replace(
        "A sentence.", "Says {fact:F-A-1}."
    )
    diagram, faults = read_sample(text)
    assert diagram is not None
    assert faults == []
    assert cited_references(diagram) == ("F-A-1", "F-B-2.days")
    assert cited_facts(diagram) == ("F-A-1", "F-B-2")
    values = {"F-A-1": "cuatro", "F-B-2.days": "183 días"}
    assert "Son 183 días" in draw(diagram, "es", values.__getitem__)
    assert describe(diagram, "es", values.__getitem__) == "Dice cuatro."
    with pytest.raises(KeyError, match="F-"):
        draw(diagram, "es", no_fact)


def test_a_fact_that_opens_a_text_gets_a_capital() -> None:
    diagram = refilled(sound_sample("layers"), lambda _: "{fact:F-A-1}")
    assert ">Fuera de Canadá<" in draw(diagram, "es", lambda _: "fuera de Canadá")


def test_a_changed_fact_moves_the_threshold() -> None:
    text = sample("bars").replace("value = 5}", 'fact = {es = "{fact:F-A}", en = "{fact:F-A}"}}')
    diagram, faults = read_sample(text)
    assert diagram is not None
    assert faults == []
    low, high = (
        {mark.left for mark in read_plan(draw(diagram, "es", lambda _, t=t: t)).marks}
        for t in ("CAD 2,50", "CAD 5")
    )
    assert len(low) == len(high) == 1
    assert low < high or min(low) < min(high)


def test_running_totals_are_added_by_the_program() -> None:
    svg = draw(sound_sample("bars"), "es", no_fact)
    assert "CAD\u00a06,50" in svg
    assert "−CAD\u00a01,00" in svg


def test_nothing_is_shown_as_a_bar_of_its_own_length() -> None:
    text = sample("bars").replace(
        "threshold = {head = " + '{es = "Uno", en = "One"}, value = 5}\n', ""
    )
    diagram, _ = read_sample(text)
    assert isinstance(diagram, schema.Bars)
    assert diagram.threshold is None
    assert read_plan(draw(diagram, "es", no_fact)).marks == []


def test_a_drawing_that_lies_badly_is_complained_about() -> None:
    frame = '<svg viewBox="0 0 340 100">{}</svg>'
    for part, complaint in (
        ('<text x="300" y="20">Demasiado ancho</text>', "leaves the drawing"),
        ('<rect x="1" y="1" width="40" height="30"/><text x="5" y="20">Ancho</text>', "its box"),
        ('<text x="5" y="20">Uno</text><text x="9" y="24">Dos</text>', "lies on"),
        (
            '<rect x="1" y="1" width="9" height="9"/><rect x="5" y="5" width="9" height="9"/>',
            "overlap",
        ),
        ('<path class="l" d="M10 5L10 50"/><text x="2" y="20">Uno</text>', "crosses"),
        ('<path class="o" d="M10 5v30"/><text x="2" y="20">Uno</text>', "under a mark"),
    ):
        assert [c for c in complaints(frame.format(part)) if complaint in c], part


def test_amounts_follow_the_language() -> None:
    cad = Unit(before="CAD", decimals=2)
    percent = Unit(after=Localized(es="%", en="%"))
    assert amount(Decimal("30000.5"), cad, "es") == "CAD\u00a030.000,50"
    assert amount(Decimal("30000.5"), cad, "en") == "CAD\u00a030,000.50"
    assert amount(Decimal(-4), percent, "es") == "−4\u00a0%"
    assert amount(Decimal(4), percent, "en") == "4%"


def test_the_first_number_of_a_text_is_found() -> None:
    assert first_number("Umbral: CAD 30.000,50, o así", "es") == Decimal("30000.50")
    assert first_number("CAD 30,000. More", "en") == Decimal(30000)
    with pytest.raises(ValueError, match="no number"):
        first_number("doce meses", "es")


def test_lines_are_even_and_only_long_words_are_cut() -> None:
    assert metrics.wrap("uno dos tres cuatro", 90) == ("uno dos", "tres cuatro")
    assert "".join(metrics.wrap("x" * 40, 100)) == "x" * 40
    assert all(metrics.width(line) <= 100 for line in metrics.wrap("x" * 40, 100))
    assert metrics.width("漢") > metrics.width("m") >= metrics.width("n")


def test_working_hours_follow_the_clocks_of_2026() -> None:
    diagram = sound_sample("hours")
    assert isinstance(diagram, schema.Hours)
    told = describe(diagram, "en", no_fact).replace("\u00a0", " ")
    assert "Vancouver: 2 h behind; from 11:00 to 19:00, One time; 6 h shared." in told
    assert "St. John's: 1.5 h ahead; from 7:30 to 15:30, One time; 7.5 h shared." in told
    summer = msgspec.structs.replace(diagram, date=dt.date(2027, 7, 8))
    assert "St. John's: 2.5\u00a0h ahead" in describe(summer, "en", no_fact)
    assert "Vancouver: 2\u00a0h atrás" in describe(summer, "es", no_fact)
    assert "8 de julio de 2027" in draw(summer, "es", no_fact)
    assert "8 July 2027" in draw(summer, "en", no_fact)


def test_a_city_without_shared_hours_gets_no_filled_bar() -> None:
    text = sample("hours").replace("America/Vancouver", "Asia/Tokyo")
    diagram, faults = read_sample(text)
    assert diagram is not None
    assert faults == []
    svg = draw(diagram, "en", no_fact)
    assert "0\u00a0h shared" in svg
    assert complaints(svg) == []
