"""A diagram file that is wrong gets a sentence on the line that is wrong."""

import pytest

from tests.courses.curriculum_files import line_of
from tests.courses.diagram_samples import read_sample, sample

SPOILED = (
    ("flow", 'kind = "flow"', 'kind = "spiral"', "“kind” must be one of “flow”"),
    ("flow", 'id = "sample"', 'id = "other"', "“id” must be the name of the file, “sample”."),
    ("flow", "start = 3", "start = 9", "from a later step to an earlier one"),
    ("flow", "end = 1", "end = 3", "from a later step to an earlier one"),
    ("flow", 'tone = "good"', 'tone = "loud"', "must be one of “plain”"),
    ("decision", 'leave = "no"', 'leave = "maybe"', "must be one of “yes”, “no”"),
    ("bars", "value = 4", "value = nan", "must be an ordinary number"),
    ("bars", "running = true", "running = false", "only a running total may go without"),
    ("bars", "running = true", "running = false", "cannot be negative"),
    ("bars", 'before = "CAD"', 'before = "dollars"', "is a currency code"),
    ("bars", "value = 5}", "value = 0}", "must be more than 0"),
    ("bars", ", value = 5}", "}", "either a “value” or a “fact”"),
    ("bars", "value = 5}", 'fact = {es = "5 {fact:F-A}", en = "{fact:F-A}"}}', "nothing else"),
    ("segments", "value = 20", "value = 0", "must be more than 0"),
    ("hours", "America/Vancouver", "America/Medellin", "is no IANA zone"),
    ("hours", "America/Vancouver", "../../etc/passwd", "is no IANA zone"),
    ("hours", "start = 8", "start = 18", "“end” must be later than “start”."),
    ("hours", "date = 2026-12-10", 'date = "soon"', "must be a date"),
    ("crossing", 'goes = "both"', 'goes = "up"', "must be one of “right”"),
    ("scale", "at = 100", "at = 101", "must be a whole percentage"),
    ("stairs", 'en = "A text"', 'en = "{term:mode}"', "is not a reference"),
    ("stairs", 'en = "A text"', 'en = "{fact:F-A-1"', "is not a reference"),
    ("stairs", 'en = "A text"', 'en = "See {fact:F-A-1}"', "Only one language cites “F-A-1”."),
    ("stairs", "A text", "x" * 121, "This text has 121 letters; a drawing has room for 120 here."),
    ("stairs", "One", "x" * 49, "This text has 49 letters; a drawing has room for 48 here."),
    ("stairs", 'en = "A text"', 'en = " "', "must be text that is not empty"),
    ("stairs", 'en = "A text"', 'fr = "Un texte"', "has no English text"),
)

TOO_FEW = (
    ("decision", "question"),
    ("funnel", "level"),
    ("layers", "layer"),
    ("panels", "panel"),
    ("hub", "spoke"),
    ("cycle", "step"),
    ("tree", "branch"),
    ("timeline", "event"),
    ("stairs", "step"),
    ("sheet", "block"),
    ("scale", "point"),
    ("crossing", "arrow"),
    ("segments", "strip"),
)


@pytest.mark.parametrize(("kind", "old", "new", "said"), SPOILED)
def test_a_fault_is_told_on_its_line(kind: str, old: str, new: str, said: str) -> None:
    text = sample(kind)
    assert old in text
    spoiled = text.replace(old, new, 1)
    _, faults = read_sample(spoiled)
    assert [fault for fault in faults if said in fault.message], faults
    lines = {fault.line for fault in faults if said in fault.message}
    assert lines <= set(range(1, spoiled.count("\n") + 2))
    if kind in ("segments", "hours", "scale", "crossing", "stairs"):
        assert lines == {line_of(spoiled, new)}


@pytest.mark.parametrize(("kind", "name"), TOO_FEW)
def test_a_drawing_of_nothing_is_refused(kind: str, name: str) -> None:
    text = sample(kind)
    text = f"{name} = []\n" + text[: text.index(f"[[{name}]]")]
    _, faults = read_sample(text)
    assert [fault.line for fault in faults if "This drawing needs" in fault.message] == [1]


def test_a_decision_needs_an_outcome() -> None:
    text = sample("decision")
    spoiled = text.replace("[outcome]", "[result]")
    diagram, faults = read_sample(spoiled)
    assert diagram is None
    assert "“outcome” is missing." in [fault.message for fault in faults]
    without = text.replace('\noutcome = {head = {es = "Uno", en = "One"}}', "", 1)
    diagram, faults = read_sample(without)
    assert diagram is None
    (fault,) = faults
    assert fault.message == "“outcome” is missing from question 1."
    assert fault.line == line_of(without, "[[question]]")


def test_all_empty_bars_are_refused() -> None:
    text = sample("bars").replace("value = 4", "value = 0").replace("3.5", "0").replace("-1", "0")
    _, faults = read_sample(text)
    assert "All bars are empty." in [fault.message for fault in faults]


def test_a_kind_that_is_not_text_is_refused() -> None:
    diagram, faults = read_sample(sample("flow").replace('"flow"', "3"))
    assert diagram is None
    assert [fault.line for fault in faults] == [2]
