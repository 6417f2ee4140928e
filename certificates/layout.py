"""Lay a snapshot out as HTML: which words, in which size, on which lines."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import Any

import segno
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from certificates.phrases import (
    BOGOTA,
    ISSUER,
    PHRASES,
    Phrases,
    document_title,
    hours_text,
    long_date,
)
from certificates.snapshot import Snapshot
from certificates.typesetting import (
    POINTS_PER_MM,
    Place,
    UnprintableName,
    clean,
    fit,
    fit_all,
)

TEMPLATES = Path(__file__).parent / "templates" / "certificates"
TEMPLATE_VERSION = "1"
PRODUCER = "Gateway LMS"

# Sizes in points with the number of lines each allows; widths in mm as in certificate.css.
NAME = Place(
    "Alegreya-Medium", 237, ((54, 1), (48, 1), (42, 1), (36, 1), (30, 2), (26, 2), (22, 2), (16, 2))
)
MODULE = Place("Alegreya-Medium", 237, ((28, 1), (25, 1), (22, 2), (18, 2), (15, 2)))
PROGRAMME = Place("AlegreyaSans-Regular", 237, ((13, 1), (11, 1), (9, 1)))
OUTCOMES = Place("AlegreyaSans-Regular", 126, ((12, 6), (11, 7), (10, 8), (9, 9), (8, 10)))
FACTS = Place("AlegreyaSans-Regular", 64, ((12, 7), (11, 8), (10, 9), (9, 10), (8, 11)))
URL = Place("AlegreyaSans-Regular", 168, ((11, 1), (10, 1), (9, 1), (8, 2)))

# Left, top and side of the QR code in mm, as in certificate.css; the page is 210 mm high.
_QR_LEFT, _QR_TOP, _QR_SIDE, _PAGE_HEIGHT = 238.0, 161.0, 29.0, 210.0
QR_BOX = tuple(
    mm * POINTS_PER_MM
    for mm in (
        _QR_LEFT,
        _PAGE_HEIGHT - _QR_TOP - _QR_SIDE,
        _QR_LEFT + _QR_SIDE,
        _PAGE_HEIGHT - _QR_TOP,
    )
)


@dataclass(frozen=True, slots=True)
class Composition:
    """One certificate ready to be drawn: page, XMP packet, QR code and accessible words."""

    html: str
    xmp: bytes
    qr_runs: bytes
    link_text: str
    field_text: str


def compose(snapshot: Snapshot) -> Composition:
    """Lay out a printable snapshot; raises TextTooLong when a text has no room."""
    words = PHRASES[snapshot.language]
    shared = {
        "lang": words.locale.replace("_", "-"),
        "title": document_title(snapshot),
        "issuer": ISSUER,
        "code": snapshot.code,
        "issued_at": f"{snapshot.issued_at:%Y-%m-%dT%H:%M:%SZ}",
    }
    # Choosing the best of eight masks costs more than drawing, and any mask can be read.
    matrix = segno.make_qr(snapshot.verify_url, error="m", mask=2).matrix
    page = _environment().get_template("certificate.html")
    packet = _environment().get_template("metadata.xml")
    return Composition(
        html=page.render(**shared, words=words, qr_size=len(matrix), **_places(snapshot, words)),
        xmp=packet.render(**shared, bom="\ufeff", producer=PRODUCER).encode(),
        qr_runs=_qr_runs(matrix),
        link_text=words.link.format(url=snapshot.verify_url),
        field_text=words.field,
    )


def printable(snapshot: Snapshot) -> Snapshot:
    """Give the snapshot as it will be read off the page, or raise UnprintableText.

    Accents are composed and white space folded; call it before a certificate is issued.
    """
    texts: dict[str, Any] = {
        field: clean(getattr(snapshot, field))
        for field in (
            "firm_name",
            "nit",
            "programme_title",
            "module_code",
            "module_version",
            "module_title",
            "cohort_name",
            "trainer_name",
            "verify_url",
        )
    }
    return replace(
        snapshot,
        name=clean(snapshot.name, UnprintableName),
        outcomes=tuple(clean(outcome) for outcome in snapshot.outcomes),
        **texts,
    )


def _places(snapshot: Snapshot, words: Phrases) -> dict[str, Any]:
    """Choose sizes and lines for every text of the template."""
    issued_on = snapshot.issued_at.astimezone(BOGOTA).date()
    programme = words.of_programme.format(
        programme=snapshot.programme_title,
        code=snapshot.module_code,
        version=snapshot.module_version,
        hours=hours_text(snapshot.hours, words),
    )
    lines = (
        (words.firm, snapshot.firm_name),
        ("", f"NIT {snapshot.nit}"),
        (words.cohort, snapshot.cohort_name),
        (words.trainer, snapshot.trainer_name),
        (words.completed_on, long_date(snapshot.completed_on, words)),
        (words.issued_on, long_date(issued_on, words)),
    )
    # A cohort may have lost its trainer; a label without a name would look like a fault.
    facts = tuple((label, value) for label, value in lines if value)
    return {
        "name": fit(snapshot.name, NAME),
        "module": fit(snapshot.module_title, MODULE),
        "programme": programme,
        "programme_size": fit(programme, PROGRAMME).size,
        "outcomes": snapshot.outcomes,
        "outcomes_size": fit_all(snapshot.outcomes, OUTCOMES),
        "facts": facts,
        "facts_size": fit_all((value for _, value in facts), FACTS),
        "url": snapshot.verify_url,
        "url_size": fit(f"{words.check_at} {snapshot.verify_url}", URL).size,
    }


def _qr_runs(matrix: Sequence[Sequence[int]]) -> bytes:
    """Write the dark runs of a QR code as PDF lines, one unit high and long."""
    lines = []
    for y, row in enumerate(matrix):
        x = 0
        for dark, run in groupby(row):
            start, x = x, x + len(list(run))
            if dark:
                lines.append(f"{start} {y}.5 m {x} {y}.5 l")
    return "\n".join(lines).encode()


@cache
def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined
    )
