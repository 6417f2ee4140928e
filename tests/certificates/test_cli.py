"""The command line heals history once and judges files offline."""

from pathlib import Path

import pytest
from flask import Flask

from certificates.models import Certificate
from certificates.rendering import ensure_pdf
from lms.db import Database
from lms.learning.models import Completion
from lms.learning.queries import pinned_versions
from tests.certificates.register import earn
from tests.factories import make_enrolment


@pytest.fixture
def unissued(database: Database) -> None:
    """A completion from before certificates."""
    with database.writing() as session:
        enrolment = make_enrolment(session)
        version = pinned_versions(session, enrolment.cohort_id)[0]
        session.add(
            Completion(enrolment_id=enrolment.id, module_version_id=version.id, rule=version.rule)
        )


def run(app: Flask, *arguments: str) -> tuple[int, str]:
    result = app.test_cli_runner().invoke(args=["certificates", *arguments])
    return result.exit_code, result.output


@pytest.mark.usefixtures("unissued")
def test_a_dry_run_says_what_would_be_issued_and_issues_nothing(app: Flask) -> None:
    for _ in range(2):
        assert run(app, "issue-missing", "--dry-run") == (0, "Certificates to issue: 1.\n")


@pytest.mark.usefixtures("unissued")
def test_missing_certificates_are_issued_once_and_named(app: Flask, database: Database) -> None:
    code, output = run(app, "issue-missing")
    with database.reading() as session:
        issued = session.query(Certificate).one()
    assert (code, output) == (0, f"{issued.code}\nCertificates issued: 1.\n")
    assert run(app, "issue-missing") == (0, "Certificates issued: 0.\n")


@pytest.fixture
def genuine(app: Flask, database: Database, tmp_path: Path) -> Path:
    """A certificate as a file."""
    with database.writing() as session:
        certificate = earn(session)
    path = tmp_path / "genuine.pdf"
    path.write_bytes(ensure_pdf(app.extensions["jobs"].context, certificate.id))
    return path


def test_a_genuine_file_is_told_with_its_facts_and_exit_code_0(app: Flask, genuine: Path) -> None:
    code, output = run(app, "verify", str(genuine))
    assert code == 0
    assert f"{genuine}: genuine" in output
    assert "Name: María José Muñoz Ordóñez" in output
    assert "SHA-256: " in output
    assert "https://gateway.test/v/" in output


def test_one_bad_file_among_good_ones_gives_exit_code_1(
    app: Flask, genuine: Path, tmp_path: Path
) -> None:
    altered = tmp_path / "altered.pdf"
    altered.write_bytes(genuine.read_bytes().replace(b"/Title", b"/Titel", 1) + b"\n")
    text = tmp_path / "text.pdf"
    text.write_bytes(b"hello")
    code, output = run(app, "verify", str(genuine), str(altered), str(text), str(tmp_path / "none"))
    assert code == 1
    assert f"{genuine}: genuine" in output
    assert f"{altered}: ALTERED" in output
    assert f"{text}: NOT OURS: it is not a PDF file" in output
    assert f"{tmp_path / 'none'}: cannot be read" in output


def test_checking_without_our_certificate_says_what_to_set(
    app: Flask, genuine: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.config, "ENV", "production")
    monkeypatch.setitem(app.config, "CERTIFICATE_CERT", str(genuine.parent / "none"))
    code, output = run(app, "verify", str(genuine))
    assert code == 1
    assert "set LMS_CERTIFICATE_KEY and LMS_CERTIFICATE_CERT" in output
