"""Independent programs that check our PDFs, and certificates to check."""

import shutil
import subprocess
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from certificates import pdf, signing
from certificates.snapshot import Language, Snapshot

CODE = "7K2M-91QX-4TBV-C0ZH-8WNE-R5DP-J302"
SHORT_NAME = "Ana Ruiz"
LONG_NAME = "María de los Ángeles Fernanda Hernández-Echavarría Quiñónez de Montúfar y Núñez"


LONG_OUTCOME = (
    "Evaluar los riesgos de cumplimiento de un contrato internacional y proponer las cláusulas "
    "que protegen a la empresa, a su cliente y a quien usa el servicio."
)


def needs_tool(name: str) -> pytest.MarkDecorator:
    """Skip a test, and say so, on a machine without a system program."""
    return pytest.mark.skipif(shutil.which(name) is None, reason=f"{name} is not installed")


def run(tool: str, *arguments: str | Path) -> str:
    """Run a system program and give what it printed; a failure fails the test."""
    path = shutil.which(tool)
    assert path
    done = subprocess.run([path, *arguments], capture_output=True, check=True)  # noqa: S603
    return done.stdout.decode()


def snapshot(language: Language = "es", *, long: bool = False, **changes: Any) -> Snapshot:
    """Make a snapshot with short texts, or with the longest that real life brings."""
    outcomes = {
        "es": (
            "Distinguir los cuatro modos de suministro y ubicar en ellos sus propios servicios.",
            "Describir un servicio exportable con alcance, entregables, precio y responsable.",
            "Reconocer las obligaciones que nacen al vender un servicio al exterior.",
        ),
        "en": (
            "Tell the four modes of supply apart and place your own services in them.",
            "Describe an exportable service with its scope, deliverables, price and owner.",
            "Recognise the duties that arise when a service is sold abroad.",
        ),
    }[language]
    facts: dict[str, Any] = {
        "code": CODE,
        "name": SHORT_NAME,
        "firm_name": "Nube Andina S.A.S.",
        "nit": "900.123.456-8",
        "programme_title": "Gateway",
        "module_code": "M1",
        "module_version": "1.0",
        "module_title": "Fundamentos" if language == "es" else "Foundations",
        "outcomes": outcomes,
        "hours": Decimal("4.5"),
        "language": language,
        "cohort_name": "Bogotá 2026-2",
        "trainer_name": "Lucía Ñáñez Ibargüen",
        "completed_on": date(2026, 11, 20),
        # Already the 23rd in UTC, still the 22nd in Bogotá.
        "issued_at": datetime(2026, 11, 23, 3, 15, tzinfo=UTC),
        "verify_url": f"https://gateway.example.co/verificar/{CODE}",
        "template_version": "1",
    }
    if long:
        facts |= {
            "name": LONG_NAME,
            "firm_name": "Sociedad Colombiana de Servicios Tecnológicos y Consultoría Empresarial "
            "del Pacífico S.A.S. BIC",
            "module_title": "Cumplimiento, contratación y propiedad intelectual en la exportación "
            "de servicios profesionales y digitales",
            "cohort_name": "Valle del Cauca, Cauca y Nariño, segunda cohorte de 2026",
            "trainer_name": "José Guillermo Peñaranda Etcheverry Zúñiga",
            "outcomes": (
                *outcomes,
                LONG_OUTCOME,
                LONG_OUTCOME.replace("empresa", "compañía"),
            ),
        }
    return Snapshot(**(facts | changes))


@cache
def rendered(language: Language = "es", long: bool = False) -> bytes:
    """Render one of the four samples, once for all tests of a process."""
    return pdf.render(snapshot(language, long=long))


@cache
def signer_in(folder: Path) -> signing.Signer:
    """Make a key in a folder of the test run and load it."""
    return signing.load_signer(*key_pair(folder))


def key_pair(folder: Path) -> tuple[Path, Path]:
    """Make a key and its certificate in a folder, unless they are there."""
    key, certificate = folder / "signing.key", folder / "signing.crt"
    signing.make_demo_key(key, certificate)
    return key, certificate
