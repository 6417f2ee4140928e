"""The page says what the snapshot says, all of it is visible, and nothing else gets in."""

import io
import re
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import combinations
from pathlib import Path
from threading import Thread

import pikepdf
import pytest

from certificates import pdf
from certificates.layout import TEMPLATES
from certificates.phrases import PHRASES
from certificates.snapshot import Language, Snapshot, from_json
from certificates.typesetting import POINTS_PER_MM, PangoMissing, UnprintableName
from tests.certificates.tools import needs_tool, rendered, run, snapshot

SAMPLES: list[tuple[Language, bool]] = [("es", False), ("es", True), ("en", False), ("en", True)]
every_sample = pytest.mark.parametrize(("language", "long"), SAMPLES)
DATES = {
    "es": ("20 de noviembre de 2026", "22 de noviembre de 2026"),
    "en": ("November 20, 2026", "November 22, 2026"),
}
HOURS = {"es": "4,5 horas", "en": "4.5 hours"}


@dataclass(frozen=True)
class Word:
    """A printed word and its box in mm from the top left corner."""

    text: str
    left: float
    top: float
    right: float
    bottom: float

    def crosses(self, other: "Word") -> bool:
        """Tell whether the bodies of two words touch; accents may reach into the line above."""
        (top, bottom), (their_top, their_bottom) = self._body(), other._body()
        across = min(self.right, other.right) - max(self.left, other.left)
        down = min(bottom, their_bottom) - max(top, their_top)
        return across > 0.1 and down > 0.1

    def _body(self) -> tuple[float, float]:
        height = self.bottom - self.top
        return self.top + 0.35 * height, self.bottom - 0.25 * height


def written(data: bytes, folder: Path) -> Path:
    path = folder / "certificate.pdf"
    path.write_bytes(data)
    return path


def text_of(data: bytes, folder: Path) -> str:
    return " ".join(run("pdftotext", "-raw", written(data, folder), "-").split())


def words_of(data: bytes, folder: Path) -> list[Word]:
    page = run("pdftotext", "-bbox", written(data, folder), "-")
    pattern = r'<word xMin="(.*?)" yMin="(.*?)" xMax="(.*?)" yMax="(.*?)">(.*?)</word>'
    return [
        Word(found[4], *(float(value) / POINTS_PER_MM for value in found[:4]))
        for found in re.findall(pattern, page)
    ]


def printed(facts: Snapshot) -> list[str]:
    return [
        facts.name, facts.module_title, facts.programme_title, facts.firm_name,
        f"NIT {facts.nit}", facts.cohort_name, facts.trainer_name, facts.code, facts.verify_url,
        f"{facts.module_code}, ", facts.module_version, HOURS[facts.language],
        *facts.outcomes, *DATES[facts.language], PHRASES[facts.language].signature,
    ]  # fmt: skip


@needs_tool("pdftotext")
@every_sample
def test_the_text_layer_says_all_that_the_snapshot_says(
    language: Language, long: bool, tmp_path: Path
) -> None:
    text = text_of(rendered(language, long), tmp_path)
    assert [part for part in printed(snapshot(language, long=long)) if part not in text] == []


@needs_tool("pdftotext")
@every_sample
def test_no_word_leaves_its_place_or_touches_another(
    language: Language, long: bool, tmp_path: Path
) -> None:
    words = words_of(rendered(language, long), tmp_path)
    assert len(words) > 60
    assert [w for w in words if w.left < 29.9 or w.right > 267.5 or w.bottom > 192] == []
    assert [(a, b) for a, b in combinations(words, 2) if a.crosses(b)] == []
    # The rules at 115.5 and 161 mm and the gap between the columns stay free.
    assert [
        w for w in words if any(w._body()[0] < rule < w._body()[1] for rule in (115.5, 161))
    ] == []
    assert [w for w in words if 117 < w.top < 160 and w.left < 160 < w.right] == []
    assert [w for w in words if w.top > 161 and w.right > 237] == []


