"""Running a function in a process that is killed, with SIGKILL, at a chosen call.

The product knows nothing of this: the child wraps the named function before it starts. Children
are forked from a fresh server process, so they share no connection, thread or lock with the tests.
"""

import functools
import importlib
import multiprocessing
import os
import signal
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing.context import ForkServerProcess
from typing import Any

context = multiprocessing.get_context("forkserver")
context.set_forkserver_preload(["pytest", "lms.jobs.worker", "lms.mail"])  # once, not per child


@dataclass(frozen=True)
class KillPoint:
    """Where a process dies: before the call of `target` ("module:name" or "module:Class.method").

    With `after`, when that call has returned; with `call=2`, at the second call.
    """

    target: str
    after: bool = False
    call: int = 1

    def __str__(self) -> str:
        return f"{'after' if self.after else 'before'} {self.target} ({self.call})"


def start(
    function: Callable[..., object], *args: Any, kill: KillPoint | None = None
) -> ForkServerProcess:
    """Start a process that calls a function of a module, and dies at the point if there is one."""
    child = context.Process(target=_run, args=(function, args, kill))
    child.start()
    return child


def run_until_killed(function: Callable[..., object], *args: Any, kill: KillPoint) -> None:
    """Call the function in a process and check that it died at the point, not otherwise."""
    assert finish(start(function, *args, kill=kill)) == -signal.SIGKILL, f"not killed {kill}"


def finish(child: ForkServerProcess, seconds: float = 60) -> int | None:
    """Wait for the process to end and give its exit code, or None where it goes on."""
    child.join(seconds)
    code = child.exitcode
    if code is None:
        child.kill()
        child.join()
    child.close()
    return code


def _run(function: Callable[..., object], args: tuple[Any, ...], kill: KillPoint | None) -> None:
    if kill is None:
        function(*args)
        return
    module, _, path = kill.target.partition(":")
    *parents, name = path.split(".")
    owner: Any = functools.reduce(getattr, parents, importlib.import_module(module))
    setattr(owner, name, _deadly(getattr(owner, name), kill))
    function(*args)


def _deadly(target: Callable[..., Any], kill: KillPoint) -> Callable[..., Any]:
    calls = 0

    @functools.wraps(target)
    def wrapper(*args: Any, **kwargs: Any) -> Any:
        nonlocal calls
        calls += 1
        if calls == kill.call and not kill.after:
            os.kill(os.getpid(), signal.SIGKILL)
        result = target(*args, **kwargs)
        if calls == kill.call and kill.after:
            os.kill(os.getpid(), signal.SIGKILL)
        return result

    return wrapper
