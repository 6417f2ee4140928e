"""`gateway certificates`: heal history, and check files without the server."""

import sys
from pathlib import Path

import click
from flask import current_app
from flask.cli import AppGroup

from certificates import queries, services
from certificates.rendering import NoSigningKey, trusted_certificates
from certificates.verdict import FileState, FileVerdict
from lms.db import database

group = AppGroup("certificates", help="Certificates: issue what is missing, check files.")

SENTENCES = {
    FileState.GENUINE: "genuine: signed with our key and unchanged",
    FileState.ALTERED: "ALTERED: it was changed after it was signed",
    FileState.UNKNOWN_SIGNER: "NOT OURS: signed with a key that we do not know",
    FileState.UNSIGNED: "NOT OURS: it has no signature",
    FileState.NOT_A_PDF: "NOT OURS: it is not a PDF file",
    FileState.TOO_LARGE: "NOT OURS: it is too large to be a certificate",
}


@group.command("issue-missing")
@click.option("--dry-run", is_flag=True, help="Only say how many would be issued.")
def issue_missing(dry_run: bool) -> None:
    """Issue a certificate for each completed module that lacks one; safe to repeat."""
    if dry_run:
        with database().reading() as session:
            count = len(queries.completions_without_certificate(session))
        click.echo(f"Certificates to issue: {count}.")
        return
    with database().writing() as session:
        codes = services.issue_missing(session)
    for code in codes:
        click.echo(code)
    click.echo(f"Certificates issued: {len(codes)}.")


@group.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
def verify(files: tuple[Path, ...]) -> None:
    """Check PDF files against our keys, offline; exit 1 unless every file is genuine.

    The register is not asked: a certificate revoked since then is still a genuine file.
    """
    try:
        trusted = trusted_certificates(current_app.config)
    except NoSigningKey as error:
        raise click.ClickException(str(error)) from error
    from certificates.verify import verify_pdf  # its libraries are heavy

    genuine = True
    for file in files:
        try:
            verdict = verify_pdf(file.read_bytes(), trusted)
        except OSError as error:
            click.echo(f"{file}: cannot be read ({error.strerror})")
            genuine = False
            continue
        genuine &= verdict.state is FileState.GENUINE
        _tell(file, verdict)
    sys.exit(0 if genuine else 1)


def _tell(file: Path, verdict: FileVerdict) -> None:
    click.echo(f"{file}: {SENTENCES[verdict.state]}")
    click.echo(f"  SHA-256: {verdict.sha256}")
    if verdict.snapshot is None:
        if verdict.code:
            click.echo(f"  Code it claims, unproven: {verdict.code}")
        return
    printed = verdict.snapshot
    click.echo(f"  Code: {printed.code}")
    click.echo(f"  Name: {printed.name}")
    click.echo(
        f"  Module: {printed.module_code} {printed.module_title} ({printed.programme_title})"
    )
    click.echo(f"  Issued: {printed.issued_at:%Y-%m-%d} UTC")
    click.echo(f"  Revoked since? See {printed.verify_url}")
