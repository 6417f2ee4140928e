"""A server with one worker, started for the run, and what it costs: CPU time and memory."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1]
TICK = os.sysconf("SC_CLK_TCK")
PATIENCE = 20.0
"""Seconds until a server must answer."""


@dataclass(frozen=True)
class Server:
    """A running server: its port on loopback, and its first process."""

    port: int
    pid: int

    def cpu(self) -> float:
        """Seconds of CPU that the server and its workers have used."""
        return sum(_ticks(pid) for pid in self._pids()) / TICK

    def memory(self) -> dict[str, float]:
        """Resident memory in MB, of the worker alone and of all its processes."""
        sizes = [_resident(pid) for pid in self._pids()]
        return {"worker": max(sizes), "all": sum(sizes)}

    def _pids(self) -> list[int]:
        return [self.pid, *_children(self.pid)]


def free_port() -> int:
    """A port that nobody listens on just now."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


@contextmanager
def serving(target: str, port: int, settings: Mapping[str, str]) -> Iterator[Server]:
    """Run an application factory under granian, as `./dev run` does but with one worker.

    Raises TimeoutError when it does not answer in time.
    """
    options = "--interface wsgi --factory --host 127.0.0.1 --workers 1 --blocking-threads 1"
    options += f" --workers-kill-timeout 1 --no-log --port {port}"
    process = subprocess.Popen(
        [sys.executable, "-m", "granian", *options.split(), target],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT), **settings},
    )
    try:
        _wait(port)
        yield Server(port, process.pid)
    finally:
        process.terminate()
        process.wait(10)


def _wait(port: int) -> None:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise TimeoutError(f"the server on port {port} did not start")


def _children(pid: int) -> list[int]:
    direct = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    found = [int(child) for child in direct]
    return [*found, *(below for child in found for below in _children(child))]


def _ticks(pid: int) -> int:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return int(fields[11]) + int(fields[12])  # utime and stime, proc(5)


def _resident(pid: int) -> float:
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    (line,) = (line for line in lines if line.startswith("VmRSS"))
    return int(line.split()[1]) / 1024
