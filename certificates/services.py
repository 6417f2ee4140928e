"""Writes on the register: issue, correct, revoke. A certificate is never removed."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from typing import Any, cast

from sqlalchemy.orm import Session
from stdnum.co import nit as colombian_nit

from certificates import mails, queries
from certificates.codes import new_code
from certificates.layout import TEMPLATE_VERSION, compose, printable
from certificates.models import Certificate, CertificateState
from certificates.phrases import BOGOTA
from certificates.snapshot import Language, Snapshot, to_builtins
from certificates.typesetting import UnprintableText
from lms import mail
from lms.db import insert_once, utcnow
from lms.events import ModuleCompleted
from lms.jobs.services import enqueue

RENDER = "certificates.render"


class UnknownCertificate(Exception):
    """No certificate has this code."""


class NotValid(Exception):
    """The certificate was revoked or replaced before, so its state cannot change again."""

    def __init__(self, state: CertificateState) -> None:
        self.state = state
        super().__init__(f"This certificate is already {state.value}")


def issue_on_completion(session: Session, event: ModuleCompleted) -> None:
    """Write the certificate of a completed module in the transaction of the completion."""
    issue(session, event.completion_id)


def issue_missing(session: Session) -> Sequence[str]:
    """Issue what history lacks and give the new codes; a second call issues nothing."""
    missing = queries.completions_without_certificate(session)
    codes = [issue(session, completion_id) for completion_id in missing]
    return [code for code in codes if code is not None]


def issue(session: Session, completion_id: int) -> str | None:
    """Write one certificate with its render job and its mail, and give its code.

    None when the completion has one. A name that the fonts cannot print does not undo what the
    person achieved: the row is valid, its render job fails and says why, and the name can be
    corrected with `supersede`.
    """
    facts = queries.completion_facts(session, completion_id)
    snapshot = _as_printed(_freeze(session, facts))
    row = {
        "completion_id": completion_id,
        "revision": 1,
        "user_id": facts.person.id,
        "enrolment_id": facts.enrolment.id,
    }
    certificate_id = _write(session, snapshot, row)
    if certificate_id is None:
        return None
    letter = mails.issued(facts.person.email, snapshot, _mine_url(session))
    mail.post(session, letter, f"certificate:{snapshot.code}")
    return snapshot.code


def supersede(session: Session, code: str, corrected_name: str, by: int) -> Certificate:
    """Issue the certificate again under another name; the earlier one stays, and points to it.

    Raises UnknownCertificate, NotValid, UnprintableName, TextTooLong.
    """
    old = _valid(session, code)
    fresh = new_code()
    corrected = replace(
        old.printed,
        code=fresh,
        name=corrected_name,
        issued_at=_now(),
        verify_url=_verify_url(session, fresh),
        template_version=TEMPLATE_VERSION,
    )
    corrected = printable(corrected)
    compose(corrected)
    row = {
        "completion_id": old.completion_id,
        "revision": old.revision + 1,
        "user_id": old.user_id,
        "enrolment_id": old.enrolment_id,
        "issued_by": by,
    }
    # The lock on the earlier revision makes this the only writer of the next one.
    new_id = cast(int, _write(session, corrected, row))
    old.state = CertificateState.SUPERSEDED
    old.superseded_by_id = new_id
    session.flush()
    letter = mails.reissued(old.user.email, corrected, _mine_url(session))
    mail.post(session, letter, f"certificate:{fresh}")
    return session.get_one(Certificate, new_id)


def revoke(session: Session, code: str, by: int, reason: str) -> Certificate:
    """Take a certificate's validity away for a reason that the public will read.

    Raises UnknownCertificate, NotValid.
    """
    certificate = _valid(session, code)
    certificate.state = CertificateState.REVOKED
    certificate.revoked_at = utcnow()
    certificate.revoked_by = by
    certificate.revoked_reason = reason
    session.flush()
    letter = mails.revoked(certificate.user.email, certificate.printed, reason)
    mail.post(session, letter, f"certificate-revoked:{code}")
    return certificate


def _valid(session: Session, code: str) -> Certificate:
    certificate = queries.certificate_by_code(session, code, lock=True)
    if certificate is None:
        raise UnknownCertificate(code)
    if certificate.state is not CertificateState.VALID:
        raise NotValid(certificate.state)
    return certificate


def _freeze(session: Session, facts: queries.CompletionFacts) -> Snapshot:
    code = new_code()
    language = cast(Language, facts.person.language)
    return Snapshot(
        code=code,
        name=facts.person.certificate_name,
        firm_name=facts.firm.name,
        nit=colombian_nit.format(facts.firm.nit),
        programme_title=facts.programme.title[language],
        module_code=facts.module.code,
        module_version=facts.version.version,
        module_title=facts.version.title[language],
        outcomes=tuple(facts.version.outcomes[language]),
        hours=Decimal(str(facts.version.hours)),
        language=language,
        cohort_name=facts.cohort.name,
        trainer_name=queries.trainer_name(session, facts.cohort.id),
        completed_on=facts.completion.completed_at.astimezone(BOGOTA).date(),
        issued_at=_now(),
        verify_url=_verify_url(session, code),
        template_version=TEMPLATE_VERSION,
    )


def _as_printed(snapshot: Snapshot) -> Snapshot:
    try:
        return printable(snapshot)
    except UnprintableText:
        return snapshot


def _write(session: Session, snapshot: Snapshot, row: dict[str, Any]) -> int | None:
    """Insert the row and its render job; None when the completion has this revision."""
    words = (snapshot.name, snapshot.firm_name, snapshot.nit, snapshot.cohort_name, snapshot.code)
    values = {
        **row,
        "code": snapshot.code,
        "snapshot": to_builtins(snapshot),
        "search": queries.folded(" ".join(words)),
        "issued_at": snapshot.issued_at,
        "state": CertificateState.VALID,
    }
    certificate_id = insert_once(session, Certificate, values)
    if certificate_id is not None:
        enqueue(session, RENDER, snapshot.code, {"certificate_id": certificate_id})
    return certificate_id


def _now() -> datetime:
    # PDF dates and the printed page know no fractions of a second.
    return utcnow().replace(microsecond=0)


def _verify_url(session: Session, code: str) -> str:
    return f"{session.info['base_url']}/v/{code}"


def _mine_url(session: Session) -> str:
    return f"{session.info['base_url']}/certificates"
