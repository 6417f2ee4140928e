"""Signed once with our key, the file allows no change and stays PDF/A-3a and PDF/UA-1."""

import io
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from asn1crypto import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.diff_analysis import ModificationLevel
from pyhanko.sign.fields import MDPPerm
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko.sign.validation.status import SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext

from certificates import signing
from certificates.snapshot import Language
from tests.certificates.test_pdf import every_sample
from tests.certificates.tools import key_pair, needs_tool, rendered, run, signer_in


@pytest.fixture(scope="module")
def signer(tmp_path_factory: pytest.TempPathFactory) -> signing.Signer:
    return signer_in(tmp_path_factory.mktemp("key"))


@pytest.fixture(scope="module")
def signed(signer: signing.Signer) -> bytes:
    return signing.sign(rendered(), signer)


@needs_tool("pdfsig")
@every_sample
def test_poppler_calls_the_signature_valid_for_the_whole_file(
    language: Language, long: bool, signer: signing.Signer, tmp_path: Path
) -> None:
    path = tmp_path / "signed.pdf"
    path.write_bytes(signing.sign(rendered(language, long), signer))
    report = run("pdfsig", "-nocert", path)
    assert "Signature is Valid" in report
    assert "Total document signed" in report
    assert "ETSI.CAdES.detached" in report


@needs_tool("qpdf")
def test_the_signed_file_is_sound_pdf(signed: bytes, tmp_path: Path) -> None:
    path = tmp_path / "signed.pdf"
    path.write_bytes(signed)
    assert "No syntax" in run("qpdf", "--check", path)


def test_the_signature_certifies_that_nothing_may_change(
    signed: bytes, signer: signing.Signer
) -> None:
    trusted = x509.Certificate.load(signer.certificate_der)
    (signature,) = PdfFileReader(io.BytesIO(signed)).embedded_signatures
    status = validate_pdf_signature(signature, ValidationContext(trust_roots=[trusted]))
    assert status.bottom_line
    assert status.coverage == SignatureCoverageLevel.ENTIRE_FILE
    assert status.modification_level == ModificationLevel.NONE
    assert signature.docmdp_level == MDPPerm.NO_CHANGES


def test_signing_adds_to_the_file_and_keeps_what_names_both_conformances(signed: bytes) -> None:
    assert signed.startswith(rendered())
    with (
        pikepdf.open(io.BytesIO(rendered())) as before,
        pikepdf.open(io.BytesIO(signed)) as after,
    ):
        assert after.Root.Metadata.read_bytes() == before.Root.Metadata.read_bytes()
        assert after.docinfo == before.docinfo
        assert after.pdf_version == "1.7"
        assert not {"/Version", "/Extensions"} & set(after.Root.keys())
        (field,) = after.Root.AcroForm.Fields
        assert "Firma electrónica" in str(field.TU)
        assert list(field.Rect) == [0, 0, 0, 0]


def test_the_demo_key_is_private_and_is_made_once(tmp_path: Path) -> None:
    folder = tmp_path / "keys"
    with ThreadPoolExecutor(8) as pool:
        made = {future.result() for future in [pool.submit(key_pair, folder) for _ in range(8)]}
    ((key, certificate),) = made
    before = key.read_bytes(), certificate.read_bytes()
    assert key_pair(folder) == (key, certificate)
    assert (key.read_bytes(), certificate.read_bytes()) == before
    assert sorted(folder.iterdir()) == sorted([key, certificate])
    assert {stat.S_IMODE(path.stat().st_mode) for path in (key, certificate)} == {0o600}
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    signing.load_signer(key, certificate)


def test_a_key_is_refused_with_the_certificate_of_another(tmp_path: Path) -> None:
    key, _ = key_pair(tmp_path / "a")
    _, certificate = key_pair(tmp_path / "b")
    with pytest.raises(ValueError, match="does not belong"):
        signing.load_signer(key, certificate)


def test_a_key_of_another_kind_is_refused(tmp_path: Path) -> None:
    _, certificate = key_pair(tmp_path)
    for other in (ed25519.Ed25519PrivateKey.generate(), ec.generate_private_key(ec.SECP384R1())):
        path = tmp_path / "other.pem"
        path.write_bytes(_pem(other, serialization.NoEncryption()))
        with pytest.raises(ValueError, match="P-256"):
            signing.load_signer(path, certificate)


def test_a_key_may_be_kept_under_a_passphrase(tmp_path: Path) -> None:
    key, certificate = key_pair(tmp_path)
    plain = serialization.load_pem_private_key(key.read_bytes(), None)
    locked = tmp_path / "locked.pem"
    locked.write_bytes(_pem(plain, serialization.BestAvailableEncryption(b"umbral")))
    assert signing.load_signer(locked, certificate, b"umbral").certificate_der
    with pytest.raises(TypeError):
        signing.load_signer(locked, certificate)


def _pem(key: Any, encryption: serialization.KeySerializationEncryption) -> bytes:
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, encryption
    )
