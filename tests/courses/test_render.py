"""Lessons become clean HTML with citations, glossary links and places to come back to."""

import datetime as dt
import re
from pathlib import Path
from urllib.parse import urlsplit

import html5lib
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from courses import curriculum
from courses.curriculum.loader import load_programmes
from courses.curriculum.render import Rendered, render_text
from courses.curriculum.sanitize import clean
from courses.curriculum.schema import LANGUAGES, Language, Programme, Register
from tests.courses.curriculum_files import sound_files, write_files

VECTORS = (
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg/onload=alert(1)>",
    "<svg><a xlink:href='javascript:alert(1)'>x</a></svg>",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<a href='javascript:alert(1)'>x</a>",
    "<p style='background:url(javascript:alert(1))'>x</p>",
    "<details open ontoggle=alert(1)>",
    "<math><mtext><table><mglyph><style><!--</style><img title='--&gt;&lt;img src onerror=1&gt;'>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
    "<form action=javascript:alert(1)><button>x</button></form>",
    "<base href=//evil.example>",
    "<meta http-equiv=refresh content='0;url=javascript:alert(1)'>",
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](java\tscript:alert(1))",
    "[x](<java\tscript:alert(1)>)",
    "[x](java&#9;script:alert(1))",
    "[x](&#106;avascript:alert(1))",
    "[x](&#x6A&#x61&#x76&#x61&#x73&#x63&#x72&#x69&#x70&#x74:alert(1))",
    "[x](javascript&colon;alert(1))",
    "[x](\u0001javascript:alert(1))",
    "[x](data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==)",
    "[x](vbscript:msgbox(1))",
    "[x](file:///etc/passwd)",
    "[x](//evil.example/x)",
    "[x](https://a.example 'x\" onmouseover=\"alert(1)')",
    "![x](javascript:alert(1))",
    '![x](https://a.example/"onerror="alert(1))',
    "<javascript:alert(1)>",
    "<data:text/html,x>",
    "[x]: javascript:alert(1)\n\n[x]",
    "```\n</code><script>alert(1)</script>\n```",
    '``` x"onclick="alert(1)\ny\n```',
    "`<img src=x onerror=alert(1)>`",
    "|a|\n|:-:|\n|<script>x</script>|",
    "{term:mode|<img src=x onerror=alert(1)>}",
    '{term:mode|" onclick="alert(1)}',
    ":::example <img src=x onerror=alert(1)>\nx\n:::",
    ':::x"onclick="alert(1)\nx\n:::',
    ":::check\n? <script>x</script>\n= [x](javascript:x)\n:::",
)
DRAWING = re.compile('<figure class="diagram">.*?</figure>', re.DOTALL)
"""Escaped where it is drawn; its own tests hold it to that."""
SAFE_ATTRIBUTES = {
    *("id", "class", "href", "rel", "aria-label", "aria-labelledby", "role", "tabindex"),
    *("scope", "start", "title"),
}


@pytest.fixture(scope="module")
def programme(tmp_path_factory: pytest.TempPathFactory) -> Programme:
    folder: Path = tmp_path_factory.mktemp("curriculum")
    return load_programmes(write_files(folder, sound_files()))[0]


@pytest.fixture(scope="module")
def register(programme: Programme) -> Register:
    return programme.register


def render(source: str, register: Register, language: Language = "es") -> Rendered:
    return render_text(source, register, language, glossary_url="/glosario?a=1&b=2")


def assert_harmless(html: str) -> None:
    for element in html5lib.parseFragment(html, namespaceHTMLElements=False).iter():
        if not isinstance(element.tag, str) or element.tag == "DOCUMENT_FRAGMENT":
            continue
        assert element.tag not in {"script", "style", "iframe", "svg", "math", "img", "form"}
        assert set(element.attrib) <= SAFE_ATTRIBUTES, element.attrib
        url = urlsplit(element.attrib.get("href", "#"))
        assert url.scheme in {"http", "https", "mailto", ""}
        assert url.scheme or not url.netloc


@pytest.mark.parametrize("vector", VECTORS)
def test_a_classic_attack_comes_out_harmless(vector: str, register: Register) -> None:
    for source in (vector, f"a {vector} b", f"- {vector}\n\n> {vector}", f"## {vector}"):
        assert_harmless(render(source, register).html)


@pytest.mark.parametrize("vector", [vector for vector in VECTORS if vector.startswith("<")])
def test_the_second_fence_alone_also_holds(vector: str) -> None:
    assert_harmless(clean(vector))