@needs_tool("pdftotext")
@pytest.mark.parametrize("name", ["W" * 80, "Ñandú " * 13, "Á" * 40 + " " + "Ü" * 39])
def test_absurd_names_stay_on_the_page(name: str, tmp_path: Path) -> None:
    words = words_of(pdf.render(snapshot(name=name)), tmp_path)
    assert [w for w in words if w.right > 267.5] == []
    assert [(a, b) for a, b in combinations(words, 2) if a.crosses(b)] == []


@needs_tool("pdftoppm")
@needs_tool("zbarimg")
@every_sample
def test_the_qr_code_opens_the_verification_page(
    language: Language, long: bool, tmp_path: Path
) -> None:
    run("pdftoppm", "-r", "150", "-png", "-singlefile",
        written(rendered(language, long), tmp_path), tmp_path / "page")  # fmt: skip
    read = run("zbarimg", "--quiet", "--nodbus", "--raw", tmp_path / "page.png").strip()
    assert read == snapshot(language).verify_url


@needs_tool("qpdf")
@every_sample
def test_the_file_is_sound_pdf(language: Language, long: bool, tmp_path: Path) -> None:
    assert "No syntax" in run("qpdf", "--check", written(rendered(language, long), tmp_path))


def test_the_same_snapshot_gives_the_same_bytes() -> None:
    assert pdf.render(snapshot()) == rendered()


@every_sample
def test_the_file_names_both_conformances_its_language_and_its_title(
    language: Language, long: bool
) -> None:
    with pikepdf.open(io.BytesIO(rendered(language, long))) as file:
        root, metadata = file.Root, file.open_metadata()
        assert (metadata["pdfaid:part"], metadata["pdfaid:conformance"]) == ("3", "A")
        assert metadata["pdfuaid:part"] == "1"
        assert b"pdfaExtension:schemas" in root.Metadata.read_bytes()
        assert str(root.Lang) == {"es": "es-CO", "en": "en-CA"}[language]
        assert root.MarkInfo.Marked
        assert root.ViewerPreferences.DisplayDocTitle
        assert file.pages[0].Tabs == "/S"
        facts = snapshot(language, long=long)
        assert facts.name in str(file.docinfo.Title)
        assert metadata["dc:title"] == str(file.docinfo.Title)
        assert metadata["dc:identifier"] == facts.code
        assert root.OutputIntents[0].S == "/GTS_PDFA1"
        assert "/Version" not in root


def test_every_annotation_is_tagged_and_has_words() -> None:
    with pikepdf.open(io.BytesIO(rendered())) as file:
        annotations = list(file.pages[0].Annots)
        assert {str(a.Subtype) for a in annotations} == {"/Link", "/Widget"}
        assert all(str(a.Contents) for a in annotations)
        keys = [int(a.StructParent) for a in annotations]
        numbers = list(file.Root.StructTreeRoot.ParentTree.Nums)
        parents = {int(key): parent for key, parent in zip(*[iter(numbers)] * 2, strict=True)}
        kinds = {
            str(a.Subtype): str(parents[key].S) for a, key in zip(annotations, keys, strict=True)
        }
        assert kinds == {"/Link": "/Link", "/Widget": "/Form"}
        (link,) = (a for a in annotations if a.Subtype == "/Link")
        assert str(link.A.URI) == snapshot().verify_url


def test_the_snapshot_travels_inside_the_file_as_its_data() -> None:
    with pikepdf.open(io.BytesIO(rendered("en", True))) as file:
        (attached,) = file.Root.AF
        assert attached.AFRelationship == "/Data"
        data = file.attachments["certificate.json"].get_file().read_bytes()
        assert from_json(data) == snapshot("en", long=True)


def test_no_fonts_but_the_bundled_ones_are_embedded() -> None:
    with pikepdf.open(io.BytesIO(rendered("es", True))) as file:
        fonts = {str(o.BaseFont).split("+")[-1] for o in file.objects
                 if isinstance(o, pikepdf.Dictionary) and o.get("/Type") == "/Font"}  # fmt: skip
    assert {re.sub("[^A-Za-z]", "", name)[:8] for name in fonts} == {"Alegreya"}


