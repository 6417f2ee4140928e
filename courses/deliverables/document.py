"""The text document of an assignment: a heading for each section, real tables, the rubric last."""

import io
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from courses.curriculum.schema import Assignment, Section
from courses.deliverables.values import Cover, Line, lines, text_of
from courses.sections import column_of
from lms.assignments.answers import Answers
from lms.assignments.formulas import NAME
from lms.assignments.showing import cell_text, computed, result_text
from lms.exports import clean

if TYPE_CHECKING:
    from docx.document import Document

WIDE = 6
"""Columns from which a table's page is turned."""
SPARE = 2
"""Empty rows after the filled ones."""
GUIDE = "Guide"
"""Name of the style of what is to be replaced or only read."""
_GREEN, _SOFT = (15, 74, 60), (81, 96, 90)
_SHADE = "E4EEE8"
_BOXES = ("☐", "☒")


def document(work: Assignment, cover: Cover, answers: Answers) -> bytes:
    """The document in the cover's language, with these answers filled in."""
    import docx

    made = docx.Document()
    _set_up(made, work, cover)
    made.add_heading(clean(work.title[cover.language]), 0)
    for label, text in cover.lines:
        _labelled(made, label, text)
    _labelled(made, cover.words.hand_in, work.deliverable[cover.language])
    made.add_paragraph(cover.words.how_docx, GUIDE)
    for section in work.sections:
        width = len(section.columns) + bool(section.rows)
        _turn(made, landscape=section.type == "table" and width >= WIDE)
        made.add_heading(clean(section.label[cover.language]), 1)
        made.add_paragraph(clean(section.help[cover.language]), GUIDE)
        _answer(made, section, cover, answers)
    _rubric(made, work, cover)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def _set_up(made: "Document", work: Assignment, cover: Cover) -> None:
    from docx.enum.style import WD_STYLE_TYPE
    from docx.shared import Cm, Pt, RGBColor

    about = made.core_properties
    about.title = clean(work.title[cover.language])[:255]
    about.author = clean(cover.person)[:255]
    about.subject = clean(cover.module)[:255]
    about.language = cover.words.tag
    about.comments = ""
    for language in made.styles.element.iter(_name("w:lang")):
        language.set(_name("w:val"), cover.words.tag)
    for name in ("Title", "Heading 1"):
        made.styles[name].font.color.rgb = RGBColor(*_GREEN)
    guide: Any = made.styles.add_style(GUIDE, WD_STYLE_TYPE.PARAGRAPH)
    guide.base_style = made.styles["Normal"]
    guide.font.italic = True
    guide.font.size = Pt(10)
    guide.font.color.rgb = RGBColor(*_SOFT)
    page = made.sections[0]
    page.left_margin = page.right_margin = page.top_margin = page.bottom_margin = Cm(2)
    footer = page.footer.paragraphs[0]
    footer.add_run(clean(f"{cover.code} · {cover.firm} · {cover.words.page} "))
    footer._p.append(_element("w:fldSimple", {"w:instr": "PAGE"}))


def _turn(made: "Document", *, landscape: bool) -> None:
    """Go on in this orientation, on a new page where it changes."""
    from docx.enum.section import WD_ORIENT, WD_SECTION

    now = made.sections[-1]
    if (now.orientation == WD_ORIENT.LANDSCAPE) == landscape:
        return
    new = made.add_section(WD_SECTION.NEW_PAGE)
    new.orientation = WD_ORIENT.LANDSCAPE if landscape else WD_ORIENT.PORTRAIT
    new.page_width, new.page_height = now.page_height, now.page_width


def _labelled(made: "Document", label: str, text: str) -> None:
    paragraph = made.add_paragraph()
    if label:
        paragraph.add_run(f"{label}: ").bold = True
    paragraph.add_run(clean(text))


def _answer(made: "Document", section: Section, cover: Cover, answers: Answers) -> None:
    if section.type == "table":
        _notes(made, section, cover)
        found = lines(section, answers, cover.language, spare=SPARE)
        head = [column.label[cover.language] for column in section.columns]
        if section.rows:
            head = [cover.words.row, *head]
        _table(made, head, [_texts(section, line, cover) for line in found])
        return
    answer = text_of(section, answers)
    if section.type == "choice":
        made.add_paragraph(cover.words.choose_one, GUIDE)
        for option in section.options:
            box = _BOXES[option.id == answer]
            made.add_paragraph(f"{box} {clean(option.text[cover.language])}")
    elif answer:
        made.add_paragraph(clean(answer))
    else:
        made.add_paragraph(cover.words.write_here, GUIDE)


def _notes(made: "Document", section: Section, cover: Cover) -> None:
    """What the columns take, above a table that cannot say it in its cells."""
    words, labels = cover.words, {one.id: one.label[cover.language] for one in section.columns}
    notes = []
    if section.min_rows:
        notes.append(words.rows.format(least=section.min_rows, most=section.max_rows))
    for column in section.columns:
        if column.options:
            offered = " · ".join(option[cover.language] for option in column.options)
            notes.append(words.options.format(column=labels[column.id], options=offered))
        if column.formula:
            told = NAME.sub(lambda found: f"«{labels[found[1]]}»", column.formula)
            told = told.replace("*", " × ").replace("/", " ÷ ")
            notes.append(words.worked_out.format(column=labels[column.id], formula=told))
    for note in notes:
        made.add_paragraph(clean(note), GUIDE)


def _texts(section: Section, line: Line, cover: Cover) -> list[str]:
    columns = [column_of(column) for column in section.columns]
    results = computed(columns, line.row)
    cells = [
        result_text(results[column["id"]], cover.language)
        if column["formula"]
        else cell_text(column, line.row.get(column["id"], ""), cover.language)
        for column in columns
    ]
    return [line.label, *cells] if section.rows else cells


def _table(made: "Document", head: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """A table whose header row is repeated on every page, and whose rows stay whole."""
    table = made.add_table(1 + len(rows), len(head), "Table Grid")
    for row, texts in zip(table.rows, (head, *rows), strict=True):
        for cell, text in zip(row.cells, texts, strict=True):
            cell.text = clean(text)
        row._tr.get_or_add_trPr().append(_element("w:cantSplit"))
    first = table.rows[0]
    first._tr.get_or_add_trPr().append(_element("w:tblHeader"))
    for cell in first.cells:
        shade = {"w:val": "clear", "w:color": "auto", "w:fill": _SHADE}
        cell._tc.get_or_add_tcPr().append(_element("w:shd", shade))
        for run in cell.paragraphs[0].runs:
            run.bold = True
    made.add_paragraph()


def _rubric(made: "Document", work: Assignment, cover: Cover) -> None:
    _turn(made, landscape=True)
    heading = made.add_heading(cover.words.rubric, 1)
    heading.paragraph_format.page_break_before = True
    rows = [
        (one.title[cover.language], *(level[cover.language] for level in one.levels))
        for one in work.criteria
    ]
    _table(made, (cover.words.criterion, *cover.words.levels), rows)


def _name(name: str) -> str:
    from docx.oxml.ns import qn

    return qn(name)


def _element(name: str, attributes: dict[str, str] | None = None) -> Any:
    from docx.oxml import OxmlElement

    element: Any = OxmlElement(name)
    for key, value in (attributes or {}).items():
        element.set(_name(key), value)
    return element
