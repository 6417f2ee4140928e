"""What one certificate costs to draw, and to draw and sign."""

import statistics
import time
from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

from certificates import pdf, signing
from certificates.snapshot import Snapshot

RUNS = 20
CODE = "7K2M-91QX-4TBV-C0ZH-8WNE-R5DP-J302"
SNAPSHOT = Snapshot(
    code=CODE,
    name="María José Muñoz Ordóñez",
    firm_name="Nube Andina S.A.S.",
    nit="900.123.456-8",
    programme_title="Puerta al Comercio",
    module_code="M1",
    module_version="1.0",
    module_title="Fundamentos",
    outcomes=(
        "Distinguir los cuatro modos de suministro y ubicar en ellos sus propios servicios.",
        "Describir un servicio exportable con alcance, entregables, precio y responsable.",
        "Reconocer las obligaciones que nacen al vender un servicio al exterior.",
    ),
    hours=Decimal(6),
    language="es",
    cohort_name="Pasto 2026",
    trainer_name="Luisa Guerrero",
    completed_on=date(2026, 11, 20),
    issued_at=datetime(2026, 11, 23, 15, tzinfo=UTC),
    verify_url=f"https://gateway.example.co/v/{CODE}",
    template_version="1",
)


def measure(folder: Path) -> dict[str, float]:
    """CPU milliseconds: the first drawing of a process, then the median of the following."""
    key, cert = folder / "bench.key", folder / "bench.crt"
    signing.make_demo_key(key, cert)
    signer = signing.load_signer(key, cert)
    first = _cpu(lambda: pdf.render(SNAPSHOT))
    signing.sign(pdf.render(SNAPSHOT), signer)
    drawn = [_cpu(lambda: pdf.render(SNAPSHOT)) for _run in range(RUNS)]
    signed = [_cpu(lambda: signing.sign(pdf.render(SNAPSHOT), signer)) for _run in range(RUNS)]
    return {
        "first": first,
        "drawn": statistics.median(drawn),
        "drawn and signed": statistics.median(signed),
    }


def _cpu(work: Callable[[], object]) -> float:
    start = time.process_time()
    work()
    return 1000 * (time.process_time() - start)
