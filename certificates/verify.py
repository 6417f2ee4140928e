"""Check a PDF against our keys, offline and without parsing files that strangers made.

Only the bytes are looked at until the signature has proved that they are ours: a hostile file is
hashed and searched, never decompressed or laid out.
"""

import hashlib
import io
import re
from collections.abc import Collection
from dataclasses import dataclass
from itertools import islice

import pikepdf
from asn1crypto import algos, cms, x509  # type: ignore[import-untyped]
from pyhanko.sign.general import extract_signer_info
from pyhanko.sign.validation.generic_cms import validate_sig_integrity

from certificates.codes import normalise
from certificates.conformance import SNAPSHOT_FILE
from certificates.snapshot import Snapshot, from_json
from certificates.verdict import MAX_BYTES, FileState, FileVerdict

# Each one is hashed anew; a file of ours has one.
_MAX_SIGNATURES = 8
_BYTE_RANGE = re.compile(rb"/ByteRange\s*\[\s*(\d{1,9})\s+(\d{1,9})\s+(\d{1,9})\s+(\d{1,9})\s*\]")
_IDENTIFIER = re.compile(rb"<dc:identifier>([^<]{1,80})</dc:identifier>")
# A signature dictionary names each of these, so one damaged byte cannot hide that there was one.
_TRACES = (b"/ByteRange", b"/ETSI.CAdES.detached", b"/adbe.pkcs7.detached", b"/TransformMethod")


@dataclass(frozen=True, slots=True)
class _Signature:
    """One signature as it stands in the file: the gap left for it, and what it covers."""

    gap: bytes
    covered: bytes
    whole_file: bool
    cms_der: bytes
    signer: cms.SignerInfo
    certificate: x509.Certificate

    def is_valid(self) -> bool:
        """Tell whether the signature fits the bytes it covers and the certificate it names."""
        algorithm = self.signer["digest_algorithm"]["algorithm"].native
        intact, valid = validate_sig_integrity(
            self.signer,
            self.certificate,
            expected_content_type="data",
            actual_digest=hashlib.new(algorithm, self.covered).digest(),
        )
        return intact and valid


def verify_pdf(data: bytes, trusted_certs: Collection[bytes]) -> FileVerdict:
    """Judge a file; `trusted_certs` are our certificates in DER, old ones included.

    Never raises for any content. Expiry is not judged: a certificate stays genuine when the key
    that signed it has been retired.
    """
    sha256 = hashlib.sha256(data).hexdigest()
    if len(data) > MAX_BYTES:
        return FileVerdict(FileState.TOO_LARGE, sha256)
    if not data.startswith(b"%PDF-"):
        return FileVerdict(FileState.NOT_A_PDF, sha256)
    state, snapshot = _judge(data, trusted_certs)
    return FileVerdict(state, sha256, snapshot.code if snapshot else _claimed_code(data), snapshot)


def _judge(data: bytes, trusted: Collection[bytes]) -> tuple[FileState, Snapshot | None]:
    if not any(trace in data for trace in _TRACES):
        return FileState.UNSIGNED, None
    try:
        return _judge_signed(data, trusted)
    except Exception:
        # Damaged ASN.1 makes the libraries raise nearly anything; all of it means the same.
        return FileState.ALTERED, None


def _judge_signed(data: bytes, trusted: Collection[bytes]) -> tuple[FileState, Snapshot | None]:
    ranges = (map(int, found.groups()) for found in _BYTE_RANGE.finditer(data))
    signatures = [_read_signature(data, *numbers) for numbers in islice(ranges, _MAX_SIGNATURES)]
    if not signatures or not all(signature.is_valid() for signature in signatures):
        return FileState.ALTERED, None
    if not any(signature.certificate.dump() in trusted for signature in signatures):
        return FileState.UNKNOWN_SIGNER, None
    if len(signatures) == 1 and _leaves_no_room(signatures[0]):
        return FileState.GENUINE, _read_snapshot(data)
    return FileState.ALTERED, None


def _read_signature(data: bytes, start: int, before: int, resume: int, after: int) -> _Signature:
    gap = data[before:resume]
    der = bytes.fromhex(gap.strip(b"<>").decode("ascii"))
    # The gap is padded with zeros; the length in the DER header says where the CMS ends.
    content = cms.ContentInfo.load(der)
    signed_data = content["content"]
    (choice,) = signed_data["certificates"]
    return _Signature(
        gap=gap,
        covered=data[start : start + before] + data[resume : resume + after],
        whole_file=start == 0 and resume + after == len(data),
        cms_der=content.dump(),
        signer=extract_signer_info(signed_data),
        certificate=choice.chosen,
    )


def _leaves_no_room(signature: _Signature) -> bool:
    """Tell whether each byte of the file is fixed by the signature and our certificate.

    A signature does not cover itself: case of digits, padding and the unsigned parts of a CMS
    object could be changed unnoticed. We write them in one way only, and accept only that way.
    """
    signer = signature.signer
    owner = signature.certificate
    digest = algos.DigestAlgorithm({"algorithm": "sha256"})
    only_form = cms.ContentInfo(
        {
            "content_type": "signed_data",
            "content": cms.SignedData(
                {
                    "version": "v1",
                    "digest_algorithms": [digest],
                    "encap_content_info": {"content_type": "data"},
                    "certificates": [owner],
                    "signer_infos": [
                        {
                            "version": "v1",
                            "sid": cms.IssuerAndSerialNumber(
                                {"issuer": owner.issuer, "serial_number": owner.serial_number}
                            ),
                            "digest_algorithm": digest,
                            "signed_attrs": signer["signed_attrs"],
                            "signature_algorithm": {"algorithm": "sha256_ecdsa"},
                            "signature": signer["signature"],
                        }
                    ],
                }
            ),
        }
    ).dump()
    digits = only_form.hex().upper().encode()
    padded = b"<" + digits.ljust(len(signature.gap) - 2, b"0") + b">"
    return signature.whole_file and signature.cms_der == only_form and signature.gap == padded


def _read_snapshot(data: bytes) -> Snapshot:
    """Read the attached snapshot of a file whose every byte is known to be ours."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        return from_json(pdf.attachments[SNAPSHOT_FILE].get_file().read_bytes())


def _claimed_code(data: bytes) -> str | None:
    found = _IDENTIFIER.search(data)
    return normalise(found[1].decode("ascii", "replace")) if found else None
