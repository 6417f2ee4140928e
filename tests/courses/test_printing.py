"""Modules on paper: what both documents say, that they can be drawn, and the command."""

import html as entities
import io
import re
import string
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pikepdf
import pytest
from click.testing import CliRunner, Result
from fontTools.ttLib import TTFont  # type: ignore[import-untyped]

from courses.cli import curriculum
from courses.curriculum.loader import load_programmes
from courses.curriculum.schema import LANGUAGES, Language, Module, Programme
from courses.printing.edition import Edition
from courses.printing.keeping import draw, kept
from courses.printing.labels import LABELS
from courses.printing.pack import pack
from courses.printing.workbook import workbook
from courses.publishing import CURRICULUM
from lms.exports import FONTS
from lms.storage import Storage
from tests.certificates.tools import needs_tool, run
from tests.courses.curriculum_files import sound_files, write_files
from tests.courses.learners import small_programme

CODE = "M4"
"""The module that is really drawn."""
BAD = [
    (["M99"], "There is no module “M99”: choose M1 or M2."),
    (["M1", "--lang", "fr"], "There is no language “fr”: choose es or en."),
    (["M1", "--sector", "food"], "There is no sector “food”: choose general, software,"),
    (["M1", "--output", "no/such/folder.pdf"], "no/such/folder.pdf cannot be written: No such"),
    (["M1", "--output", "."], ". cannot be written: Is a directory."),
    (["M1", "--output", "x" * 300], "cannot be written: File name too long."),
]


@cache
def shipped() -> tuple[tuple[Programme, Module], ...]:
    return tuple((one, module) for one in load_programmes(CURRICULUM) for module in one.modules)


def edition(programme: Programme, module: Module, language: Language) -> Edition:
    return Edition(programme.title, module, programme.register, language, "software")


def small(language: Language = "es") -> Edition:
    programme = small_programme()
    return edition(programme, programme.modules[0], language)


def words(html: str) -> str:
    """What a page says."""
    return entities.unescape(re.sub(r"<style>.*?</style>|<[^>]+>", " ", html, flags=re.DOTALL))


def told(text: str, whole: str) -> bool:
    """Whether a page says a text, whatever its spaces and emphasis."""
    return "".join(text.split()) in "".join(whole.split())


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_shipped_module_can_be_printed(language: Language) -> None:
    for programme, module in shipped():
        one = edition(programme, module, language)
        for html, kind in ((workbook(one), "workbook"), (pack(one), "pack")):
            text = words(html)
            assert f'<html lang="{language}">' in html
            assert told(LABELS[language][kind], text), (module.code, kind)
            assert all(told(each[language], text) for each in module.outcomes)
            assert not re.search(r"\{(fact|term|diagram|calculator):|:::|{{|{%", text)
            assert_linked(html)
            assert not set(text) - printable() - {"\n", "\t"}, (module.code, kind)


def assert_linked(html: str) -> None:
    ids = re.findall(r' id="([^"]*)"', html)
    assert len(ids) == len(set(ids))
    assert set(re.findall(r'href="#([^"]*)"', html)) <= set(ids)


@cache
def printable() -> set[str]:
    """What both weights of the text font can print."""
    maps = [TTFont(file).getBestCmap() for file in FONTS.glob("AlegreyaSans-*.ttf")]
    assert len(maps) == 2
    return {chr(point) for point in set(maps[0]) & set(maps[1])}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_workbook_never_holds_the_quiz_and_the_pack_holds_its_key(language: Language) -> None:
    for programme, module in shipped():
        one = edition(programme, module, language)
        book, key = words(workbook(one)), words(pack(one))
        for question in module.quiz.questions:
            assert not told(question.stem[language], book), question.id
            assert not told(question.rationale[language], book), question.id
            assert told(question.stem[language], key), question.id
            assert told(question.rationale[language], key), question.id


def test_the_answers_of_self_checks_come_after_the_lesson() -> None:
    text = words(workbook(small()))
    at = [text.index(part) for part in ("¿Cuánto?", "¿Cuándo?", "Fin.", "Respuestas", "Un poco.")]
    assert at == sorted(at)


def test_a_workbook_gives_the_assignment_space_to_be_written_in() -> None:
    html = workbook(small())
    lines = html[html.index("Servicio</h2>") : html.index("Brechas</h2>")]
    table = html[html.index("Brechas</h2>") : html.index("Decisión</h2>")]
    choice = html[html.index("Decisión</h2>") : html.index(LABELS["es"]["ai"])]
    assert lines.count("<div></div>") == 20
    assert table.count("<tr>") == 4
    assert table.count("<td></td>") == 12
    assert "Al año = [Costo] × 12" in table
    assert "Estado: escriba una de estas opciones: Abierta · Cerrada." in table
    assert re.findall("<li>(.*?)</li>", choice) == ["Adelante", "Todavía no"]


def test_the_examples_are_those_of_the_sector() -> None:
    text = words(workbook(small()))
    assert "Caso de software." in text
    assert "Caso de general." not in text


def test_the_key_names_the_right_answer_of_every_type_of_question() -> None:
    html = pack(small("en"))
    key = html[html.index('id="key"') :]
    assert '<li class="right">Mode 1 <b>Correct</b></li>' in key
    assert "<li>Mode 2</li>" in key
    assert [f"Question {name}" in key for name in ("1a", "1b", "2", "4")] == [True] * 4
    order = ["1. First", "2. Second", "3. Third"]
    assert re.findall("<li>(.*?)</li>", key)[-5:] == [*order, "Sun → Day", "Moon → Night"]
    assert "Answer: 17.5 per cent, with a tolerance of 0.1." in key


