"""Where things are in the checkout, and how a command ends with one plain sentence."""

import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
BIN = VENV / "bin"
CACHE = ROOT / ".cache"
PACKAGES = ("lms", "courses", "trainer_portal", "certificates")


class Stop(Exception):
    """Ends a command with exit code 1; its text is one sentence that says what to do."""


def say(text: str) -> None:
    """Print a line at once and apart from a child's output."""
    print(text, file=sys.stderr, flush=True)


def call(
    command: Sequence[str | Path], *, cwd: Path | None = None, env: Mapping[str, str] | None = None
) -> int:
    """Run a command with extra environment variables and return its exit code."""
    return subprocess.run(
        [str(part) for part in command], cwd=cwd, env={**os.environ, **(env or {})}, check=False
    ).returncode


def must(command: Sequence[str | Path], problem: str, *, cwd: Path | None = None) -> None:
    """Run a command, or stop with `problem` when it fails."""
    if call(command, cwd=cwd) != 0:
        raise Stop(problem)
