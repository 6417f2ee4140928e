"""The fact registers of all programmes, and which lessons rely on which fact."""

from collections import defaultdict
from collections.abc import Mapping

import sqlalchemy as sa
from sqlalchemy.orm import Session

from courses.content import module_of, register_of
from courses.curriculum.check_markup import cited_facts
from courses.curriculum.schema import Register
from courses.models import ModuleContent, RegisterContent
from lms.learning.models import Module, ModuleVersion


def registers(session: Session) -> list[Register]:
    """The register of each programme; programmes that share one give it once."""
    rows = session.execute(sa.select(RegisterContent.programme_id, RegisterContent.sha256))
    by_content = {sha256: programme_id for programme_id, sha256 in rows}
    return [register_of(session, programme, sha) for sha, programme in by_content.items()]


def citing_lessons(session: Session) -> Mapping[str, list[str]]:
    """Fact id → the lessons that print or draw it, such as M4.2, in the newest versions."""
    newest = sa.select(sa.func.max(ModuleVersion.id)).group_by(ModuleVersion.module_id)
    rows = session.execute(
        sa.select(
            ModuleContent.module_version_id,
            ModuleContent.sha256,
            RegisterContent.programme_id,
            RegisterContent.sha256,
        )
        .join(ModuleVersion, ModuleVersion.id == ModuleContent.module_version_id)
        .join(Module, Module.id == ModuleVersion.module_id)
        .join(RegisterContent, RegisterContent.programme_id == Module.programme_id)
        .where(ModuleVersion.id.in_(newest))
        .order_by(Module.programme_id, Module.position)
    )
    found: dict[str, list[str]] = defaultdict(list)
    for version_id, module_sha, programme_id, register_sha in rows:
        module = module_of(session, version_id, module_sha)
        register = register_of(session, programme_id, register_sha)
        for number, lesson in enumerate(module.lessons, 1):
            for fact in cited_facts(lesson.body.es, register):
                found[fact].append(f"{module.code}.{number}")
    return found
