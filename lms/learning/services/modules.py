"""Publishing programmes and module versions."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from lms.learning.completion import CompletionRule
from lms.learning.models import Module, ModuleVersion, Programme


class VersionConflict(Exception):
    """A published module version cannot change: its content needs a new version number."""


@dataclass(frozen=True)
class NewModuleVersion:
    """What a module version is made of when it is published; texts as in `ModuleVersion`."""

    code: str
    position: int
    version: str
    title: dict[str, str]
    outcomes: dict[str, Any]
    hours: float
    rule: CompletionRule
    rubric: list[Any]
    sections: list[Any]
    sha256: str


def save_programme(session: Session, code: str, title: Mapping[str, str]) -> Programme:
    """Create the programme or bring its title up to date."""
    programme = session.scalar(sa.select(Programme).filter_by(code=code))
    if programme is None:
        programme = Programme(code=code, title=dict(title))
        session.add(programme)
    elif programme.title != dict(title):
        programme.title = dict(title)
    session.flush()
    return programme


def publish_module_version(
    session: Session, programme: Programme, new: NewModuleVersion
) -> tuple[ModuleVersion, bool]:
    """Publish a version and say whether it is new; the same content again changes nothing.

    Cohorts stay on the version they were created with. Raises VersionConflict when the content
    differs from what was already published under the same version.
    """
    module = session.scalar(sa.select(Module).filter_by(programme_id=programme.id, code=new.code))
    if module is None:
        module = Module(programme_id=programme.id, code=new.code, position=new.position)
        session.add(module)
        session.flush()
    module.position = new.position
    version = session.scalar(
        sa.select(ModuleVersion).filter_by(module_id=module.id, version=new.version)
    )
    if version is not None:
        if version.sha256 != new.sha256:
            raise VersionConflict(f"{new.code} {new.version} is already published and differs")
        return version, False
    version = ModuleVersion(
        module_id=module.id,
        version=new.version,
        title=new.title,
        outcomes=new.outcomes,
        hours=new.hours,
        rule=new.rule.to_json(),
        rubric=new.rubric,
        sections=new.sections,
        sha256=new.sha256,
    )
    session.add(version)
    session.flush()
    return version, True
