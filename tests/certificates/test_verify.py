"""A file is genuine only as it left our hands: every bit of it, and by our key."""

import hashlib
import io
import re
from collections.abc import Callable

import pikepdf
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import fields, signers

from certificates import signing
from certificates.pdf import render
from certificates.verdict import MAX_BYTES, FileState
from certificates.verify import verify_pdf
from tests.certificates.tools import CODE, rendered, signer_in, snapshot

REFUSED = {FileState.ALTERED, FileState.NOT_A_PDF}


@pytest.fixture(scope="module")
def signer(tmp_path_factory: pytest.TempPathFactory) -> signing.Signer:
    return signer_in(tmp_path_factory.mktemp("key"))


@pytest.fixture(scope="module")
def stranger(tmp_path_factory: pytest.TempPathFactory) -> signing.Signer:
    return signer_in(tmp_path_factory.mktemp("stranger"))


@pytest.fixture(scope="module")
def signed(signer: signing.Signer) -> bytes:
    return signing.sign(rendered(), signer)


@pytest.fixture(scope="module")
def state_of(signer: signing.Signer) -> Callable[[bytes], FileState]:
    return lambda data: verify_pdf(data, {signer.certificate_der}).state


def gap_of(data: bytes) -> range:
    """Find the bytes between the two signed ranges, which hold the signature itself."""
    found = re.search(rb"/ByteRange \[(\d+) (\d+) (\d+) (\d+)\]", data)
    assert found
    return range(int(found[2]), int(found[3]))


def flipped(data: bytes, at: int, bit: int) -> bytes:
    changed = bytearray(data)
    changed[at] ^= 1 << bit
    return bytes(changed)


def test_a_file_as_issued_is_genuine_and_gives_its_snapshot(
    signed: bytes, signer: signing.Signer
) -> None:
    verdict = verify_pdf(signed, {signer.certificate_der})
    assert verdict.state is FileState.GENUINE
    assert verdict.snapshot == snapshot()
    assert verdict.code == CODE
    assert verdict.sha256 == hashlib.sha256(signed).hexdigest()


def test_a_retired_key_still_vouches_for_what_it_signed(
    signed: bytes, signer: signing.Signer, stranger: signing.Signer
) -> None:
    trusted = [stranger.certificate_der, signer.certificate_der]
    assert verify_pdf(signed, trusted).state is FileState.GENUINE


@settings(max_examples=400, deadline=None)
@given(where=st.floats(0, 1, exclude_max=True), bit=st.integers(0, 7))
@example(where=0.0, bit=0)
def test_any_flipped_bit_is_told(
    where: float, bit: int, signed: bytes, state_of: Callable[[bytes], FileState]
) -> None:
    assert state_of(flipped(signed, int(where * len(signed)), bit)) in REFUSED


def test_any_flipped_bit_of_the_signature_itself_is_told(
    signed: bytes, state_of: Callable[[bytes], FileState]
) -> None:
    gap = gap_of(signed)
    # The signature cannot cover these bytes: case of digits, padding, unsigned parts of the CMS.
    places = [*range(gap.start - 40, gap.start + 2200, 3), *range(gap.stop - 9, gap.stop + 9)]
    unnoticed = [
        at for at in places for bit in (0, 5) if state_of(flipped(signed, at, bit)) not in REFUSED
    ]
    assert unnoticed == []


@settings(max_examples=150, deadline=None)
@given(share=st.floats(0, 1, exclude_max=True))
def test_a_truncated_file_is_never_genuine(
    share: float, signed: bytes, state_of: Callable[[bytes], FileState]
) -> None:
    assert state_of(signed[: int(share * len(signed))]) is not FileState.GENUINE


@pytest.mark.parametrize("tail", [b"\n", b"\0", b"%%EOF\n", b"%" + b"x" * 5000])
def test_bytes_after_the_signature_are_told(
    tail: bytes, signed: bytes, state_of: Callable[[bytes], FileState]
) -> None:
    assert state_of(signed + tail) is FileState.ALTERED


