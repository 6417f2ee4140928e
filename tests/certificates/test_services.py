"""Issuing, correcting and revoking: one certificate per completion, frozen, never removed."""

import ast
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

import certificates
from certificates import queries, services
from certificates.codes import ALPHABET, new_code, normalise
from certificates.models import Certificate, CertificateState
from certificates.rendering import render_job
from certificates.typesetting import TextTooLong, UnprintableName
from lms import mail
from lms.accounts.models import Firm
from lms.db import Database
from lms.jobs.registry import GiveUp, JobContext
from lms.learning.models import CohortTrainer, Completion, ModuleVersion, TrainerRole
from lms.learning.queries import pinned_versions
from lms.learning.services import complete_module
from lms.permissions import Role
from tests.certificates.register import earn, jobs
from tests.factories import make_cohort, make_enrolment, make_module, make_user


def count(session: Session) -> int:
    return session.scalar(sa.select(sa.func.count()).select_from(Certificate)) or 0


def test_a_completed_module_issues_one_certificate_with_its_job_and_its_mail(
    session: Session,
) -> None:
    certificate = earn(session)
    assert certificate.state is CertificateState.VALID
    assert normalise(certificate.code) == certificate.code
    (job,) = jobs(session, services.RENDER)
    assert (job.key, job.payload) == (certificate.code, {"certificate_id": certificate.id})
    (letter,) = jobs(session, mail.KIND)
    assert letter.payload["to"] == certificate.user.email
    assert "https://gateway.test/certificates\n" in letter.payload["text"]
    assert f"https://gateway.test/v/{certificate.code}\n" in letter.payload["text"]


def test_completing_again_issues_nothing_more(session: Session) -> None:
    certificate = earn(session)
    completion = certificate.completion
    complete_module(session, completion.enrolment_id, completion.module_version_id)
    assert services.issue(session, completion.id) is None
    assert count(session) == 1
    assert len(jobs(session, mail.KIND)) == 1


def test_the_snapshot_says_who_completed_what_where_and_when(session: Session) -> None:
    trainer = make_user(session, Role.TRAINER, given_names="Lucía", first_surname="Ñáñez")
    cohort = make_cohort(session, trainer)
    certificate = earn(session, cohort=cohort)
    printed = certificate.printed
    assert printed.name == "María José Muñoz Ordóñez"
    assert printed.firm_name == certificate.completion.enrolment.firm.name
    assert printed.nit.startswith("900.000.") or printed.nit.count(".") == 2
    assert printed.programme_title == "Puerta"
    assert (printed.module_code, printed.module_version) == ("M1", "1.0")
    assert printed.module_title == "Exportar servicios"
    assert printed.outcomes == ("Decide con evidencia.",)
    assert printed.hours == Decimal(6)
    assert printed.cohort_name == "Pasto 2026"
    assert printed.trainer_name == "Lucía Ñáñez Ordóñez"
    assert printed.code == certificate.code
    assert printed.verify_url == f"https://gateway.test/v/{certificate.code}"
    assert printed.issued_at == certificate.issued_at


def test_a_certificate_is_written_in_the_language_of_its_holder(session: Session) -> None:
    certificate = earn(session, make_user(session, Role.TRAINEE, language="en"))
    assert certificate.printed.module_title == "Exporting services"
    assert certificate.printed.outcomes == ("Decides with evidence.",)
    (letter,) = jobs(session, mail.KIND)
    assert letter.payload["subject"] == "Your certificate for module M1 – Exporting services"


def test_the_day_of_completion_is_the_day_in_bogota(session: Session) -> None:
    enrolment = make_enrolment(session)
    version = pinned_versions(session, enrolment.cohort_id)[0]
    completion = Completion(
        enrolment_id=enrolment.id,
        module_version_id=version.id,
        rule=version.rule,
        completed_at=datetime(2026, 12, 1, 3, 30, tzinfo=UTC),
    )
    session.add(completion)
    session.flush()
    (code,) = services.issue_missing(session)
    found = queries.certificate_by_code(session, code)
    assert found is not None
    assert f"{found.printed.completed_on}" == "2026-11-30"