@settings(max_examples=150, deadline=None)
@given(
    st.lists(
        st.sampled_from(VECTORS)
        | st.sampled_from(["\n", "\n\n", "{fact:F-A-1}", "**", "`", "|", "[", "](", ")", "<", "> "])
        | st.text(max_size=12),
        max_size=8,
    ).map("".join)
)
def test_no_mixture_of_attacks_comes_through(source: str) -> None:
    fact_free = re.sub(r"\{(fact|term):", "{", source)
    assert_harmless(render(fact_free, Register(facts=(), terms=())).html)


def test_a_fact_prints_its_value_and_cites_its_source_once(register: Register) -> None:
    text = render("Son {fact:F-A-2}, {fact:F-A-1} y {fact:F-A-2}.", register)
    cite = '<sup class="cite"><a href="#fact-{}" aria-label="Fuente {}" rel="noopener noreferrer">'
    first, second = cite.format("F-A-2", 1), cite.format("F-A-1", 2)
    assert (
        f"Son 15 %{first}1</a></sup>, cuatro modos{second}2</a></sup> y 15 %{first}1" in text.html
    )
    assert [fact.id for fact in text.facts] == ["F-A-2", "F-A-1"]


def test_the_banner_takes_the_oldest_date_and_the_next_review(register: Register) -> None:
    text = render("{fact:F-A-1} {fact:F-A-2} {fact:F-A-3}", register)
    assert text.as_of is not None
    assert text.as_of.as_of == dt.date(2026, 10, 1)
    assert text.as_of.review_by == dt.date(2026, 12, 31)
    assert [fact.id for fact in text.as_of.facts] == ["F-A-2", "F-A-3"]


def test_stable_facts_need_no_banner(register: Register) -> None:
    assert render("{fact:F-A-1}", register).as_of is None


def test_an_unregistered_fact_cannot_be_printed(register: Register) -> None:
    with pytest.raises(KeyError, match="F-NO"):
        render("{fact:F-NO}", register)


def test_a_term_links_to_the_glossary_in_its_own_or_other_words(register: Register) -> None:
    text = render("{term:mode} {term:mode|los\nmodos}", register, "en")
    link = '<a class="term" href="/glosario?a=1&amp;b=2#term-mode" rel="noopener noreferrer">'
    assert f"{link}mode of supply</a> {link}los modos</a>" in text.html
    assert [term.id for term in text.terms] == ["mode"]


def test_a_term_with_words_works_inside_a_table(register: Register) -> None:
    assert ">los modos</a></td>" in render("|a|\n|-|\n|{term:mode\\|los modos}|", register).html


def test_code_is_left_as_it_is(register: Register) -> None:
    text = render("`{fact:F-A-1}`", register)
    assert "<code>{fact:F-A-1}</code>" in text.html
    assert text.facts == ()


def test_links_leave_without_a_trace_and_other_schemes_stay_text(register: Register) -> None:
    html = render("[a](https://a.example/?x=1) [b](ftp://b.example)", register).html
    assert '<a href="https://a.example/?x=1" rel="noopener noreferrer">a</a>' in html
    assert "[b](ftp://b.example)" in html


def test_paragraphs_and_headings_have_stable_places(register: Register) -> None:
    source = "Uno\n\n## Dos\n\n- tres\n\n:::takeaway\nCuatro\n:::\n\nCinco"
    html = render(source, register).html
    assert re.findall(r'<(\w+) id="(p\d+)"', html) == [
        *(("p", "p1"), ("h2", "p2"), ("h3", "p3"), ("p", "p4"), ("p", "p5")),
    ]
    assert render(source, register).html == html


@pytest.mark.parametrize(
    ("block", "heading"),
    [
        (":::example Un <caso>\nx\n:::", "Ejemplo: Un &lt;caso&gt;"),
        (":::history En 2018\nx\n:::", "Recuadro histórico: En 2018"),
        (":::takeaway\nx\n:::", "Para llevar"),
        (":::check\n? x\n= y\n:::", "Compruebe lo que aprendió"),
    ],
)
def test_a_block_is_a_section_named_by_its_heading(
    block: str, heading: str, register: Register
) -> None:
    kind = block[3:].split()[0]
    html = render(block, register).html
    assert html.startswith(f'<section class="block block-{kind}" aria-labelledby="p1">')
    assert f'<h2 id="p1">{heading}</h2>' in html
    assert f'<h3 id="p2">{heading}</h3>' in render(f"## Uno\n\n{block}", register).html


def test_places_by_sector_are_no_landmarks_because_they_share_a_name(register: Register) -> None:
    place = ":::sector general\nUno\n:::\n:::sector xr\nDos\n:::"
    text = render_text(f"{place}\n\nTres\n\n{place}", register, "es", glossary_url="", sector="xr")
    start = '<section class="block block-sector"><h2 id="p{}">En su sector: realidad virtual'
    assert start.format(1) in text.html
    assert start.format(4) in text.html
    assert "Uno" not in text.html
    assert text.switches


