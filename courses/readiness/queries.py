"""Reads around the readiness assessment: the instrument in force, the firm's course, modules."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session

from courses.content import instrument_of, module_of
from courses.curriculum.readiness import Readiness
from courses.models import InstrumentContent, ModuleContent
from courses.readiness.moments import Course, Found, Place, current, places
from lms.learning.models import (
    Cohort,
    CohortModule,
    CohortState,
    Completion,
    Enrolment,
    ReadinessAssessment,
    ReadinessInstrument,
    ReadinessMoment,
)
from lms.learning.queries import Respondent, newest_versions


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a respondent stands: the instrument in force, the assessments, the four moments."""

    instrument: ReadinessInstrument
    found: Found
    places: tuple[Place, ...]

    def place(self, moment: ReadinessMoment) -> Place:
        """One moment."""
        return next(place for place in self.places if place.moment is moment)

    @property
    def current(self) -> Place | None:
        """The moment that is open now."""
        return current(self.places)

    def instrument_id(self, moment: ReadinessMoment) -> int:
        """Which instrument a moment uses: the one it began with, else the baseline's, else the
        newest, so that points gained compare like with like."""
        for known in (moment, ReadinessMoment.BASELINE):
            if known in self.found:
                return self.found[known].instrument_id
        return self.instrument.id


def standing(session: Session, respondent: Respondent, today: date) -> Standing | None:
    """Where a respondent stands on a day in Colombia; None where nothing is published.

    One statement before the baseline is finished, two afterwards.
    """
    rows = session.execute(
        sa.select(ReadinessInstrument, ReadinessAssessment)
        .outerjoin(ReadinessAssessment, respondent.owns)
        .where(
            ReadinessInstrument.id
            == sa.select(sa.func.max(ReadinessInstrument.id)).scalar_subquery()
        )
    ).all()
    if not rows:
        return None
    instrument = rows[0][0]
    found = {row.moment: row for _instrument, row in rows if row is not None}
    baseline = found.get(ReadinessMoment.BASELINE)
    asked = baseline is not None and baseline.finished_at is not None
    course = course_of(session, respondent, instrument.programme_id, today) if asked else None
    return Standing(instrument, found, places(found, course, today))


def course_of(
    session: Session, respondent: Respondent, programme_id: int, today: date
) -> Course | None:
    """How far the firm's people, or the person alone, are in their newest cohort of a programme."""
    own = (
        Enrolment.user_id == respondent.user_id
        if respondent.firm_id is None
        else Enrolment.firm_id == respondent.firm_id
    )
    done = (
        sa.select(sa.func.count())
        .where(Completion.enrolment_id == Enrolment.id)
        .correlate(Enrolment)
        .scalar_subquery()
    )
    modules = (
        sa.select(sa.func.count())
        .where(CohortModule.cohort_id == Cohort.id)
        .correlate(Cohort)
        .scalar_subquery()
    )
    row = session.execute(
        sa.select(done, modules, Cohort.state, Cohort.ends_on)
        .select_from(Enrolment)
        .join(Cohort, Cohort.id == Enrolment.cohort_id)
        .where(own, Cohort.programme_id == programme_id)
        .order_by(Cohort.id.desc(), done.desc())
        .limit(1)
    ).first()
    if row is None:
        return None
    ended = row.state is CohortState.CLOSED or row.ends_on < today
    return Course(row[0], row[1], ended)


def readiness_of(session: Session, instrument_id: int) -> Readiness:
    """The content of a published instrument."""
    sha256 = session.scalars(
        sa.select(InstrumentContent.sha256).filter_by(instrument_id=instrument_id)
    ).one()
    return instrument_of(session, instrument_id, sha256)


@dataclass(frozen=True, slots=True)
class KnownModule:
    """A module of the programme as a study plan names it."""

    title: Mapping[str, str]
    prerequisites: tuple[str, ...]


def modules_of(session: Session, programme_id: int) -> dict[str, KnownModule]:
    """The newest version of each module of a programme, by code, in order."""
    versions = newest_versions(session, programme_id)
    wanted = [version.id for version in versions]
    rows = session.execute(
        sa.select(ModuleContent.module_version_id, ModuleContent.sha256).where(
            ModuleContent.module_version_id.in_(wanted)
        )
    )
    contents = {row.module_version_id: row.sha256 for row in rows}
    return {
        version.module.code: KnownModule(
            version.title,
            module_of(session, version.id, contents[version.id]).prerequisites
            if version.id in contents
            else (),
        )
        for version in versions
    }
