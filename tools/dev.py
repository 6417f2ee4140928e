"""The commands of `./dev`: run, test, lint and what they need."""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path

from tools import browser, doctor, environment, skips, translations, vendor
from tools.place import BIN, PACKAGES, ROOT, Stop, call, must, say

DEMO = {"LMS_ENV": "demo"}
DEMO_DATA = ROOT / ".data" / "demo"
OPEN_WHEN_UP = """
import socket, sys, time, webbrowser
for _ in range(100):
    with socket.socket() as probe:
        if probe.connect_ex(("127.0.0.1", int(sys.argv[2]))) == 0:
            webbrowser.open(sys.argv[1])
            break
    time.sleep(0.2)
"""


def run(port: int, *, fresh: bool) -> int:
    """Serve the demonstration on 127.0.0.1 until Ctrl-C; `fresh` starts it from nothing."""
    if not doctor.port_is_free(port):
        raise Stop(f"Port {port} is in use: stop its server or run ./dev run --port {port + 1}.")
    environment.prepare()
    address = f"http://127.0.0.1:{port}"
    os.environ.update(DEMO)
    os.environ.setdefault("LMS_BASE_URL", address)  # links in mails and QR codes lead here
    os.chdir(ROOT)
    if fresh:
        shutil.rmtree(DEMO_DATA, ignore_errors=True)
    gateway = BIN / "gateway"
    must([gateway, "db", "upgrade"], "Preparing the demo's database failed.")
    must([gateway, "demo", "seed"], "Filling the demo failed; ./dev run --fresh starts anew.")
    say(f"\nOpen {address}/   (Ctrl-C stops)\n")
    open_when_up(address, port)
    command = granian(port)
    os.execv(command[0], command)  # noqa: S606 (Ctrl-C goes straight to the server)


def granian(port: int) -> list[str]:
    """Return the server's command: two workers, one thread each (more cost throughput).

    A terminal's Ctrl-C reaches the workers too, and half the time one of them then never ends
    (granian 2.8): so they get one second.
    """
    options = "--interface wsgi --factory --host 127.0.0.1 --workers 2 --blocking-threads 1"
    options += f" --workers-kill-timeout 1 --port {port}"
    return [str(BIN / "granian"), *options.split(), "lms.wsgi:application"]


def has_display() -> bool:
    """Tell whether a person could see a browser window here."""
    shown = sys.platform == "darwin" or {"DISPLAY", "WAYLAND_DISPLAY"} & os.environ.keys()
    return bool(shown) and "CI" not in os.environ


