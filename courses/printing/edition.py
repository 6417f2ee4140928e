"""What is printed, and the parts that both printed documents share."""

import datetime as dt
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path

from babel.dates import format_date
from babel.numbers import format_decimal
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from courses.curriculum.check_markup import cited_facts
from courses.curriculum.labels import SECTOR_NAMES
from courses.curriculum.render import AsOf, Calculator, Rendered, no_calculator, render_text
from courses.curriculum.schema import (
    Fact,
    Language,
    Localized,
    Markdown,
    Module,
    Register,
    Sector,
)
from courses.printing.labels import LABELS
from lms.i18n import LOCALES

TEMPLATES = Path(__file__).parent.parent / "templates" / "courses" / "print"
_FOR_THE_FONTS = str.maketrans({"★": "◆"})
"""What the house's fonts lack, and what they print instead."""
_TITLED = re.compile("<title([^>]*)>(.*?)</title><desc[^>]*>(.*?)</desc>", re.DOTALL)
_CHECK = re.compile('<section class="block block-check".*?</section>', re.DOTALL)
_LINES = f'<div class="lines">{"<div></div>" * 3}</div>'
_TERM = re.compile('<a class="term"[^>]*>(.*?)</a>', re.DOTALL)


@dataclass(frozen=True, slots=True)
class Edition:
    """A module of a programme as it is printed: in one language and for one sector.

    `calculator` gives the trusted HTML of a calculator's worksheet by its id.
    """

    programme: Localized
    module: Module
    register: Register
    language: Language
    sector: Sector = "general"
    calculator: Calculator = no_calculator

    def text(self, source: Markdown, name: str) -> Rendered:
        """Render a text for paper; ids in it begin with its name."""
        return render_text(
            source[self.language],
            self.register,
            self.language,
            glossary_url="",
            sector=self.sector,
            calculator=self.calculator,
            paper=f"{name}-",
        )

    def file_name(self, kind: str) -> str:
        """What to call the file of a `workbook` or a `pack`."""
        return f"{self.module.code}-{LABELS[self.language][f'{kind}_file']}-{self.language}.pdf"


def page(edition: Edition, template: str, **values: object) -> str:
    """One of the print templates, filled in for an edition."""
    found = _environment().get_template(template)
    language = edition.language
    html = found.render(
        edition=edition,
        module=edition.module,
        lang=language,
        label=LABELS[language],
        sector_name=SECTOR_NAMES[language][edition.sector],
        age=oldest(facts_of(edition)),
        date=_in_words(language),
        number=_in_figures(language),
        **values,
    )
    return html.translate(_FOR_THE_FONTS)


@cache
def stylesheet() -> str:
    """How both documents look on paper."""
    return (TEMPLATES / "print.css").read_text("utf-8")


def for_paper(html: str) -> str:
    """A rendered text with lines to write below its questions, and drawings that bring their style.

    A PDF reader speaks the title of a drawing only, so the description joins it.
    """
    html = _CHECK.sub(lambda found: found[0].replace("</li>", f"{_LINES}</li>"), html)
    drawn = rf"<title\1>\2. \3</title><style>{_drawing_style()}</style>"
    return _TITLED.sub(drawn, html)


def without_terms(html: str) -> str:
    """A rendered text for a document that has no glossary."""
    return _TERM.sub(r"\1", html)


def facts_of(edition: Edition) -> list[Fact]:
    """Every fact that the module prints or draws, in order of appearance."""
    module = edition.module
    texts = [*(lesson.body for lesson in module.lessons), module.assignment.brief]
    cited = (fact for text in texts for fact in cited_facts(text.es, edition.register))
    return [edition.register.fact(fact) for fact in dict.fromkeys(cited)]


def oldest(facts: Iterable[Fact]) -> AsOf | None:
    """The oldest date and the next review of the facts that may change."""
    changing = tuple(fact for fact in facts if fact.may_change)
    if not changing:
        return None
    return AsOf(
        as_of=min(fact.as_of for fact in changing),
        review_by=min(fact.review_by for fact in changing),
        facts=changing,
    )


def _in_words(language: Language) -> Callable[[dt.date], str]:
    return lambda day: format_date(day, "long", locale=LOCALES[language])


def _in_figures(language: Language) -> Callable[[Decimal], str]:
    return lambda value: format_decimal(value, locale=LOCALES[language])


@cache
def _drawing_style() -> str:
    return (TEMPLATES / "drawing.css").read_text("utf-8")


@cache
def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
