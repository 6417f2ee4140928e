"""What people do on the main road, as steps that the browser tests share."""

import itertools
import re
from functools import cache
from pathlib import Path

from playwright.sync_api import Page
from stdnum.co import nit

import courses
from courses.curriculum.loader import load_programmes
from courses.curriculum.schema import (
    Column,
    Language,
    Matching,
    Module,
    Numeric,
    Ordering,
    Question,
    SingleChoice,
)

PASSWORD = "cordillera-lluvia-42"
_firms = itertools.count(901_700_100)


@cache
def module_one() -> Module:
    """The module that the demonstration teaches, from its files."""
    folder = Path(str(courses.__file__)).parent / "curriculum"
    return load_programmes(folder)[0].modules[0]


def enter(page: Page, role: str) -> None:
    """Use a one-click account of the front page."""
    page.goto("/")
    page.locator(f"form[action='/demo/enter/{role}'] button").click()


def sign_out(page: Page) -> None:
    page.locator("details.user summary").click()
    page.locator("form[action='/sign-out'] button").click()


def press(page: Page, **attributes: str) -> None:
    """Press the button of the page's own form, or the one with these attributes."""
    wanted = "".join(f"[{name}='{value}']" for name, value in attributes.items())
    page.locator(f"main form[method='post'] button{wanted}").first.click()


def new_nit() -> str:
    """A NIT that no other test uses, with its check digit."""
    number = str(next(_firms))
    return f"{number}-{nit.calc_check_digit(number)}"


def sign_up(page: Page, code: str, email: str, language: Language) -> None:
    """Join a cohort by its code as a new person of a new firm."""
    page.goto("/join")
    page.fill("[name=code]", code)
    press(page)
    page.fill("[name=email]", email)
    page.fill("[name=password]", PASSWORD)
    page.fill("[name=given_names]", "Íngrid Sofía")
    page.fill("[name=first_surname]", "Güegüé")
    page.fill("[name=second_surname]", "Peñaranda")
    page.select_option("select[name=language]", language)
    page.fill("[name=nit]", new_nit())
    page.fill("[name=firm_name]", "Ñapanga Digital S.A.S.")
    page.select_option("[name=department]", "52")
    page.select_option("[name=size]", "small")
    page.check("[name=consent]")
    press(page)


def read_lessons(page: Page) -> None:
    """Follow the resume card and mark every lesson as read."""
    for _lesson in module_one().lessons:
        press(page)


def answer_quiz(page: Page, language: Language, *, rightly: bool) -> None:
    """Start an attempt, answer each question, hand it in."""
    press(page)
    for _slot in module_one().quiz.slots:
        stem = page.locator("fieldset.question legend").inner_text()
        answer(page, _question(stem, language), language, rightly=rightly)
        press(page)
    press(page)


def _question(stem: str, language: Language) -> Question:
    def plain(text: str) -> str:
        return " ".join(text.split())

    questions = module_one().quiz.questions
    (found,) = [one for one in questions if plain(one.stem[language]) == plain(stem)]
    return found


def answer(page: Page, question: Question, language: Language, *, rightly: bool) -> None:
    """Answer the question on the page, rightly or surely wrong."""
    if isinstance(question, Ordering):
        order = question.items if rightly else question.items[::-1]
        for position, item in enumerate(order, 1):
            page.get_by_label(item.text[language], exact=True).select_option(str(position))
    elif isinstance(question, Matching):
        rights = [pair.right[language] for pair in question.pairs]
        chosen = rights if rightly else rights[1:] + rights[:1]
        for pair, right in zip(question.pairs, chosen, strict=True):
            page.get_by_label(pair.left[language], exact=True).select_option(label=right)
    elif isinstance(question, Numeric):
        page.fill("[name=answer]", str(question.answer if rightly else question.answer + 999))
    else:
        wanted = [option for option in question.options if option.correct is rightly]
        for option in wanted[:1] if isinstance(question, SingleChoice) else wanted:
            page.get_by_label(option.text[language], exact=True).check()


def write_memo(page: Page, text: str) -> None:
    """Fill every section of the assignment: its texts, the rows it asks for, its choices."""
    for section in module_one().assignment.sections:
        name = f"section-{section.id}"
        if section.type == "choice":
            page.check(f"[name='{name}'][value='{section.options[0].id}']")
        elif section.type == "table":
            for row in range(1, section.min_rows + 1):
                for column in section.columns:
                    write_cell(page, column, f"[name='{name}.{row}.{column.id}']")
        else:
            page.fill(f"[name='{name}']", text)


def write_cell(page: Page, column: Column, selector: str) -> None:
    """Fill a cell of a table with what its column takes."""
    if column.type == "choice":
        page.select_option(selector, "1")
    else:
        page.fill(selector, {"date": "2026-12-01", "number": "1"}.get(column.type, column.id))


def mark(page: Page, *, level: int, decision: str, comment: str) -> None:
    """Give every criterion the level, and decide."""
    for criterion in module_one().assignment.criteria:
        page.check(f"[name='rubric-{criterion.id}'][value='{level}']")
    page.fill("[name=comment]", comment)
    page.check(f"[name=decision][value={decision}]")
    press(page, value="stop")


def join_code(page: Page) -> str:
    """The code as the trainer's slide shows it."""
    found = re.search(r"\b[A-Z2-9]{4}[ -]?[A-Z2-9]{4}\b", page.locator("main").inner_text())
    assert found is not None
    return found.group()
