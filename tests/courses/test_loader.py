"""A sound folder becomes a programme; a spoiled one becomes a list of faults, never a crash."""

import tomllib
from pathlib import Path

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from courses.curriculum.faults import CurriculumError, Fault
from courses.curriculum.loader import load_programmes
from courses.curriculum.schema import (
    Programme,
    dump_module,
    dump_register,
    parse_module,
    parse_register,
)
from courses.curriculum.toml_lines import Path as KeyPath
from courses.curriculum.toml_lines import key_lines
from tests.courses.curriculum_files import faults_in, sound_files, write_files

ODD_TOML = '''\
# a comment [not.a.table] with = signs
"quoted key" = 'x = 1'
dotted.inner."deep.er" = """
[[fake]]
key = "no" \\" """"
list = [ # comment ]
  1, [2, 3],
  {a = 1, b = {c = "}"}},
]
[table.'sub']
when = 2026-11-23 10:00:00
literal = \'\'\'
fake = 1\'\'\'
[[array]]
n = 1
[array.inside]
m = 1
[[array.nested]]
k = 1
[[array]]
[[array.nested]]
k = 2
[[array.nested]]
'''


@pytest.fixture
def programme(tmp_path: Path) -> Programme:
    return load_programmes(write_files(tmp_path, sound_files()))[0]


def test_a_sound_folder_becomes_a_programme(programme: Programme) -> None:
    assert [module.code for module in programme.modules] == ["M1", "M2"]
    module = programme.modules[1]
    assert module.prerequisites == ("M1",)
    assert (module.completion.quiz, module.completion.participation) == (True, False)
    lesson = module.lesson("1-start")
    assert (lesson.title["es"], lesson.title.get("en"), lesson.minutes) == ("Comienzo", "Start", 10)
    assert "\n\nHay {fact:F-A-1}" in lesson.body.es
    assert (lesson.practice, module.session.steps[1].minutes) == (15, "10–30")
    assert [question.type for question in module.quiz.questions] == [
        *("single", "multiple", "ordering", "matching", "numeric"),
    ]
    assert list(module.quiz.slots) == ["s1", "s2", "s3", "s4"]
    assert module.quiz.must_pass_slots == {"s1"}
    assert programme.register.fact("F-A-2").value["en"] == "15%"
    assert programme.register.term("mode")["fr"] == "mode de fourniture"


def test_a_text_knows_no_third_language(programme: Programme) -> None:
    with pytest.raises(KeyError, match="fr"):
        programme.title.get("fr")
    with pytest.raises(KeyError, match="de"):
        programme.register.term("mode")["de"]


def test_modules_and_registers_survive_json_byte_for_byte(programme: Programme) -> None:
    for module in programme.modules:
        data = dump_module(module)
        assert parse_module(data) == module
        assert dump_module(parse_module(data)) == data
    data = dump_register(programme.register)
    assert parse_register(data) == programme.register
    assert dump_register(parse_register(data)) == data


def test_canonical_json_sorts_its_keys(programme: Programme) -> None:
    stored = msgspec.json.decode(dump_module(programme.modules[0]))
    assert list(stored) == sorted(stored)
    assert list(stored["quiz"]["question"][4]) == sorted(stored["quiz"]["question"][4])


def test_faults_in_many_files_are_reported_together(tmp_path: Path) -> None:
    files = sound_files()
    files["facts.toml"] = files["facts.toml"].replace('"annual"', '"yearly"')
    files["01-first/quiz.toml"] = files["01-first/quiz.toml"].replace("= 70", "= 700")
    files["01-first/quiz.toml"] = files["01-first/quiz.toml"].replace("= 0.1", "= -1")
    lesson = "02-second/lessons/1-start.es.md"
    files[lesson] = files[lesson].replace("Fin.", "<b>Fin.")
    del files["02-second/assignment.toml"]
    found = faults_in(write_files(tmp_path, files))
    assert [fault.file for fault in found] == [
        "01-first/quiz.toml",
        "01-first/quiz.toml",
        "02-second/assignment.toml",
        "02-second/lessons/1-start.es.md",
        "facts.toml",
    ]


def test_the_error_prints_one_fault_a_line() -> None:
    error = CurriculumError((Fault("a.toml", 3, "Mend it."), Fault("b.toml", 1, "Add it.")))
    assert str(error) == "a.toml:3: Mend it.\nb.toml:1: Add it."