def test_a_pack_has_the_plan_the_handouts_and_a_sheet_for_twenty_four_people() -> None:
    html = pack(small("en"))
    text = words(html)
    for part in ("0–10", "Hello everyone.", "Silence", "In rooms", "Print", "Cards", "One"):
        assert told(part, text)
    sheet = html[html.index('id="sign-in"') : html.index('id="handout-1"')]
    assert sheet.count('<th scope="row">') == 24
    assert "2027-01-31" in html[html.index('id="facts"') :]


def test_both_languages_have_the_same_labels_with_the_same_places() -> None:
    def places(text: str) -> int:
        return sum(name is not None for _, name, _, _ in string.Formatter().parse(text))

    es, en = LABELS["es"], LABELS["en"]
    assert es.keys() == en.keys()
    assert {key: places(es[key]) for key in es} == {key: places(en[key]) for key in en}


def test_a_page_is_drawn_once_and_always_to_the_same_bytes(tmp_path: Path) -> None:
    storage, html = Storage(str(tmp_path / "one")), workbook(small("en"))
    assert kept(storage, html) is None
    first = draw(storage, html)
    assert kept(storage, html) == first
    elsewhere = Storage(str(tmp_path / "two"))
    assert kept(elsewhere, html) is None  # known by name, gone from the storage
    assert draw(elsewhere, html) == first


def command(folder: Path, *arguments: str) -> Result:
    """Without an application: the command needs neither settings nor database."""
    asked = ["print", *arguments, str(folder)]
    return CliRunner().invoke(curriculum, asked)


@pytest.fixture(scope="module")
def printed(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The shipped module, by language and kind, as the command writes it."""
    folder = tmp_path_factory.mktemp("printed")
    asked = {"es": ["--sector", "bpo"], "en": ["--lang", "en"], "pack": ["--lang", "en", "--pack"]}
    files = {name: folder / f"{name}.pdf" for name in asked}
    for name, options in asked.items():
        result = command(CURRICULUM, CODE, *options, "--output", str(files[name]))
        assert result.exit_code == 0, result.output
        assert result.output == f"{files[name]}: {files[name].stat().st_size // 1024} KB\n"
    assert {file.name for file in folder.iterdir()} == {file.name for file in files.values()}
    return files


@pytest.mark.parametrize("name", ["es", "en", "pack"])
def test_a_printed_file_is_small_tagged_and_easy_to_find_ones_way_in(
    name: str, printed: dict[str, Path]
) -> None:
    data = printed[name].read_bytes()
    module = next(module for _programme, module in shipped() if module.code == CODE)
    language: Language = "es" if name == "es" else "en"
    label = LABELS[language]["pack" if name == "pack" else "workbook"]
    assert len(data) < 500_000
    with pikepdf.open(io.BytesIO(data)) as file:
        assert len(file.pages) > 10
        assert file.Root.Lang == language
        assert file.Root.MarkInfo.Marked
        assert file.docinfo.Title == f"{CODE} · {module.title[language]} · {label}"
        assert b"pdfuaid" in file.Root.Metadata.read_bytes()
        tags = set(tags_of(file.Root.StructTreeRoot))
        with file.open_outline() as outline:
            titles = [entry.title for entry in outline.root]
    assert {"/H1", "/H2", "/P", "/Table", "/TH", "/LI"} <= tags
    lessons = [lesson.title[language] for lesson in module.lessons]
    assert name == "pack" or [title for title in titles if title in lessons] == lessons
    assert ("/Figure" in tags) == (name != "pack")


def tags_of(node: pikepdf.Object) -> Iterator[str]:
    yield str(node.get("/S", ""))
    kids = node.get("/K", ())
    for kid in kids if isinstance(kids, pikepdf.Array) else (kids,):
        if isinstance(kid, pikepdf.Dictionary):
            yield from tags_of(kid)


@needs_tool("pdftotext")
def test_the_texts_come_out_in_order(printed: dict[str, Path]) -> None:
    text = run("pdftotext", "-raw", printed["es"], "-")
    module = next(module for _programme, module in shipped() if module.code == CODE)
    work = module.assignment
    parts = [
        *(lesson.title.es for lesson in module.lessons),
        LABELS["es"]["quiz_online"],
        work.title.es,
        *(section.label.es for section in work.sections),
        LABELS["es"]["glossary_intro"],
    ]
    whole, at = "".join(text.split()), 0
    whole = whole[whole.index("".join(LABELS["es"]["lesson_of"].format(1, 4).split())) :]
    for part in parts:
        at = whole.index("".join(part.split()), at)
    assert "BPO y centros de contacto" in text


@pytest.mark.parametrize(("arguments", "sentence"), BAD, ids=lambda value: str(value)[:30])
def test_a_wish_that_cannot_be_met_is_refused_in_a_sentence(
    arguments: list[str], sentence: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, here = tmp_path / "curriculum", tmp_path / "here"
    write_files(folder, sound_files())
    here.mkdir()
    monkeypatch.chdir(here)
    result = command(folder, *arguments)
    assert result.exit_code == 1
    assert sentence in result.output
    assert result.output.count("\n") == 1
    assert list(here.iterdir()) == []


def test_files_with_faults_are_not_printed(tmp_path: Path) -> None:
    files = sound_files()
    del files["01-first/quiz.toml"]
    result = command(write_files(tmp_path, files), "M1")
    assert result.exit_code == 1
    assert "has faults, which `gateway curriculum check` names." in result.output


def test_a_file_is_named_after_the_module_its_kind_and_its_language() -> None:
    assert small("es").file_name("workbook") == "M1-cuaderno-es.pdf"
    assert small("en").file_name("pack") == "M1-session-pack-en.pdf"
