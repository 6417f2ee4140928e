"""Reads on the shared nouns; what belongs to someone takes that someone as an argument."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from lms.learning.completion import CompletionRule, Fact, Progress, evaluate
from lms.learning.models import (
    Cohort,
    CohortModule,
    CohortTrainer,
    Completion,
    Enrolment,
    Evidence,
    Module,
    ModuleVersion,
    Programme,
    ReadinessAssessment,
    ReadinessInstrument,
    ReadinessMoment,
)


def programmes(session: Session) -> Sequence[Programme]:
    """Every programme, by code."""
    return session.scalars(sa.select(Programme).order_by(Programme.code)).all()


def newest_versions(session: Session, programme_id: int) -> Sequence[ModuleVersion]:
    """The last published version of each module, in the programme's order."""
    newest = sa.select(sa.func.max(ModuleVersion.id)).group_by(ModuleVersion.module_id)
    return session.scalars(
        sa.select(ModuleVersion)
        .join(ModuleVersion.module)
        .where(Module.programme_id == programme_id, ModuleVersion.id.in_(newest))
        .order_by(Module.position)
    ).all()


def cohort_by_code(session: Session, code: str, *, lock: bool = False) -> Cohort | None:
    """The cohort of a join code as people type it: any case, with spaces or dashes."""
    clean = "".join(code.split()).replace("-", "").upper()
    query = sa.select(Cohort).filter_by(join_code=clean)
    return session.scalar(query.with_for_update() if lock else query)


def seats_taken(session: Session, cohort_id: int) -> int:
    """How many people are enrolled."""
    query = sa.select(sa.func.count()).select_from(Enrolment).filter_by(cohort_id=cohort_id)
    return session.scalar(query) or 0


def cohorts_of(session: Session, trainer_id: int) -> Sequence[Cohort]:
    """The trainer's own cohorts, newest start first."""
    return session.scalars(
        sa.select(Cohort)
        .join(CohortTrainer, CohortTrainer.cohort_id == Cohort.id)
        .where(CohortTrainer.user_id == trainer_id)
        .order_by(Cohort.starts_on.desc(), Cohort.id.desc())
    ).all()


def cohort_for(session: Session, trainer_id: int, cohort_id: int) -> Cohort | None:
    """The cohort, if the trainer is one of its trainers."""
    return session.scalar(
        sa.select(Cohort)
        .join(CohortTrainer, CohortTrainer.cohort_id == Cohort.id)
        .where(CohortTrainer.user_id == trainer_id, Cohort.id == cohort_id)
    )


def enrolments_of(session: Session, user_id: int) -> Sequence[Enrolment]:
    """The person's own enrolments, newest first."""
    return session.scalars(
        sa.select(Enrolment).filter_by(user_id=user_id).order_by(Enrolment.id.desc())
    ).all()


def enrolment_for(session: Session, user_id: int, enrolment_id: int) -> Enrolment | None:
    """The enrolment, if it is the person's own."""
    return session.scalar(sa.select(Enrolment).filter_by(id=enrolment_id, user_id=user_id))


def enrolment_for_trainer(session: Session, trainer_id: int, enrolment_id: int) -> Enrolment | None:
    """The enrolment, if it is in one of the trainer's cohorts."""
    return session.scalar(
        sa.select(Enrolment)
        .join(CohortTrainer, CohortTrainer.cohort_id == Enrolment.cohort_id)
        .where(CohortTrainer.user_id == trainer_id, Enrolment.id == enrolment_id)
    )


def pinned_versions(session: Session, cohort_id: int) -> Sequence[ModuleVersion]:
    """The module versions that the cohort follows, in the programme's order."""
    return session.scalars(
        sa.select(ModuleVersion)
        .join(CohortModule, CohortModule.module_version_id == ModuleVersion.id)
        .join(Module, Module.id == ModuleVersion.module_id)
        .where(CohortModule.cohort_id == cohort_id)
        .order_by(Module.position)
    ).all()