def test_the_first_use_of_a_term_is_linked_by_itself(register: Register) -> None:
    html = render(
        "## Modo de suministro\n\nEl Modo  de suministro y otro modo de suministro.", register
    ).html
    assert html.count('class="term"') == 1
    assert ">Modo de suministro</a> y otro modo de suministro." in html
    assert "Modo de suministro</h2>" in html


def test_a_term_that_its_author_linked_is_not_linked_again(register: Register) -> None:
    assert render("{term:mode|así} y modo de suministro", register).html.count("class=") == 1
    assert (
        "class="
        not in render("[modo de suministro](https://a.example) `modo de suministro`", register).html
    )


def test_what_opens_a_self_check_prints_a_fact_without_a_link(register: Register) -> None:
    text = render(":::check\n? ¿Cuánto es {fact:F-A-2.low}?\n= Eso.\n:::", register)
    assert "<summary>¿Cuánto es 5 %?</summary>" in text.html
    assert [fact.id for fact in text.facts] == ["F-A-2"]


def test_the_head_of_a_table_links_no_term_by_itself(register: Register) -> None:
    html = render("|Modo de suministro|b|\n|-|-|\n|modo de suministro|x|", register).html
    assert html.count('class="term"') == 1
    assert '<th scope="col">Modo de suministro</th>' in html


def test_a_named_value_of_a_fact_prints_instead_of_its_value(register: Register) -> None:
    text = render("Es {fact:F-A-2.low}.", register)
    assert '<p id="p1">Es 5 %<sup' in text.html
    assert text.advice is False
    with pytest.raises(KeyError, match="high"):
        render("{fact:F-A-2.high}", register)


def test_a_self_check_opens_without_javascript(register: Register) -> None:
    html = render(":::check\n? ¿*Uno*?\n= Sí:\n\n- a\n? ¿Dos?\n= No\n:::", register).html
    assert "<details><summary>¿<em>Uno</em>?</summary>" in html
    assert "<ul>\n<li>a</li>\n</ul>\n</details><details><summary>¿Dos?</summary>" in html


def test_on_paper_the_answers_of_self_checks_come_apart(register: Register) -> None:
    source = ":::check\n? ¿*Uno*?\n= Sí, {fact:F-A-1}.\n:::\n\nFin.\n\n:::check\n? ¿Dos?\n= No\n:::"
    text = render_text(source, register, "es", glossary_url="", paper="l1-")
    assert '<ol start="1"><li>¿<em>Uno</em>?</li></ol>' in text.html
    assert '<ol start="2"><li>¿Dos?</li></ol>' in text.html
    assert [re.sub("<.*?>", "", answer).strip() for answer in text.answers] == [
        "Sí, cuatro modos1.",
        "No",
    ]
    assert "details" not in text.html


def test_on_paper_the_places_of_a_text_begin_with_its_name(register: Register) -> None:
    text = render_text("{fact:F-A-1}\n\n## Uno", register, "es", glossary_url="", paper="l1-")
    assert re.findall('(?:id|href)="(.*?)"', text.html) == ["l1-p1", "#l1-fact-F-A-1", "l1-p2"]


def test_a_table_scrolls_by_keyboard_and_aligns_without_style(register: Register) -> None:
    html = render("|a|b|\n|-:|:-:|\n|1|2|\n\n|c|\n|-|\n|3|", register, "en").html
    wrap = '<div class="table-wrap" tabindex="0" role="region" aria-label="Table {}"><table>'
    assert wrap.format(1) in html
    assert wrap.format(2) in html
    assert '<th class="align-right" scope="col">a</th>' in html
    assert '<td class="align-center">2</td>' in html
    assert "style" not in html


def test_every_text_of_the_programmes_renders_harmless() -> None:
    for programme in load_programmes(Path(curriculum.__file__).parent):
        for module in programme.modules:
            for language in LANGUAGES:
                texts = [module.assignment.brief, *(lesson.body for lesson in module.lessons)]
                for text in texts:
                    page = render(text[language], programme.register, language)
                    assert page.html.startswith("<p id=")
                    assert_harmless(DRAWING.sub("", page.html))


def test_an_empty_corner_of_a_table_is_not_a_heading(register: Register) -> None:
    html = render_text("| | A |\n|---|---|\n| b | c |", register, "en", glossary_url="").html
    assert "<tr><td></td>" in html.replace("\n", "")
    assert '<th scope="col">A</th>' in html
