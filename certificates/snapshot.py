"""What a certificate prints, frozen on the day it was issued.

The PDF and the verification page are made from a snapshot and from nothing else, so that a
later change of a name, a programme or a firm never changes a certificate.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any, Literal

import msgspec

Language = Literal["es", "en"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """Everything one certificate says, as printed.

    Hours are clock hours; `completed_on` is a day in America/Bogota; `issued_at` is an aware
    moment, kept in UTC. Raises ValueError when `issued_at` has no time zone.
    """

    code: str
    name: str
    firm_name: str
    nit: str
    programme_title: str
    module_code: str
    module_version: str
    module_title: str
    outcomes: tuple[str, ...]
    hours: Decimal
    language: Language
    cohort_name: str
    trainer_name: str
    completed_on: date
    issued_at: datetime
    verify_url: str
    template_version: str

    def __post_init__(self) -> None:
        if self.issued_at.tzinfo is None:
            raise ValueError("issued_at needs a time zone")
        object.__setattr__(self, "issued_at", self.issued_at.astimezone(UTC))


def to_json(snapshot: Snapshot) -> bytes:
    """Write a snapshot as UTF-8 JSON; the same snapshot always gives the same bytes."""
    return msgspec.json.encode(snapshot)


def from_json(data: bytes | str) -> Snapshot:
    """Read a snapshot from JSON; raises `msgspec.ValidationError` or `msgspec.DecodeError`."""
    return msgspec.json.decode(data, type=Snapshot)


def to_builtins(snapshot: Snapshot) -> dict[str, Any]:
    """Give a snapshot as the values of a JSON column."""
    values: dict[str, Any] = msgspec.to_builtins(snapshot)
    return values


def from_builtins(values: dict[str, Any]) -> Snapshot:
    """Read a snapshot back from a JSON column; raises `msgspec.ValidationError`."""
    return msgspec.convert(values, type=Snapshot)
