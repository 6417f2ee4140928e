"""What a file turned out to be; apart from `verify`, whose libraries are heavy to import."""

from dataclasses import dataclass
from enum import Enum

from certificates.snapshot import Snapshot

MAX_BYTES = 10 * 1024 * 1024
"""Larger files are not looked at."""


class FileState(Enum):
    """What a file turned out to be."""

    GENUINE = "genuine"
    ALTERED = "altered"
    UNKNOWN_SIGNER = "unknown_signer"
    UNSIGNED = "unsigned"
    NOT_A_PDF = "not_a_pdf"
    TOO_LARGE = "too_large"


@dataclass(frozen=True, slots=True)
class FileVerdict:
    """The state of a file, its SHA-256 in hex, and what it says about itself.

    The code may be set in any state and then proves nothing; the snapshot is set only when the
    file is genuine.
    """

    state: FileState
    sha256: str
    code: str | None = None
    snapshot: Snapshot | None = None