def test_the_lead_trainer_is_named_and_a_co_trainer_only_without_one(session: Session) -> None:
    first = make_user(session, Role.TRAINER, given_names="Ayudante")
    cohort = make_cohort(session, make_user(session, Role.TRAINER, given_names="Líder"))
    session.add(CohortTrainer(cohort_id=cohort.id, user_id=first.id, role=TrainerRole.CO_TRAINER))
    session.flush()
    assert queries.trainer_name(session, cohort.id).startswith("Líder")
    session.execute(sa.delete(CohortTrainer).filter_by(role=TrainerRole.LEAD))
    assert queries.trainer_name(session, cohort.id).startswith("Ayudante")
    session.execute(sa.delete(CohortTrainer))
    assert queries.trainer_name(session, cohort.id) == ""


def test_later_changes_of_person_firm_and_module_change_no_certificate(session: Session) -> None:
    certificate = earn(session)
    before = certificate.printed
    certificate.user.certificate_name = "Otra Persona"
    session.execute(sa.update(Firm).values(name="Otra Firma"))
    session.execute(sa.update(ModuleVersion).values(title={"es": "Otro", "en": "Other"}))
    session.flush()
    session.expire_all()
    assert certificate.printed == before


def test_missing_certificates_are_issued_once(session: Session) -> None:
    enrolment = make_enrolment(session)
    version = pinned_versions(session, enrolment.cohort_id)[0]
    session.add(
        Completion(enrolment_id=enrolment.id, module_version_id=version.id, rule=version.rule)
    )
    session.flush()
    earn(session)
    assert len(queries.completions_without_certificate(session)) == 1
    assert len(services.issue_missing(session)) == 1
    assert services.issue_missing(session) == []
    assert count(session) == 2


def test_a_revoked_certificate_keeps_its_row_and_says_why(session: Session) -> None:
    certificate = earn(session)
    administrator = make_user(session, Role.ADMINISTRATOR)
    services.revoke(session, certificate.code, administrator.id, "Se expidió por error.")
    assert certificate.state is CertificateState.REVOKED
    assert certificate.revoked_reason == "Se expidió por error."
    assert certificate.revoked_by == administrator.id
    assert certificate.revoked_at is not None
    letter = jobs(session, mail.KIND)[-1]
    assert letter.payload["to"] == certificate.user.email
    assert "Se expidió por error." in letter.payload["text"]


def test_a_certificate_is_revoked_only_once(session: Session) -> None:
    certificate = earn(session)
    by = make_user(session, Role.ADMINISTRATOR).id
    services.revoke(session, certificate.code, by, "Primero")
    with pytest.raises(services.NotValid) as refusal:
        services.revoke(session, certificate.code, by, "Segundo")
    assert refusal.value.state is CertificateState.REVOKED
    assert certificate.revoked_reason == "Primero"


def test_an_unknown_code_is_neither_revoked_nor_corrected(session: Session) -> None:
    with pytest.raises(services.UnknownCertificate):
        services.revoke(session, new_code(), 1, "No existe")
    with pytest.raises(services.UnknownCertificate):
        services.supersede(session, new_code(), "Ana", 1)


def test_a_corrected_certificate_replaces_the_earlier_one_and_both_stay(session: Session) -> None:
    old = earn(session)
    by = make_user(session, Role.ADMINISTRATOR).id
    new = services.supersede(session, old.code, "  María  José Muñoz ", by)
    assert new.printed.name == "María José Muñoz"
    assert new.printed.code == new.code != old.code
    assert new.printed.verify_url.endswith(new.code)
    assert (new.revision, new.issued_by, new.state) == (2, by, CertificateState.VALID)
    assert old.state is CertificateState.SUPERSEDED
    assert old.superseded_by_id == new.id
    assert old.printed.name == "María José Muñoz Ordóñez"
    assert [job.key for job in jobs(session, services.RENDER)] == [old.code, new.code]
    assert jobs(session, mail.KIND)[-1].key == f"certificate:{new.code}"
    with pytest.raises(services.NotValid):
        services.supersede(session, old.code, "Tercera", by)


