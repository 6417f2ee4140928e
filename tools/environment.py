"""The virtual environment: made once from the lock, known again by a stamp."""

import configparser
import fcntl
import hashlib
import importlib.util
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

from tools import translations
from tools.place import BIN, CACHE, ROOT, VENV, Stop, must, say

LOCK = ROOT / "tools" / "requirements.lock"
STAMP = VENV / ".stamp"
LOCK_TITLE = "# Every package with its hashes. Made by ./dev lock from requirements "
NO_INSTALLER = (
    "Python's venv module is missing: apt-get install python3-venv (as root), or install uv."
)


def prepare() -> None:
    """Make `.venv` match the lock and `setup.cfg`, and compile stale translations.

    Takes milliseconds when nothing changed and needs the network only when the lock did.
    """
    if read_stamp(STAMP) != wanted_stamp():
        CACHE.mkdir(exist_ok=True)
        with (CACHE / "setup.lock").open("w") as turn:
            fcntl.flock(turn, fcntl.LOCK_EX)
            if read_stamp(STAMP) != wanted_stamp():
                install(read_stamp(STAMP), wanted_stamp())
    translations.compile_stale()


def is_ready() -> bool:
    """Tell whether the next command starts without installing anything."""
    return read_stamp(STAMP) == wanted_stamp()


def wanted_stamp() -> list[str]:
    """Return the stamp of the present checkout."""
    return stamp(ROOT, LOCK.read_bytes(), (ROOT / "setup.cfg").read_bytes())


def stamp(root: Path, lock: bytes, project: bytes) -> list[str]:
    """Return three digests: of the place and Python, of the lock, of the project's metadata."""
    place = f"{sys.version_info.major}.{sys.version_info.minor} {root}"
    return [digest(part) for part in (place.encode(), lock, project)]


def read_stamp(path: Path) -> list[str]:
    """Return the lines of a written stamp; none when there is no stamp."""
    return path.read_text().split() if path.exists() else []


def digest(data: bytes) -> str:
    """Return the SHA-256 of `data` in hexadecimal digits."""
    return hashlib.sha256(data).hexdigest()


def install(have: list[str], wanted: list[str]) -> None:
    """Install exactly the lock, then this project in place, then write the stamp.

    uv corrects an existing environment; pip cannot remove what left the lock, so it starts anew.
    """
    uv = find_uv()
    if uv is None and not can_make_venv():
        raise Stop(NO_INSTALLER)
    say("Setting up .venv (only when the lock or setup.cfg has changed) ...")
    STAMP.unlink(missing_ok=True)
    if must_rebuild(have, wanted, with_uv=uv is not None, exists=(BIN / "python").exists()):
        make_venv(uv)
    problem = "Installing the locked packages failed; the lines above say why."
    for command in install_commands(uv):
        must(command, problem)
    STAMP.write_text("\n".join(wanted) + "\n")


def must_rebuild(have: list[str], wanted: list[str], *, with_uv: bool, exists: bool) -> bool:
    """Tell whether the environment has to be made anew rather than corrected."""
    if not exists or (have and have[0] != wanted[0]):
        return True
    return not with_uv and have[:2] != wanted[:2]


def make_venv(uv: str | None) -> None:
    """Replace `.venv` by an empty environment of the running Python."""
    shutil.rmtree(VENV, ignore_errors=True)
    maker: list[str | Path] = (
        [uv, "venv", "--quiet", "--python", sys.executable, VENV]
        if uv
        else [sys.executable, "-m", "venv", VENV]
    )
    must(maker, "Making .venv failed; the lines above say why.")


def install_commands(uv: str | None) -> list[list[str | Path]]:
    """Return the two commands that fill `.venv`: the lock with hashes, then this project."""
    project: list[str | Path] = ["--no-deps", "--no-build-isolation", "--editable", ROOT]
    if uv:
        quiet: list[str | Path] = ["--quiet", "--python", BIN / "python"]
        return [
            [uv, "pip", "sync", *quiet, "--require-hashes", LOCK],
            [uv, "pip", "install", *quiet, *project],
        ]
    pip: list[str | Path] = [BIN / "python", "-m", "pip", "install", "-qq", "--no-compile"]
    pip.append("--disable-pip-version-check")
    return [[*pip, "--no-deps", "--require-hashes", "--requirement", LOCK], [*pip, *project]]


def can_make_venv() -> bool:
    """Tell whether this Python can make an environment with pip; Debian's bare one cannot."""
    return all(importlib.util.find_spec(name) for name in ("venv", "ensurepip"))


def find_uv() -> str | None:
    """Return a uv that runs: a version manager's shim may be on PATH without one behind it."""
    uv = shutil.which("uv")
    if uv is None:
        return None
    works = subprocess.run([uv, "--version"], capture_output=True, check=False).returncode == 0
    return uv if works else None


def requirements() -> str:
    """Return every requirement the lock answers for, one a line: project, extras and build."""
    setup = configparser.ConfigParser(interpolation=None)
    setup.read(ROOT / "setup.cfg", encoding="utf-8")
    build = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["build-system"]
    lists = [setup["options"]["install_requires"], *setup["options.extras_require"].values()]
    lines = [line.strip() for text in lists for line in text.splitlines()]
    return "\n".join(sorted({*filter(None, lines), *build["requires"]})) + "\n"


def lock_is_fresh() -> bool:
    """Tell whether the lock was made from today's requirements."""
    title = LOCK.read_text(encoding="utf-8").split("\n", 1)[0]
    return title == LOCK_TITLE + digest(requirements().encode())


def make_lock(*, upgrade: bool) -> None:
    """Write the lock for all systems and Python 3.11 on; `upgrade` takes newer versions."""
    uv = find_uv()
    if uv is None:
        raise Stop("Making the lock needs uv: pip install uv, then ./dev lock.")
    wanted = requirements()
    options = ["--universal", "--python-version", "3.11", "--generate-hashes", "--no-annotate"]
    options += ["--no-header", "--quiet", *(["--upgrade"] if upgrade else [])]
    subprocess.run(
        [uv, "pip", "compile", "-", *options, "--output-file", LOCK],
        input=wanted.encode(),
        check=True,
        cwd=ROOT,
    )
    title = LOCK_TITLE + digest(wanted.encode()) + "\n"
    LOCK.write_text(title + LOCK.read_text(encoding="utf-8"), encoding="utf-8")
    say(f"Wrote {LOCK.relative_to(ROOT)}.")
