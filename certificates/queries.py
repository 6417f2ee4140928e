"""Reads on the register; what belongs to a holder takes her id as an argument."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

import sqlalchemy as sa
from sqlalchemy.orm import Session

from certificates.models import Certificate, CertificateState
from certificates.verdict import FileState, FileVerdict
from lms.accounts.models import Firm, User
from lms.learning.models import (
    Cohort,
    CohortTrainer,
    Completion,
    Enrolment,
    Module,
    ModuleVersion,
    Programme,
    TrainerRole,
)

PAGE_SIZE = 50


def certificate_by_code(session: Session, code: str, *, lock: bool = False) -> Certificate | None:
    """The certificate of a code in its stored form."""
    query = sa.select(Certificate).filter_by(code=code)
    return session.scalar(query.with_for_update() if lock else query)


def certificates_of(session: Session, user_id: int) -> Sequence[Certificate]:
    """The person's own certificates, newest first."""
    return session.scalars(
        sa.select(Certificate).filter_by(user_id=user_id).order_by(Certificate.id.desc())
    ).all()


def certificate_for(session: Session, user_id: int, certificate_id: int) -> Certificate | None:
    """The certificate, if it is the person's own."""
    return session.scalar(sa.select(Certificate).filter_by(id=certificate_id, user_id=user_id))


def is_certified(session: Session, completion_id: int) -> bool:
    """Whether a certificate was issued for the completion."""
    query = sa.select(Certificate.id).filter_by(completion_id=completion_id)
    return session.scalar(query.limit(1)) is not None


def completions_without_certificate(session: Session) -> Sequence[int]:
    """Ids of completions that no certificate was issued for, oldest first."""
    issued = sa.select(Certificate.completion_id)
    return session.scalars(
        sa.select(Completion.id).where(Completion.id.not_in(issued)).order_by(Completion.id)
    ).all()


@dataclass(frozen=True)
class CompletionFacts:
    """The rows that a certificate is made from."""

    completion: Completion
    enrolment: Enrolment
    person: User
    firm: Firm
    cohort: Cohort
    version: ModuleVersion
    module: Module
    programme: Programme


def completion_facts(session: Session, completion_id: int) -> CompletionFacts:
    """Who completed what, where and when; raises NoResultFound."""
    row = session.execute(
        sa.select(Completion, Enrolment, User, Firm, Cohort, ModuleVersion, Module, Programme)
        .join(Enrolment, Enrolment.id == Completion.enrolment_id)
        .join(User, User.id == Enrolment.user_id)
        .join(Firm, Firm.id == Enrolment.firm_id)
        .join(Cohort, Cohort.id == Enrolment.cohort_id)
        .join(ModuleVersion, ModuleVersion.id == Completion.module_version_id)
        .join(Module, Module.id == ModuleVersion.module_id)
        .join(Programme, Programme.id == Module.programme_id)
        .where(Completion.id == completion_id)
    ).one()
    return CompletionFacts(*row)


def trainer_name(session: Session, cohort_id: int) -> str:
    """The full name of the lead trainer; of another trainer, or nothing, where there is none."""
    lead_first = sa.case((CohortTrainer.role == TrainerRole.LEAD, 0), else_=1)
    trainer = session.scalar(
        sa.select(User)
        .join(CohortTrainer, CohortTrainer.user_id == User.id)
        .where(CohortTrainer.cohort_id == cohort_id)
        .order_by(lead_first, User.id)
        .limit(1)
    )
    return trainer.full_name if trainer else ""


@dataclass(frozen=True)
class RegisterPage:
    """One page of the register; `number` counts from 1."""

    rows: Sequence[Certificate]
    total: int
    number: int

    @property
    def has_next(self) -> bool:
        """Whether older certificates follow."""
        return self.number * PAGE_SIZE < self.total


def register_page(
    session: Session, text: str, state: CertificateState | None, number: int
) -> RegisterPage:
    """Certificates of everyone, newest first, whose printed words hold `text`."""
    found = sa.select(Certificate)
    if words := folded(text):
        found = found.where(Certificate.search.contains(words, autoescape=True))
    if state is not None:
        found = found.where(Certificate.state == state)
    counted = sa.select(sa.func.count()).select_from(found.subquery())
    total = session.scalar(counted) or 0
    rows = session.scalars(
        found.order_by(Certificate.id.desc()).limit(PAGE_SIZE).offset((number - 1) * PAGE_SIZE)
    ).all()
    return RegisterPage(rows, total, number)


def folded(text: str) -> str:
    """A text without accents, case and repeated spaces, so that *nunez* finds *Núñez*."""
    letters = unicodedata.normalize("NFKD", " ".join(text.split()).casefold())
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


class FileOutcome(Enum):
    """What the register says about a file."""

    GENUINE = "genuine"
    ALTERED = "altered"
    UNKNOWN = "unknown"


def compare_file(session: Session, verdict: FileVerdict) -> tuple[FileOutcome, Certificate | None]:
    """Hold a judged file against the register: only the very bytes that we issued are genuine."""
    found = certificate_by_code(session, verdict.code or "")
    if found is not None and found.pdf_sha256 == verdict.sha256:
        return FileOutcome.GENUINE, found
    claims_ours = found is not None and verdict.state is not FileState.GENUINE
    if claims_ours or verdict.state is FileState.ALTERED:
        return FileOutcome.ALTERED, found
    return FileOutcome.UNKNOWN, None
