"""Putting curriculum files into the database: idempotent, and it says what it changed."""

import hashlib
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from courses.curriculum.check_markup import require_references
from courses.curriculum.loader import load_programmes
from courses.curriculum.schema import (
    LANGUAGES,
    Localized,
    Module,
    Programme,
    Register,
    dump_module,
    dump_register,
    parse_module,
)
from courses.models import ModuleContent, RegisterContent
from courses.readiness.publishing import publish_readiness
from courses.sections import section_of
from lms.learning import services as learning
from lms.learning.completion import CompletionRule
from lms.learning.models import Module as ModuleRow
from lms.learning.models import ModuleVersion
from lms.learning.models import Programme as ProgrammeRow

CURRICULUM = Path(__file__).parent / "curriculum"


class StillCited(Exception):
    """The register no longer holds what a published module version cites."""


def seed(session: Session) -> None:
    """Publish the programmes that come with this package."""
    for programme in load_programmes(CURRICULUM):
        publish(session, programme)


def publish(session: Session, programme: Programme) -> list[str]:
    """Store what is new or changed and say it, a line each; a second call changes nothing.

    Raises VersionConflict when a module differs from what its version already published, and
    StillCited when a fact or term is gone that a published version cites.
    """
    before = session.scalar(sa.select(ProgrammeRow.title).filter_by(code=programme.code))
    title = _localized(programme.title)
    row = learning.save_programme(session, programme.code, title)
    changes = [] if before == title else [f"programme {programme.code}: {_new(before is None)}"]
    for position, module in enumerate(programme.modules, 1):
        if _publish_module(session, row, module, position):
            changes.append(f"module {module.code} {module.version}: published")
    readiness = programme.readiness
    if readiness is not None and publish_readiness(session, row, readiness):
        changes.append(f"readiness assessment {readiness.version}: published")
    register = _store_register(session, row.id, programme.register)
    if register:
        changes.append(f"facts and glossary: {register}")
        _check_citations(session, row.id, programme.register)
    return changes


def _new(is_new: bool) -> str:
    return "created" if is_new else "updated"


def _publish_module(
    session: Session, programme: ProgrammeRow, module: Module, position: int
) -> bool:
    body = dump_module(module)
    sha256 = hashlib.sha256(body).hexdigest()
    outcomes: dict[str, Any] = {
        code: [text[code] for text in module.outcomes] for code in LANGUAGES
    }
    new = learning.NewModuleVersion(
        code=module.code,
        position=position,
        version=module.version,
        title=_localized(module.title),
        outcomes=outcomes,
        hours=float(module.hours),
        rule=rule_of(module),
        rubric=rubric_of(module),
        sections=[section_of(section) for section in module.assignment.sections],
        sha256=sha256,
    )
    version, _is_new = learning.publish_module_version(session, programme, new)
    if session.get(ModuleContent, version.id) is not None:
        return False
    session.add(ModuleContent(module_version_id=version.id, sha256=sha256, body=body.decode()))
    session.flush()
    return True


def rule_of(module: Module) -> CompletionRule:
    """What the module's file asks for completing it."""
    asked = module.completion
    must_pass = module.quiz.must_pass_slots
    return CompletionRule(
        lessons=tuple(lesson.slug for lesson in module.lessons) if asked.lessons else (),
        quiz=asked.quiz,
        must_pass=tuple(slot for slot in module.quiz.slots if slot in must_pass and asked.quiz),
        assignment=asked.assignment,
        participation=asked.participation,
    )


def rubric_of(module: Module) -> list[dict[str, object]]:
    """The rubric as module versions keep it."""
    return [
        {
            "id": criterion.id,
            "title": _localized(criterion.title),
            "levels": [_localized(level) for level in criterion.levels],
        }
        for criterion in module.assignment.criteria
    ]


def _localized(text: Localized) -> dict[str, str]:
    return {language: text[language] for language in LANGUAGES}


def _store_register(session: Session, programme_id: int, register: Register) -> str | None:
    body = dump_register(register)
    sha256 = hashlib.sha256(body).hexdigest()
    row = session.get(RegisterContent, programme_id)
    if row is None:
        session.add(RegisterContent(programme_id=programme_id, sha256=sha256, body=body.decode()))
        session.flush()
        return "created"
    if row.sha256 == sha256:
        return None
    row.sha256, row.body = sha256, body.decode()
    session.flush()
    return "updated"


def _check_citations(session: Session, programme_id: int, register: Register) -> None:
    """Cohorts stay on old versions, whose pages must still find what they cite."""
    bodies = session.scalars(
        sa.select(ModuleContent.body)
        .join(ModuleVersion, ModuleVersion.id == ModuleContent.module_version_id)
        .join(ModuleRow, ModuleRow.id == ModuleVersion.module_id)
        .where(ModuleRow.programme_id == programme_id)
    )
    for body in bodies:
        module = parse_module(body.encode())
        texts = [module.assignment.brief, *(lesson.body for lesson in module.lessons)]
        for text in texts:
            for language in LANGUAGES:
                try:
                    require_references(text[language], register)
                except KeyError as error:
                    raise StillCited(
                        f"{module.code} {module.version} is published and cites {error.args[0]}: "
                        "keep it in the register"
                    ) from None