def test_an_update_appended_after_the_signature_is_told(
    signed: bytes, state_of: Callable[[bytes], FileState]
) -> None:
    writer = IncrementalPdfFileWriter(io.BytesIO(signed))
    writer.root["/Lang"] = writer.root["/Lang"]
    writer.update_root()
    out = io.BytesIO()
    writer.write(out)
    assert out.getvalue().startswith(signed)
    assert state_of(out.getvalue()) is FileState.ALTERED


class Careless(signers.PdfSigner):
    """Signs although the first signature forbids it, as a forger's tool would."""

    def _enforce_certification_constraints(self, reader: object) -> None:
        """Look away."""


def test_a_second_signature_on_top_is_told(
    signed: bytes, stranger: signing.Signer, state_of: Callable[[bytes], FileState]
) -> None:
    writer = IncrementalPdfFileWriter(io.BytesIO(signed))
    fields.append_signature_field(writer, fields.SigFieldSpec("Second"))
    out = io.BytesIO()
    details = signers.PdfSignatureMetadata(field_name="Second", md_algorithm="sha256")
    Careless(details, signer=stranger).sign_pdf(writer, output=out)
    assert state_of(out.getvalue()) is FileState.ALTERED


def test_the_signature_of_one_certificate_does_not_fit_another(
    signed: bytes, signer: signing.Signer, state_of: Callable[[bytes], FileState]
) -> None:
    other = signing.sign(render(snapshot(name="Eva Ruiz")), signer)
    ours, theirs = gap_of(signed), gap_of(other)
    moved = other[: theirs.start] + signed[ours.start : ours.stop] + other[theirs.stop :]
    assert len(moved) == len(other)
    assert state_of(moved) is FileState.ALTERED


def test_another_key_is_an_unknown_signer(
    stranger: signing.Signer, state_of: Callable[[bytes], FileState]
) -> None:
    assert state_of(signing.sign(rendered(), stranger)) is FileState.UNKNOWN_SIGNER


def test_an_unsigned_file_is_called_unsigned_and_still_shows_the_code_it_claims(
    signer: signing.Signer,
) -> None:
    verdict = verify_pdf(rendered(), {signer.certificate_der})
    assert verdict.state is FileState.UNSIGNED
    assert (verdict.code, verdict.snapshot) == (CODE, None)


def test_a_file_saved_anew_by_an_editor_is_told(
    signed: bytes, state_of: Callable[[bytes], FileState]
) -> None:
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(signed)) as file:
        file.save(out)
    assert state_of(out.getvalue()) is FileState.ALTERED


def test_a_file_of_ours_without_a_snapshot_is_not_a_certificate(
    signer: signing.Signer, state_of: Callable[[bytes], FileState]
) -> None:
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(rendered())) as file:
        del file.attachments["certificate.json"]
        file.save(out)
    assert state_of(signing.sign(out.getvalue(), signer)) is FileState.ALTERED


@pytest.mark.parametrize("data", [b"", b"%PD", b"<html>", b"PK\x03\x04", b"\0" * 100])
def test_other_files_are_not_pdf(data: bytes, state_of: Callable[[bytes], FileState]) -> None:
    assert state_of(data) is FileState.NOT_A_PDF


@given(data=st.binary(max_size=300))
@example(data=b"/ByteRange [0 1 2 3]")
@example(data=b"/ByteRange [0 999999999 3 999999999] " * 50)
@example(data=b"/ByteRange [99999999999999999999 0 0 0]")
def test_junk_that_calls_itself_a_pdf_is_judged_without_an_error(data: bytes) -> None:
    assert verify_pdf(b"%PDF-1.7\n" + data, set()).state in {FileState.ALTERED, FileState.UNSIGNED}


def test_a_file_over_the_limit_is_not_read() -> None:
    assert verify_pdf(b"%PDF-" + bytes(MAX_BYTES), set()).state is FileState.TOO_LARGE