@needs_tool("pdftotext")
def test_text_that_looks_like_code_stays_text(tmp_path: Path) -> None:
    evil = "{{7*7}} <b>x</b> {% raw %}"
    facts = snapshot(name=evil, firm_name=evil, module_title=evil, outcomes=(evil,))
    data = pdf.render(facts)
    assert text_of(data, tmp_path).count(evil) == 4
    with pikepdf.open(io.BytesIO(data)) as file:
        assert evil in str(file.docinfo.Title)


@needs_tool("pdftotext")
def test_no_label_stands_without_its_fact(tmp_path: Path) -> None:
    text = text_of(pdf.render(snapshot(trainer_name="")), tmp_path)
    assert PHRASES["es"].cohort in text
    assert PHRASES["es"].trainer not in text


def test_a_name_without_glyphs_is_refused() -> None:
    with pytest.raises(UnprintableName):
        pdf.render(snapshot(name="Ana 🙂"))


def test_a_certificate_never_calls_a_firm_certified() -> None:
    words = " ".join(str(phrases) for phrases in PHRASES.values())
    page = (TEMPLATES / "certificate.html").read_text("utf-8")
    assert not re.search("export.?certified|exportador.? certificad", words + page, re.IGNORECASE)


@pytest.fixture
def canary_server() -> Iterator[tuple[str, list[str]]]:
    """A server on this machine that keeps a list of what it was asked."""
    hits: list[str] = []

    class Canary(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            hits.append(self.path)
            self.send_error(404)

        def log_message(self, *_: object) -> None:
            """Stay silent."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Canary)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/canary", hits
    server.shutdown()
    thread.join()
    server.server_close()


EVIL = (
    '<img src="{}">',
    '<link rel="stylesheet" href="{}">',
    "<style>@import url({});</style>",
    "<style>body {{ background: url({}) }}</style>",
    "<style>@font-face {{ font-family: x; src: url({}) }} p {{ font-family: x }}</style><p>x",
    '<link rel="attachment" href="{}">',
    '<a rel="attachment" href="{}">x</a>',
    '<object data="{}"></object>',
    '<embed src="{}">',
    '<svg xmlns="http://www.w3.org/2000/svg"><image href="{}" width="9" height="9"/></svg>',
    '<svg xmlns="http://www.w3.org/2000/svg"><use href="{}#a"/></svg>',
    "<style>p::before {{ content: url({}) }}</style><p>x",
    '<base href="{}"><img src="canary">',
)


@pytest.mark.parametrize("evil", EVIL)
def test_a_document_can_fetch_no_file_and_no_address(
    evil: str, canary_server: tuple[str, list[str]], tmp_path: Path
) -> None:
    address, hits = canary_server
    file = tmp_path / "canary"
    file.write_text("p { color: red } /* CANARY */")
    for url in (file.as_uri(), address):
        # Some elements are refused aloud, some are never looked at: both keep the page clean.
        with suppress(pdf.ForbiddenAsset):
            data = pdf.write_pdf("<!doctype html><title>x</title>" + evil.format(url))
            assert b"CANARY" not in _all_streams(data)
    assert hits == []


def test_a_forbidden_address_is_named_in_the_refusal() -> None:
    with pytest.raises(pdf.ForbiddenAsset, match="canary"):
        pdf.write_pdf('<img src="file:///canary">')


def test_the_canary_server_would_notice(canary_server: tuple[str, list[str]]) -> None:
    address, hits = canary_server
    with pytest.raises(urllib.error.HTTPError) as refusal:
        urllib.request.urlopen(address)  # noqa: S310
    refusal.value.close()
    assert hits == ["/canary"]


def _all_streams(data: bytes) -> bytes:
    with pikepdf.open(io.BytesIO(data)) as file:
        streams = [o.read_bytes() for o in file.objects if isinstance(o, pikepdf.Stream)]
    return b"\n".join(streams)


def test_a_machine_without_pango_gets_one_clear_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    class NoPango:
        def find_spec(self, name: str, *_: object) -> None:
            if name == "weasyprint":
                raise OSError("cannot load library 'libpango-1.0-0'")

    pdf._engine.cache_clear()
    monkeypatch.delitem(sys.modules, "weasyprint", raising=False)
    monkeypatch.setattr(sys, "meta_path", [NoPango(), *sys.meta_path])
    with pytest.raises(PangoMissing, match="install libpango"):
        pdf.render(snapshot())
