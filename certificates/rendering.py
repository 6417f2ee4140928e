"""From a row to a signed PDF, once: the job and the download use the same function."""

import logging
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import sqlalchemy as sa
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from certificates.models import Certificate
from certificates.typesetting import PangoMissing, TextTooLong, UnprintableText
from lms.db import utcnow
from lms.jobs.registry import GiveUp, JobContext

if TYPE_CHECKING:
    from certificates import signing

log = logging.getLogger("gateway.certificates")
MAKES_ITS_OWN_KEY = frozenset({"demo", "testing"})


class NoSigningKey(RuntimeError):
    """This installation has no key to sign certificates with."""


def render_job(context: JobContext, payload: Mapping[str, Any]) -> None:
    """Render, sign and store the certificate of `payload["certificate_id"]`.

    Raises GiveUp when its texts cannot be printed: only a corrected certificate helps then.
    """
    certificate_id = payload["certificate_id"]
    try:
        ensure_pdf(context, certificate_id)
    except (UnprintableText, TextTooLong) as error:
        raise GiveUp(
            f"A text of certificate {certificate_id} cannot be printed ({type(error).__name__}): "
            "issue it again with a corrected name in the register."
        ) from error
    except NoSigningKey:
        log.exception("certificate %s waits for a signing key", certificate_id)
        raise
    except PangoMissing as error:
        log.error("certificate %s waits: %s", certificate_id, error)
        raise


def ensure_pdf(context: JobContext, certificate_id: int) -> bytes:
    """Give the signed PDF, made at the first call; every caller gets the same bytes.

    Holds no transaction while it draws. Of two that draw at once the first to record wins, and the
    other's file stays in the storage unnamed. Raises UnprintableText, TextTooLong, NoSigningKey,
    PangoMissing, MissingFile.
    """
    with context.database.reading() as session:
        certificate = session.get_one(Certificate, certificate_id)
    if certificate.pdf_sha256 is not None:
        return context.storage.get(certificate.pdf_sha256)
    from certificates import pdf, signing  # their libraries double the size of a process

    signer = load_signer(context.config)
    signed = signing.sign(pdf.render(certificate.printed), signer)
    sha256 = context.storage.put(signed)
    return context.storage.get(_record(context, certificate_id, sha256))


def _record(context: JobContext, certificate_id: int, sha256: str) -> str:
    """Name the PDF in the register unless another one is; give the address of the named one."""
    with context.database.writing() as session:
        session.execute(
            sa.update(Certificate)
            .where(Certificate.id == certificate_id, Certificate.pdf_sha256.is_(None))
            .values(pdf_sha256=sha256, rendered_at=utcnow())
        )
        named = sa.select(Certificate.pdf_sha256).filter_by(id=certificate_id)
        return cast(str, session.scalar(named))


def load_signer(config: Mapping[str, Any]) -> "signing.Signer":
    """The installation's key, read once; made on first use in a demonstration and in tests.

    Raises NoSigningKey.
    """
    key, cert = Path(config["CERTIFICATE_KEY"]), Path(config["CERTIFICATE_CERT"])
    return _signer(key, cert, config["CERTIFICATE_KEY_PASSPHRASE"], _may_make(config))


def trusted_certificates(config: Mapping[str, Any]) -> tuple[bytes, ...]:
    """Our certificates in DER: the present one, and retired ones that follow it in the file.

    Raises NoSigningKey.
    """
    if _may_make(config):
        load_signer(config)
    try:
        kept = x509.load_pem_x509_certificates(Path(config["CERTIFICATE_CERT"]).read_bytes())
    except (OSError, ValueError) as error:
        raise _no_key(error) from error
    return tuple(certificate.public_bytes(Encoding.DER) for certificate in kept)


def _may_make(config: Mapping[str, Any]) -> bool:
    return config["ENV"] in MAKES_ITS_OWN_KEY


@cache
def _signer(key: Path, cert: Path, passphrase: str, may_make: bool) -> "signing.Signer":
    from certificates import signing

    try:
        if may_make:
            signing.make_demo_key(key, cert)
        return signing.load_signer(key, cert, passphrase.encode() or None)
    except (OSError, ValueError, TypeError) as error:
        raise _no_key(error) from error


def _no_key(error: Exception) -> NoSigningKey:
    return NoSigningKey(
        "Certificates cannot be signed or checked: set LMS_CERTIFICATE_KEY and "
        "LMS_CERTIFICATE_CERT to the PEM files of an ECDSA P-256 key and its certificate, and "
        f"LMS_CERTIFICATE_KEY_PASSPHRASE if the key has one ({error})."
    )