def open_when_up(address: str, port: int) -> None:
    """Let a child wait for the server and open the address; nothing is said if it cannot."""
    if has_display():
        subprocess.Popen(
            [sys.executable, "-P", "-c", OPEN_WHEN_UP, address, str(port)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )


def test(args: Sequence[str]) -> int:
    """Run all tests; where CI is set, a skipped test fails the run."""
    environment.prepare()
    env = {**test_browser(), **browser.node_for_playwright()}
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "junit.xml"
        options = ["-n", "2", "--dist", "loadscope", f"--junitxml={report}"]
        code = call([BIN / "pytest", *options, *args], cwd=ROOT, env=env)
        if not report.exists():
            return code or 1
        left_out = skips.skipped(report)
    print("\n".join(skips.closing_lines(left_out)), flush=True)
    return code or skips_fail(left_out)


def skips_fail(left_out: Counter[str]) -> int:
    """Return 1 when tests were skipped where none may be."""
    if left_out and os.environ.get("CI", "").lower() not in ("", "0", "false"):
        say("CI is set, so a skipped test fails the run.")
        return 1
    return 0


def test_browser() -> dict[str, str]:
    """Return the variable that names the browser; without one the browser tests are skipped."""
    path = browser.find_browser()
    if path is None:
        try:
            path = browser.install()
        except Stop as reason:
            say(f"No browser, so the browser tests are skipped. {reason}")
    return {"LMS_TEST_BROWSER": path} if path else {}


def lint() -> int:
    """Run every check of the code, even after one fails, and say which failed."""
    environment.prepare()
    commands: list[list[str]] = [
        ["ruff", "format", "--check", "."],
        ["ruff", "check", "."],
        ["mypy"],
        ["bandit", "-q", "-c", "pyproject.toml", "-r", *PACKAGES],
        ["codespell"],
    ]
    failed = [
        " ".join(command)
        for command in commands
        if call([BIN / command[0], *command[1:]], cwd=ROOT) != 0
    ]
    if not environment.lock_is_fresh():
        failed.append("lock (./dev lock makes it from setup.cfg anew)")
    failed += vendor.problems(vendor.read_lock())
    say("Lint failed: " + "; ".join(failed) if failed else "Lint: all clean.")
    return int(bool(failed))


def bench(args: Sequence[str]) -> int:
    """Measure: everything after `bench` goes to `python -m bench`."""
    environment.prepare()
    return call([BIN / "python", "-m", "bench", *args], env={"PYTHONPATH": str(ROOT)})


def gateway(args: Sequence[str]) -> int:
    """Run the project's own command, on the demonstration unless LMS_ENV says otherwise."""
    environment.prepare()
    os.environ.setdefault("LMS_ENV", DEMO["LMS_ENV"])
    command = [str(BIN / "gateway"), *args]
    os.execv(command[0], command)  # noqa: S606 (the command keeps the terminal)


FORWARDED: dict[str, Callable[[Sequence[str]], int]] = {
    "test": test,
    "bench": bench,
    "gateway": gateway,
}


def make_parser() -> argparse.ArgumentParser:
    """Describe the commands; those in FORWARDED take any further arguments."""
    parser = argparse.ArgumentParser(prog="./dev", description="Everything a developer runs.")
    add = parser.add_subparsers(dest="command", required=True, metavar="command").add_parser
    serve = add("run", help="set up, fill and serve the demonstration")
    serve.add_argument("--port", type=int, default=8000)
    serve.add_argument("--fresh", action="store_true", help="delete .data/demo first")
    add("test", help="all tests, browser included; further arguments go to pytest")
    add("lint", help="format, rules, types, security, spelling, vendored files, lock")
    add("bench", help="measure; --json FILE keeps the figures")
    add("gateway", help="the project's own command, on the demonstration's data")
    add("doctor", help="what this machine has and lacks")
    add("system", help="install system packages (root)")
    add("browser", help="unpack a Chromium into .cache without root")
    messages = add("translations", help="compile the message catalogues")
    messages.add_argument("--update", action="store_true", help="extract and merge first")
    lock = add("lock", help="make tools/requirements.lock from setup.cfg")
    lock.add_argument("--upgrade", action="store_true", help="take newer versions")
    files = add("vendor", help="restore the files taken from npm packages")
    files.add_argument("--check", action="store_true", help="only compare with the lock, offline")
    files.add_argument("--pin", nargs=2, metavar=("NAME", "VERSION"), help="take another version")
    return parser


def take_vendor(args: argparse.Namespace) -> int:
    """Check, restore or move the vendored files."""
    if args.check:
        found = vendor.problems(vendor.read_lock())
        print("\n".join(found) or "Vendored files match their lock.")
        return int(bool(found))
    if args.pin:
        vendor.pin(*args.pin)
    else:
        vendor.restore()
    return 0


def take_translations(*, update: bool) -> int:
    """Compile the catalogues, after merging new messages when asked."""
    environment.prepare()
    if update:
        translations.update()
    return 0


def take_browser() -> int:
    """Unpack the browser and print where it is."""
    environment.prepare()
    print(browser.install())
    return 0


def take_lock(*, upgrade: bool) -> int:
    """Make the lock."""
    environment.make_lock(upgrade=upgrade)
    return 0


def dispatch(argv: list[str]) -> int:
    """Run the command that `argv` names and return its exit code."""
    if argv and argv[0] in FORWARDED:
        return FORWARDED[argv[0]](argv[1:])
    args = make_parser().parse_args(argv)
    commands: dict[str, Callable[[], int]] = {
        "run": lambda: run(args.port, fresh=args.fresh),
        "lint": lint,
        "doctor": doctor.doctor,
        "system": doctor.install_system,
        "browser": take_browser,
        "translations": lambda: take_translations(update=args.update),
        "lock": lambda: take_lock(upgrade=args.upgrade),
        "vendor": lambda: take_vendor(args),
    }
    return commands[args.command]()


def main() -> int:
    """Entry point of `./dev`; a known problem ends as one sentence and exit code 1."""
    try:
        return dispatch(sys.argv[1:])
    except Stop as reason:
        say(f"dev: {reason}")
        return 1
    except KeyboardInterrupt:
        return 130