def test_a_folder_that_is_not_there_is_a_fault(tmp_path: Path) -> None:
    found = faults_in(tmp_path / "nowhere")
    assert Fault("programme.toml", 1, "This file is missing.") in found


@pytest.mark.parametrize("file", sorted(sound_files().keys() - {"words.toml"}))
def test_any_missing_file_is_named(file: str, tmp_path: Path) -> None:
    files = sound_files()
    del files[file]
    assert Fault(file, 1, "This file is missing.") in faults_in(write_files(tmp_path, files))


@pytest.mark.parametrize("file", sorted(sound_files().keys() - {"words.toml"}))
def test_bad_utf_8_is_named_on_its_line(file: str, tmp_path: Path) -> None:
    write_files(tmp_path, sound_files())
    path = tmp_path / file
    first, rest = path.read_bytes().split(b"\n", 1)
    path.write_bytes(first + b"\n\xff" + rest)
    expected = Fault(file, 2, "This file is not UTF-8 text: save it as UTF-8.")
    assert expected in faults_in(tmp_path)


def test_a_folder_in_place_of_a_file_is_a_fault(tmp_path: Path) -> None:
    write_files(tmp_path, sound_files())
    (tmp_path / "facts.toml").unlink()
    (tmp_path / "facts.toml").mkdir()
    assert any("cannot be read" in fault.message for fault in faults_in(tmp_path))


def test_a_lesson_that_no_module_lists_is_a_fault(tmp_path: Path) -> None:
    files = sound_files() | {"01-first/lessons/2-lost.es.md": "+++\n+++\n"}
    found = faults_in(write_files(tmp_path, files))
    assert [fault.file for fault in found] == ["01-first/lessons/2-lost.es.md"]


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("a = 1\nb = = 2\n", 2),
        ("a = 1\n[[x\n", 2),
        ("a = 1\n\na = 2\n", 3),
        ("a = " + "[" * 5000, 1),
        ("a = " + "9" * 5000, 1),
        ("a = 1e99999999999999999999", 1),
        ("a = 1e900000", 1),
        ("a = 2026-13-45", 1),
        ("a = 'open", 1),
    ],
)
def test_bad_toml_is_named_on_its_line(text: str, line: int, tmp_path: Path) -> None:
    found = faults_in(write_files(tmp_path, sound_files() | {"programme.toml": text}))
    assert [(fault.file, fault.line) for fault in found] == [("programme.toml", line)]
    assert found[0].message.startswith("This is not valid TOML")


def test_windows_line_ends_and_a_byte_order_mark_are_welcome(tmp_path: Path) -> None:
    write_files(tmp_path, sound_files())
    for path in tmp_path.rglob("*.*"):
        path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n"))
    assert len(load_programmes(tmp_path)[0].modules) == 2


def test_every_key_of_odd_toml_has_its_line() -> None:
    lines = key_lines(ODD_TOML)
    assert set(_paths(tomllib.loads(ODD_TOML))) <= lines.keys()
    text = ODD_TOML.split("\n")
    assert text[lines["list", 2, "b", "c"] - 1].strip().startswith("{a = 1")
    assert text[lines["array", 1, "nested", 0, "k"] - 1] == "k = 2"
    assert text[lines["table", "sub", "literal"] - 1] == "literal = '''"


def _paths(value: object, at: KeyPath = ()) -> list[KeyPath]:
    inner: list[tuple[str | int, object]] = []
    if isinstance(value, dict):
        inner = list(value.items())
    elif isinstance(value, list):
        inner = list(enumerate(value))
    return [at, *(path for key, item in inner for path in _paths(item, (*at, key)))]


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    file=st.sampled_from(sorted(sound_files())),
    at=st.floats(0, 1),
    length=st.integers(0, 40),
    new=st.sampled_from(["", "{", "}", "[", "]]", '"', "'''", "= ", "\n", ":::", "+++", "{fact:"])
    | st.text(max_size=8),
)
def test_no_spoiled_file_makes_the_loader_crash(
    tmp_path: Path, file: str, at: float, length: int, new: str
) -> None:
    files = sound_files()
    start = int(at * len(files[file]))
    text = files[file][:start] + new + files[file][start + length :]
    files[file] = text.encode("utf-8", "replace").decode()
    faults: tuple[Fault, ...] = ()
    try:
        load_programmes(write_files(tmp_path, files))
    except CurriculumError as error:
        faults = error.faults
    assert all(fault.line >= 1 for fault in faults)
