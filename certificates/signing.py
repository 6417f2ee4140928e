"""Sign certificates: PAdES B-B with an ECDSA P-256 key that is loaded once."""

import io
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from asn1crypto import algos, keys  # type: ignore[import-untyped]
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from pyhanko.pdf_utils.extensions import DeveloperExtension
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import signers
from pyhanko.sign.fields import MDPPerm, SigSeedSubFilter
from pyhanko_certvalidator.registry import SimpleCertificateStore

from certificates.conformance import SIGNATURE_FIELD
from certificates.phrases import ISSUER

# Ten years: the page that checks a certificate pins the key, so expiry only guards reuse.
DEMO_VALIDITY = timedelta(days=3653)
# Room for the hexadecimal CMS object; a self-issued P-256 signature takes about 2,000 digits.
SIGNATURE_SPACE = 4096


class Signer(signers.SimpleSigner):
    """A signer that keeps its private key loaded; pyHanko's own reads it again each time."""

    def __init__(self, key: ec.EllipticCurvePrivateKey, certificate: x509.Certificate) -> None:
        self._key = key
        self.certificate_der = certificate.public_bytes(serialization.Encoding.DER)
        private = key.private_bytes(
            serialization.Encoding.DER,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        super().__init__(
            signing_cert=asn1_x509.Certificate.load(self.certificate_der),
            signing_key=keys.PrivateKeyInfo.load(private),
            cert_registry=SimpleCertificateStore(),  # type: ignore[no-untyped-call]
            signature_mechanism=algos.SignedDigestAlgorithm({"algorithm": "sha256_ecdsa"}),
        )

    def sign_raw(self, data: bytes, digest_algorithm: str) -> bytes:
        """Sign with the loaded key; certificates are only ever signed over SHA-256."""
        if digest_algorithm != "sha256":
            raise ValueError(f"Certificates are signed over SHA-256, not {digest_algorithm}")
        return self._key.sign(data, ec.ECDSA(hashes.SHA256()))


class _Update(IncrementalPdfFileWriter):
    """Adds a signature and leaves all that makes the file PDF/A-3 and PDF/UA-1 as it is."""

    def ensure_output_version(self, version: tuple[int, int]) -> None:
        """Stay at PDF 1.7, which both conformances build on; pyHanko asks 2.0 for this curve."""

    def register_extension(self, ext: DeveloperExtension) -> None:
        """Declare no extension of PDF 2.0."""

    def _update_meta(self) -> None:
        """Keep the XMP packet, which pyHanko would replace with one that says neither."""


def load_signer(key_path: Path, cert_path: Path, passphrase: bytes | None = None) -> Signer:
    """Read a PEM key (ECDSA P-256) and its PEM certificate.

    Raises OSError when a file cannot be read, ValueError when the two do not belong together or
    the key is of another kind, TypeError when the passphrase is missing or superfluous.
    """
    key = serialization.load_pem_private_key(key_path.read_bytes(), passphrase)
    certificate = x509.load_pem_x509_certificate(cert_path.read_bytes())
    if not isinstance(key, ec.EllipticCurvePrivateKey) or not isinstance(key.curve, ec.SECP256R1):
        raise ValueError("The signing key must be an ECDSA key on P-256")
    if certificate.public_key() != key.public_key():
        raise ValueError("The certificate does not belong to the signing key")
    return Signer(key, certificate)


def sign(pdf: bytes, signer: Signer) -> bytes:
    """Certify a rendered PDF so that no change is allowed; keeps PDF/A-3a and PDF/UA-1.

    The signing time is the machine's clock. Needs the signature field that `pdf.render` adds.
    """
    details = signers.PdfSignatureMetadata(
        field_name=SIGNATURE_FIELD,
        md_algorithm="sha256",
        name=ISSUER,
        certify=True,
        docmdp_permissions=MDPPerm.NO_CHANGES,
        subfilter=SigSeedSubFilter.PADES,
    )
    out = io.BytesIO()
    signers.PdfSigner(details, signer=signer).sign_pdf(
        _Update(io.BytesIO(pdf)),
        existing_fields_only=True,
        bytes_reserved=SIGNATURE_SPACE,
        output=out,
    )
    return out.getvalue()


def make_demo_key(key_path: Path, cert_path: Path) -> None:
    """Make a PEM key and its self-signed certificate when absent, readable by the owner only.

    Safe to call again and from several processes: the first pair stays.
    """
    for path in (key_path, cert_path):
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    key = ec.generate_private_key(ec.SECP256R1())
    pem = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    _write_once(key_path, pem)
    # The certificate is made for the key that won, whoever wrote it.
    kept = serialization.load_pem_private_key(key_path.read_bytes(), None)
    certificate = _self_signed(kept)
    _write_once(cert_path, certificate.public_bytes(serialization.Encoding.PEM))


def _write_once(path: Path, data: bytes) -> None:
    """Put a whole file in place with mode 0600, unless one is there already."""
    if path.exists():
        return
    draft = path.with_name(f".{path.name}.{os.getpid()}.{os.urandom(4).hex()}")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    try:
        # A hard link fails when the name exists: of two processes, one wins.
        path.hardlink_to(draft)
    except FileExistsError:
        pass
    finally:
        draft.unlink()


def _self_signed(key: Any) -> x509.Certificate:
    name = x509.Name(
        [
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, ISSUER),
            x509.NameAttribute(NameOID.COMMON_NAME, f"{ISSUER} (demo)"),
        ]
    )
    now = datetime.now(UTC)
    builder = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(minutes=5))
        .not_valid_after(now + DEMO_VALIDITY)
    )
    for extension, critical in (
        (x509.BasicConstraints(ca=False, path_length=None), True),
        (_signature_usage(), True),
        (x509.SubjectKeyIdentifier.from_public_key(key.public_key()), False),
    ):
        builder = builder.add_extension(extension, critical)
    return builder.sign(key, hashes.SHA256())


def _signature_usage() -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=True,
        content_commitment=True,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=False,
        crl_sign=False,
        encipher_only=False,
        decipher_only=False,
    )
