"""The PDF is made once, by the job or by the first download, with the installation's own key."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from certificates import pdf
from certificates.models import Certificate
from certificates.rendering import NoSigningKey, ensure_pdf, load_signer, trusted_certificates
from certificates.verdict import FileState
from certificates.verify import verify_pdf
from lms.db import Database
from lms.jobs.registry import JobContext
from tests.certificates.register import earn
from tests.certificates.tools import key_pair


@pytest.fixture
def context(app: Flask) -> JobContext:
    found: JobContext = app.extensions["jobs"].context
    return found


@pytest.fixture
def certificate(database: Database) -> Certificate:
    with database.writing() as session:
        return earn(session)


def recorded(database: Database) -> str | None:
    with database.reading() as session:
        return session.scalars(sa.select(Certificate.pdf_sha256)).one()


def test_the_pdf_is_made_signed_stored_and_recorded(
    context: JobContext, certificate: Certificate, database: Database
) -> None:
    content = ensure_pdf(context, certificate.id)
    verdict = verify_pdf(content, trusted_certificates(context.config))
    assert verdict.state is FileState.GENUINE
    assert verdict.snapshot == certificate.printed
    assert recorded(database) == verdict.sha256
    assert context.storage.get(verdict.sha256) == content


def test_a_second_call_draws_nothing_and_gives_the_same_bytes(
    context: JobContext, certificate: Certificate, monkeypatch: pytest.MonkeyPatch
) -> None:
    content = ensure_pdf(context, certificate.id)
    monkeypatch.setattr(pdf, "render", None)
    assert ensure_pdf(context, certificate.id) == content


def test_all_who_draw_at_once_get_the_bytes_of_the_first_to_record(
    context: JobContext, certificate: Certificate, database: Database
) -> None:
    with ThreadPoolExecutor(4) as pool:
        made = set(pool.map(lambda _: ensure_pdf(context, certificate.id), range(4)))
    assert len(made) == 1
    assert recorded(database) == verify_pdf(made.pop(), ()).sha256


def test_no_transaction_is_open_while_the_pdf_is_drawn(
    context: JobContext,
    certificate: Certificate,
    database: Database,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    busy: list[int] = []
    draw = pdf.render

    def watched(printed: Any) -> bytes:
        pools = (database.reader.pool, database.writer.pool)
        busy.extend(pool.checkedout() for pool in pools)  # type: ignore[attr-defined]
        return draw(printed)

    monkeypatch.setattr(pdf, "render", watched)
    ensure_pdf(context, certificate.id)
    assert busy == [0, 0]


def test_the_signing_key_is_read_once(context: JobContext) -> None:
    assert load_signer(context.config) is load_signer(context.config)


def in_production(context: JobContext, key: Path, cert: Path) -> JobContext:
    paths = {"CERTIFICATE_KEY": str(key), "CERTIFICATE_CERT": str(cert)}
    return replace(context, config={**context.config, "ENV": "production", **paths})


def test_production_without_a_key_says_what_to_set_and_makes_none(
    context: JobContext, certificate: Certificate, tmp_path: Path
) -> None:
    bare = in_production(context, tmp_path / "a.key", tmp_path / "a.crt")
    with pytest.raises(NoSigningKey, match="set LMS_CERTIFICATE_KEY"):
        ensure_pdf(bare, certificate.id)
    with pytest.raises(NoSigningKey, match="LMS_CERTIFICATE_CERT"):
        trusted_certificates(bare.config)
    assert list(tmp_path.iterdir()) == []


def test_production_signs_with_the_given_key(
    context: JobContext, certificate: Certificate, tmp_path: Path
) -> None:
    production = in_production(context, *key_pair(tmp_path))
    content = ensure_pdf(production, certificate.id)
    assert verify_pdf(content, trusted_certificates(production.config)).state is FileState.GENUINE
    stranger = verify_pdf(content, trusted_certificates(context.config))
    assert stranger.state is FileState.UNKNOWN_SIGNER


def test_retired_certificates_that_follow_the_present_one_are_still_trusted(
    context: JobContext, tmp_path: Path
) -> None:
    _, old = key_pair(tmp_path / "old")
    key, new = key_pair(tmp_path / "new")
    new.write_bytes(new.read_bytes() + old.read_bytes())
    production = in_production(context, key, new)
    assert len(trusted_certificates(production.config)) == 2
    assert load_signer(production.config).certificate_der in trusted_certificates(production.config)
