"""What a trainer can print: the newest version of every module of every programme."""

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from courses.content import HasContent
from courses.models import ModuleContent, RegisterContent
from lms.learning.models import (
    CohortModule,
    Completion,
    Enrolment,
    Module,
    ModuleVersion,
    Programme,
)


@dataclass(frozen=True, kw_only=True)
class Printable(HasContent):
    """A module in its newest version."""

    programme_code: str
    programme_title: dict[str, str]
    code: str
    version: str
    title: dict[str, str]
    learning: bool
    """Whether the person still learns it, and so may not have the key to its quiz."""


_NEWEST = sa.select(sa.func.max(ModuleVersion.id)).group_by(ModuleVersion.module_id)
_LEARNING = (
    sa.select(ModuleVersion.module_id)
    .join(CohortModule, CohortModule.module_version_id == ModuleVersion.id)
    .join(Enrolment, Enrolment.cohort_id == CohortModule.cohort_id)
    .outerjoin(
        Completion,
        (Completion.enrolment_id == Enrolment.id)
        & (Completion.module_version_id == ModuleVersion.id),
    )
    .where(Enrolment.user_id == sa.bindparam("user"), Completion.id.is_(None))
)
_PRINTABLE = (
    sa.select(
        ModuleVersion.id.label("version_id"),
        Programme.id.label("programme_id"),
        ModuleContent.sha256.label("module_sha"),
        RegisterContent.sha256.label("register_sha"),
        Programme.code.label("programme_code"),
        Programme.title.label("programme_title"),
        Module.code,
        ModuleVersion.version,
        ModuleVersion.title,
        Module.id.in_(_LEARNING).label("learning"),
    )
    .join(Module, Module.id == ModuleVersion.module_id)
    .join(Programme, Programme.id == Module.programme_id)
    .join(ModuleContent, ModuleContent.module_version_id == ModuleVersion.id)
    .join(RegisterContent, RegisterContent.programme_id == Programme.id)
    .where(ModuleVersion.id.in_(_NEWEST))
    .order_by(Programme.id, Module.position)
)


def printables(session: Session, user_id: int) -> list[Printable]:
    """Every module, programme by programme, in teaching order."""
    rows = session.execute(_PRINTABLE, {"user": user_id}).mappings()
    return [Printable(**row) for row in rows]


def printable_for(
    session: Session, user_id: int, programme_code: str, code: str
) -> Printable | None:
    """One module by its code and that of its programme."""
    query = _PRINTABLE.where(Programme.code == programme_code, Module.code == code)
    row = session.execute(query, {"user": user_id}).mappings().one_or_none()
    return None if row is None else Printable(**row)


def programme_title(session: Session, programme_id: int) -> dict[str, str]:
    """The title of a programme in each language."""
    return session.scalars(sa.select(Programme.title).filter_by(id=programme_id)).one()
