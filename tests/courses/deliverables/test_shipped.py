"""Every assignment that is shipped, as a form and as a file, in both languages."""

import gzip
import io
import re
from datetime import date
from functools import cache
from typing import Any

import docx
import openpyxl
import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from courses.curriculum.loader import read_programmes
from courses.curriculum.schema import Language, Module, Programme, Section
from courses.deliverables import Cover, template
from courses.publishing import CURRICULUM, publish
from lms.accounts.models import User
from lms.assignments.formulas import compute, names
from lms.assignments.numbers import number
from lms.db import Database
from lms.learning.models import Cohort, Completion, Enrolment
from lms.learning.models import Programme as ProgrammeRow
from lms.learning.queries import pinned_versions
from lms.learning.services import CohortDetails, create_cohort
from lms.permissions import Role
from tests.courses.sheets import mark_of
from tests.factories import Visitor, make_cohort, make_enrolment, make_user

LIGHT = 15_000
"""Bytes of a page, compressed."""
SAMPLE = {"number": "1,5", "date": "2026-12-01", "choice": "1", "text": "Texto"}


@cache
def programmes() -> dict[str, Programme]:
    return {one.code: one for one in read_programmes(CURRICULUM).programmes}


def modules() -> list[tuple[str, Module]]:
    return [(code, module) for code, one in programmes().items() for module in one.modules]


def named(case: tuple[str, Module]) -> str:
    return case[1].code


def enter(session: Session, code: str) -> Enrolment:
    """A trainee of the programme to whom every module is open."""
    publish(session, programmes()["gateway"])
    publish(session, programmes()[code])
    programme = session.scalars(sa.select(ProgrammeRow).filter_by(code=code)).one()
    cohort = make_cohort(session, make_user(session, Role.TRAINER))
    if cohort.programme_id != programme.id:
        cohort = _cohort_of(session, cohort, programme.id)
    enrolment = make_enrolment(session, cohort)
    for version in pinned_versions(session, cohort.id):
        key = {"enrolment_id": enrolment.id, "module_version_id": version.id}
        session.add(Completion(rule={}, **key))
    return enrolment


def _cohort_of(session: Session, like: Cohort, programme_id: int) -> Cohort:
    details = CohortDetails(
        name="Cali 2026",
        department="76",
        language="es",
        starts_on=like.starts_on,
        ends_on=like.ends_on,
        seats=9,
    )
    return create_cohort(session, make_user(session, Role.TRAINER).id, programme_id, details)


def filled(section: Section) -> dict[str, str]:
    """What a form sends for a section that is filled in as it asks."""
    name = f"section-{section.id}"
    if section.type != "table":
        return {name: section.options[0].id if section.options else "Texto con tildes: ñandú."}
    keys = [row.id for row in section.rows] or range(1, max(section.min_rows, 1) + 1)
    return {
        f"{name}.{key}.{column.id}": SAMPLE[column.type]
        for key in keys
        for column in section.columns
        if not column.formula
    }


def cover(module: Module, language: Language) -> Cover:
    return Cover(
        code=module.code,
        version=module.version,
        module=module.title[language],
        firm="Estudio Cumbal S.A.S.",
        person="Ángela Ñáñez",
        day=date(2026, 11, 24),
        language=language,
    )


def test_the_whole_programme_is_there() -> None:
    assert {f"M{n}" for n in range(1, 11)} <= {module.code for _code, module in modules()}


@pytest.mark.parametrize("language", ["es", "en"])
@pytest.mark.parametrize("case", modules(), ids=named)
def test_it_can_be_filled_in_handed_in_and_read(
    app: Flask, database: Database, case: tuple[str, Module], language: Language
) -> None:
    code, module = case
    with database.writing() as session:
        enrolment = enter(session, code)
        user = session.get_one(User, enrolment.user_id)
        user.language = language
    trainee, path = Visitor(app, user), f"/learn/{enrolment.id}/{module.code}/assignment"
    empty = trainee.get(path)
    assert empty.status_code == 200
    assert len(gzip.compress(empty.data, 6)) <= LIGHT
    sent: dict[str, Any] = {"draft": mark_of(empty.text), "action": "submit"}
    for section in module.assignment.sections:
        sent |= filled(section)
    answer = trainee.post(path, sent)
    errors = re.findall(r'<li><a href="#[^>]*>(.*?)</a>', answer.text)
    assert (answer.status_code, errors) == (303, [])
    shown = trainee.get(path).text
    assert "ñandú" in shown
    tables = [section for section in module.assignment.sections if section.type == "table"]
    assert shown.count("<caption") == len(tables)
    assert trainee.get(f"{path}/template").status_code == 200


@pytest.mark.parametrize("language", ["es", "en"])
@pytest.mark.parametrize("case", modules(), ids=named)
def test_its_file_has_every_section(case: tuple[str, Module], language: Language) -> None:
    work = case[1].assignment
    content = template(work, cover(case[1], language), {})
    labels = {section.label[language] for section in work.sections}
    if work.file == "docx":
        made = docx.Document(io.BytesIO(content))
        heads = {one.text for one in made.paragraphs if one.style.name == "Heading 1"}
        assert labels <= heads
        tables = [section for section in work.sections if section.type == "table"]
        assert len(made.tables) == len(tables) + 1
    else:
        book = openpyxl.load_workbook(io.BytesIO(content))
        told = {
            cell.value
            for sheet in book.worksheets
            for row in sheet.iter_rows(max_row=60)
            for cell in row
        }
        assert labels <= told


@pytest.mark.parametrize("case", modules(), ids=named)
def test_every_formula_can_be_worked_out(case: tuple[str, Module]) -> None:
    for section in case[1].assignment.sections:
        numbers = {column.id for column in section.columns if column.type == "number"}
        for column in section.columns:
            if column.formula:
                needed = names(column.formula)
                assert set(needed) <= numbers, f"{section.id}: {column.formula}"
                two = number("2")
                assert two is not None
                assert compute(column.formula, dict.fromkeys(needed, two)) is not None