@pytest.mark.parametrize(
    ("name", "refusal"), [("Ana 🙂", UnprintableName), ("W" * 400, TextTooLong)]
)
def test_a_correction_that_cannot_be_printed_changes_nothing(
    name: str, refusal: type[Exception], session: Session
) -> None:
    certificate = earn(session)
    with pytest.raises(refusal):
        services.supersede(session, certificate.code, name, certificate.user_id)
    assert certificate.state is CertificateState.VALID
    assert count(session) == 1


def test_a_name_that_cannot_be_printed_is_certified_and_its_job_says_what_to_do(
    database: Database, app: Any
) -> None:
    with database.writing() as session:
        user = make_user(session, Role.TRAINEE, certificate_name="Ana 🙂")
        certificate = earn(session, user)
    assert certificate.state is CertificateState.VALID
    context: JobContext = app.extensions["jobs"].context
    with pytest.raises(GiveUp, match="corrected name") as told:
        render_job(context, {"certificate_id": certificate.id})
    assert "Ana" not in str(told.value)


def test_ten_thousand_guesses_find_no_certificate(session: Session) -> None:
    certificate = earn(session)
    guesses = {normalise(new_code()) for _ in range(10_000)}
    assert None not in guesses
    found = [code for code in guesses if queries.certificate_by_code(session, code or "")]
    assert found == []
    assert queries.certificate_by_code(session, certificate.code) is certificate


def test_one_changed_character_never_finds_a_certificate(session: Session) -> None:
    code = earn(session).code
    for place, sign in enumerate(code):
        for other in set(ALPHABET) - {sign, "-"}:
            if sign != "-":
                assert normalise(code[:place] + other + code[place + 1 :]) is None


@pytest.mark.parametrize("typed", ["nunez", "NÚÑEZ", "  Núñez ", "nube", "900123"])
def test_the_register_finds_words_without_accents_or_case(typed: str, session: Session) -> None:
    user = make_user(session, Role.TRAINEE, certificate_name="Ana Núñez")
    certificate = earn(session, user)
    earn(session)
    certificate.search = queries.folded("Ana Núñez Nube Andina 900123")
    session.flush()
    page = queries.register_page(session, typed, None, 1)
    assert [row.id for row in page.rows] == [certificate.id]


def test_a_percent_sign_in_the_search_is_only_a_percent_sign(session: Session) -> None:
    earn(session)
    assert queries.register_page(session, "%", None, 1).total == 0


def test_the_register_shows_fifty_a_page(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queries, "PAGE_SIZE", 2)
    cohort = make_cohort(session)
    issued = [earn(session, cohort=cohort).id for _ in range(3)]
    first = queries.register_page(session, "", None, 1)
    second = queries.register_page(session, "", None, 2)
    assert ([row.id for row in first.rows], first.has_next) == ([issued[2], issued[1]], True)
    assert ([row.id for row in second.rows], second.has_next) == ([issued[0]], False)
    assert first.total == 3


def test_no_code_path_removes_a_certificate() -> None:
    package = Path(str(certificates.__file__)).parent
    calls = {
        ast.unparse(node.func).rsplit(".", 1)[-1]
        for path in package.glob("*.py")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Call)
    }
    assert "update" in calls  # the search does see what is there
    assert not calls & {"delete", "drop_all", "truncate"}


def test_a_second_version_of_a_module_gets_its_own_certificate(session: Session) -> None:
    first = earn(session)
    make_module(session, version="2.0", sha256="1" * 64)
    second = earn(session, first.user, make_cohort(session))
    assert (first.printed.module_version, second.printed.module_version) == ("1.0", "2.0")
