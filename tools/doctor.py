"""What this machine has and lacks, and the system packages that complete it."""

import ctypes.util
import os
import platform
import shutil
import socket
from dataclasses import dataclass
from pathlib import Path

from tools import environment
from tools.browser import find_browser
from tools.place import Stop, call, say

DEBIAN = [
    "chromium-headless-shell",
    "fonts-dejavu-core",
    "hunspell",
    "hunspell-en-ca",
    "hunspell-en-gb",
    "hunspell-es",
    "libatomic1",
    "libharfbuzz-subset0",
    "libpango-1.0-0",
    "libpangoft2-1.0-0",
    "mupdf-tools",
    "poppler-utils",
    "postgresql",
    "qpdf",
    "zbar-tools",
]
BREW = ["hunspell", "mupdf-tools", "pango", "poppler", "postgresql@17", "qpdf", "zbar"]
POSTGRESQL = Path("/usr/lib/postgresql")


@dataclass(frozen=True)
class Check:
    """One line of the report; `needed` marks what `./dev run` cannot do without."""

    name: str
    ok: bool
    fix: str
    needed: bool = False

    def line(self) -> str:
        """Return the line as printed."""
        return f"ok       {self.name}" if self.ok else f"missing  {self.name}: {self.fix}"


def port_is_free(port: int) -> bool:
    """Tell whether a server may listen on this port of 127.0.0.1.

    Asked without SO_REUSEPORT: with it, two servers would share the port unnoticed.
    """
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def has_library(name: str) -> bool:
    """Tell whether the system's loader knows a library."""
    return ctypes.util.find_library(name) is not None


def has_postgresql() -> bool:
    """Tell whether the server's programs are installed; Debian keeps them off PATH."""
    return shutil.which("initdb") is not None or any(POSTGRESQL.glob("*/bin/initdb"))


def checks() -> list[Check]:
    """Look at the machine and return every finding."""
    system = "./dev system (as root)"
    installer = environment.find_uv() is not None or environment.can_make_venv()
    tools = {"pdftotext": "poppler", "qpdf": "qpdf", "mutool": "mupdf", "zbarimg": "zbar"}
    return [
        Check(f"Python {platform.python_version()}", ok=True, fix=""),
        Check("uv or Python's venv module", installer, environment.NO_INSTALLER, needed=True),
        Check(".venv made from the lock", environment.is_ready(), "the next ./dev run makes it"),
        Check("lock in step with setup.cfg", environment.lock_is_fresh(), "./dev lock"),
        Check("Pango (PDF certificates)", has_library("pango-1.0"), system, needed=True),
        Check("PangoFT2 (PDF certificates)", has_library("pangoft2-1.0"), system, needed=True),
        Check("libharfbuzz-subset (fast PDF)", has_library("harfbuzz-subset"), system),
        Check("Chromium (browser tests)", find_browser() is not None, f"{system} or ./dev browser"),
        *(
            Check(f"{name} (PDF tests)", shutil.which(tool) is not None, system)
            for tool, name in tools.items()
        ),
        Check("hunspell (curriculum check)", shutil.which("hunspell") is not None, system),
        Check("PostgreSQL server (tests on it)", has_postgresql(), system),
        Check("port 8000 free", port_is_free(8000), "./dev run --port 8001"),
    ]


def doctor() -> int:
    """Print every finding; 1 when something that `./dev run` needs is missing."""
    found = checks()
    for check in found:
        print(check.line())
    return int(any(check.needed and not check.ok for check in found))


def system_commands() -> list[list[str]]:
    """Return the commands that install the system packages here."""
    if shutil.which("apt-get"):
        venv = [] if environment.find_uv() or environment.can_make_venv() else ["python3-venv"]
        apt = ["apt-get", "-o", "Acquire::Retries=3", "-q", "-y"]
        install = [*apt, "install", "--no-install-recommends", *DEBIAN, *venv]
        return [[*apt, "update"], install]
    if shutil.which("brew"):
        return [["brew", "install", *BREW], ["brew", "install", "--cask", "chromium"]]
    raise Stop("Only apt-get and brew are known here; ./dev doctor lists what is needed.")


def install_system() -> int:
    """Install the system packages, showing each command; apt-get needs root and gets two tries."""
    commands = system_commands()
    with_apt = commands[0][0] == "apt-get"
    for command in commands:
        say("+ " + " ".join(command))
    if with_apt and os.geteuid() != 0:
        raise Stop("Installing needs root: run sudo ./dev system, or the lines above with sudo.")
    env = {"DEBIAN_FRONTEND": "noninteractive"}
    for _try in range(2):
        if all(call(command, env=env) == 0 for command in commands):
            return 0
    raise Stop("Installing the system packages failed; the lines above say why.")