def pinned_version(session: Session, cohort_id: int, module_code: str) -> ModuleVersion | None:
    """The version of one module that the cohort follows."""
    return session.scalar(
        sa.select(ModuleVersion)
        .join(CohortModule, CohortModule.module_version_id == ModuleVersion.id)
        .join(Module, Module.id == ModuleVersion.module_id)
        .where(CohortModule.cohort_id == cohort_id, Module.code == module_code)
    )


def evidence(session: Session, enrolment_id: int, module_version_id: int) -> Sequence[Evidence]:
    """Every fact about one trainee's module, oldest first."""
    return session.scalars(
        sa.select(Evidence)
        .filter_by(enrolment_id=enrolment_id, module_version_id=module_version_id)
        .order_by(Evidence.id)
    ).all()


def module_progress(session: Session, enrolment_id: int, module_version_id: int) -> Progress:
    """Where one trainee stands in one module."""
    version = session.get_one(ModuleVersion, module_version_id)
    facts = session.execute(
        sa.select(Evidence.kind, Evidence.item).filter_by(
            enrolment_id=enrolment_id, module_version_id=module_version_id
        )
    )
    return evaluate(CompletionRule.from_json(version.rule), (Fact(*row) for row in facts))


def cohort_progress(session: Session, cohort_id: int) -> dict[tuple[int, int], Progress]:
    """Where everyone in the cohort stands: (enrolment id, module version id) → progress.

    Two statements, however many people there are.
    """
    rules = {
        version.id: CompletionRule.from_json(version.rule)
        for version in pinned_versions(session, cohort_id)
    }
    facts: dict[tuple[int, int], list[Fact]] = defaultdict(list)
    people = sa.select(Enrolment.id).filter_by(cohort_id=cohort_id)
    rows = session.execute(
        sa.select(
            Evidence.enrolment_id, Evidence.module_version_id, Evidence.kind, Evidence.item
        ).where(Evidence.enrolment_id.in_(people))
    )
    for enrolment_id, version_id, kind, item in rows:
        facts[enrolment_id, version_id].append(Fact(kind, item))
    return {
        (enrolment_id, version_id): evaluate(rule, facts[enrolment_id, version_id])
        for enrolment_id in session.scalars(people)
        for version_id, rule in rules.items()
    }


def completed_at(session: Session, enrolment_id: int) -> dict[int, datetime]:
    """When the person completed each module: module version id → UTC time."""
    rows = session.execute(
        sa.select(Completion.module_version_id, Completion.completed_at).filter_by(
            enrolment_id=enrolment_id
        )
    )
    return {row.module_version_id: row.completed_at for row in rows}


@dataclass(frozen=True, slots=True)
class Respondent:
    """Who answers a readiness assessment: a person, for her firm if she has one."""

    user_id: int
    firm_id: int | None

    @property
    def owns(self) -> sa.ColumnElement[bool]:
        """What holds for the assessments that she shares with her firm, or that are her own."""
        if self.firm_id is not None:
            return ReadinessAssessment.firm_id == self.firm_id
        return sa.and_(
            ReadinessAssessment.firm_id.is_(None), ReadinessAssessment.user_id == self.user_id
        )


def newest_instrument(session: Session) -> ReadinessInstrument | None:
    """The readiness assessment that was published last."""
    query = sa.select(ReadinessInstrument).order_by(ReadinessInstrument.id.desc())
    return session.scalars(query.limit(1)).first()


def assessments_of(
    session: Session, respondent: Respondent
) -> dict[ReadinessMoment, ReadinessAssessment]:
    """The respondent's assessments, drafts included, by moment."""
    rows = session.scalars(sa.select(ReadinessAssessment).where(respondent.owns))
    return {row.moment: row for row in rows}


def assessment_of(
    session: Session, respondent: Respondent, moment: ReadinessMoment, *, lock: bool = False
) -> ReadinessAssessment | None:
    """The respondent's assessment of one moment; locked, it is read anew."""
    query = sa.select(ReadinessAssessment).where(
        respondent.owns, ReadinessAssessment.moment == moment
    )
    if lock:
        query = query.with_for_update().execution_options(populate_existing=True)
    return session.scalar(query)
