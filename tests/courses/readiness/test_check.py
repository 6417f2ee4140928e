"""The rules of the instrument's file: each fault says its line and what to do."""

from pathlib import Path

import pytest

from courses.curriculum.check_readiness import FILE, load_readiness
from courses.curriculum.faults import CurriculumError
from courses.curriculum.readiness import dump_readiness, parse_readiness
from tests.courses.readiness.instruments import instrument, read_text, text


def faults_after(old: str, new: str, *, count: int = 1) -> list[str]:
    """The faults of the file with one passage replaced."""
    assert old in text(), old
    return [str(fault) for fault in read_text(text().replace(old, new, count))[1]]


def line_of(passage: str) -> int:
    return text()[: text().index(passage)].count("\n") + 1


def test_the_file_of_the_programme_is_sound_and_travels_through_json() -> None:
    assert parse_readiness(dump_readiness(instrument())) == instrument()
    assert len(instrument().dimensions) == 7
    assert len(instrument().items) == 28
    assert [item.id for item in instrument().items if item.gate] == [
        "d1-2",
        "d2-2",
        "d5-3",
        "d6-2",
        "d7-1",
        "d7-3",
    ]
    assert [item.id for item in instrument().items if item.optional] == ["d7-4"]


def test_every_text_differs_between_the_languages() -> None:
    for item in instrument().items:
        assert item.text.es != item.text.en
    for dimension in instrument().dimensions:
        for route in dimension.routes:
            assert route.advice.es != route.advice.en


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("weight = 10", "weight = 11", "The weights of the dimensions add up to 101, not to 100."),
        ("to = 39", "to = 38", "“from” must be 39; the bands leave a gap here."),
        ("to = 39", "to = 41", "“from” must be 42; the bands overlap here."),
        ("from = 80\nto = 100", "from = 80\nto = 99", "The last band must end at 100."),
        ("from = 60\nto = 79", "from = 60\nto = 59", "“to” must not be lower than “from”"),
        ("from = 0\nto = 49", "from = 1\nto = 49", "“from” must be 0; the levels leave a gap"),
        ('id = "d3-2"', 'id = "d3-1"', "“d3-1” is already used above; each item needs its own."),
        ('id = "d7-4"', 'id = "d1-1"', "“d1-1” is already used above; each item needs its own."),
        ('id = "near-ready"', 'id = "preparing"', "each band needs its own."),
        ('id = "offer"', 'id = "market"', "each dimension needs its own."),
        ('id = "even-profile"', 'id = "key-item-absent"', "each gate needs its own."),
        ("points = 3", "points = 4", "The scale counts 0, 1, 2 and on, the least first."),
        ('cap = "near-ready"', 'cap = "export-ready"', "“cap” must be a band below the last"),
        ('cap = "preparing"', 'cap = "nearly"', "not “nearly”."),
        ("item_min = 2", "item_min = 4", "No answer has more than 3 points."),
        ("dimension_min = 50", "dimension_min = 500", "No dimension scores more than 100."),
        ("item_min = 1", "item_min = 0", "This gate never closes"),
        ("optional = true", "optional = true\ngate = true", "A key item applies to every firm"),
        ('level = "show"', 'level = "build"', "one route for each level: build, complete, show."),
        ('{code = "M3", how = "required"}', '{code = "M33", how = "required"}', "no module “M33”"),
        ('always = ["M7", "M10"]', 'always = ["M7", "M11"]', "There is no module “M11”"),
        (
            '{code = "M7", how = "required"}]\nadvice = {es = "En M4',
            '{code = "M7", how = "assignment"}]\nadvice = {es = "En M4',
            "M7 is always asked for in full",
        ),
        ('how = "challenge"}', 'how = "skip"}', "must be one of “assignment”"),
        ('[{code = "M8", how = "required"}]', "[]", "A route leads to at least one module."),
        ("at_most = 1", "at_most = 3", "needs fewer than 3 points"),
        ('en = "I don\'t know"', 'fr = "…"', "has no English text"),
        ("gate = true", "gates = true", "Did you mean “gate”?"),
    ],
)
def test_a_fault_is_told_in_a_sentence(old: str, new: str, told: str) -> None:
    found = faults_after(old, new)
    assert any(told in fault for fault in found), found


def test_a_fault_names_the_file_and_the_line() -> None:
    passage = 'cap = "near-ready"'
    [fault] = faults_after(passage, 'cap = "export-ready"')
    assert fault.startswith(f"{FILE}:{line_of(passage)}: ")


def test_a_dimension_of_optional_items_only_is_refused() -> None:
    start = text().index('[[dimension]]\nid = "market"')
    end = text().index('[[dimension]]\nid = "sales"')
    part = text()[start:end].replace('text = {es = "', 'optional = true\ntext = {es = "')
    _readiness, faults = read_text(text()[:start] + part + text()[end:])
    assert [fault.message for fault in faults] == [
        "A dimension needs at least one item that applies to every firm."
    ]


def folder_with(path: Path, content: bytes) -> Path:
    (path / "01-first").mkdir()
    for code in range(1, 11):
        (path / f"module-{code}").mkdir()
        (path / f"module-{code}" / "module.toml").write_text(f'code = "M{code}"')
    (path / "01-first" / "module.toml").write_text("not = [toml")
    (path / FILE).write_bytes(content)
    return path


def test_a_folder_gives_its_instrument(tmp_path: Path) -> None:
    assert load_readiness(folder_with(tmp_path, text().encode())) == instrument()


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (None, "This file is missing."),
        (b"title = \xff", "This file is not UTF-8 text."),
        (b"title = ", "This is not valid TOML"),
        (b"", "“dimension” is missing."),
    ],
)
def test_a_file_that_cannot_be_used_is_told(
    tmp_path: Path, content: bytes | None, told: str
) -> None:
    if content is not None:
        folder_with(tmp_path, content)
    with pytest.raises(CurriculumError) as error:
        load_readiness(tmp_path)
    assert any(told in fault.message for fault in error.value.faults)
