"""A simple client: two threads that keep their connection and ask again as soon as they can."""

import http.client
import re
import threading
import time
from contextlib import closing
from dataclasses import dataclass, field
from urllib.parse import urlencode

from bench.server import Server

THREADS = 2


@dataclass(frozen=True)
class Page:
    """What to ask for, as whom, and the status that is right."""

    name: str
    path: str
    token: str = ""
    form: dict[str, str] = field(default_factory=dict)
    status: int = 200


@dataclass(frozen=True)
class Figures:
    """What a page cost: `cpu_ms` is the server's, for one request."""

    requests_per_second: float
    cpu_ms: float
    bytes: int


def ask(
    connection: http.client.HTTPConnection, page: Page
) -> tuple[http.client.HTTPResponse, bytes]:
    """One request. Raises RuntimeError on another status than the right one."""
    headers = {"Cookie": f"gateway={page.token}", "Accept-Language": "es"}
    body = None
    if page.form:
        headers["Content-Type"] = "application/x-www-form-urlencoded"
        body = urlencode(page.form)
    connection.request("POST" if page.form else "GET", page.path, body, headers)
    answer = connection.getresponse()
    content = answer.read()
    if answer.status != page.status:
        raise RuntimeError(f"{page.name}: {page.path} answered {answer.status}")
    return answer, content


def measure(server: Server, page: Page, seconds: float) -> Figures:
    """Ask for a page for this long, from every thread."""
    counts, sizes, faults = [0] * THREADS, [0] * THREADS, list[BaseException]()
    cpu, start = server.cpu(), time.monotonic()

    def run(thread: int) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", server.port)
        try:
            while time.monotonic() < start + seconds:
                sizes[thread] = len(ask(connection, page)[1])
                counts[thread] += 1
        except BaseException as fault:
            faults.append(fault)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(number,)) for number in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if faults:
        raise faults[0]
    took, used, total = time.monotonic() - start, server.cpu() - cpu, sum(counts)
    return Figures(total / took, 1000 * used / total, max(sizes))


def open_question(server: Server, quiz: str, token: str) -> Page:
    """Start a quiz attempt and give the request that saves an answer to a question of it.

    Raises LookupError when no question offers a choice of one.
    """
    with closing(http.client.HTTPConnection("127.0.0.1", server.port)) as connection:
        _answer, start = ask(connection, Page("quiz", quiz, token))
        begin = Page("start", quiz, token, {"csrf_token": _found("csrf_token", start)}, 303)
        answer, _content = ask(connection, begin)
        path = str(answer.getheader("Location"))
        for position in range(1, 30):
            place = f"{path.rpartition('/')[0]}/{position}"
            _answer, question = ask(connection, Page("question", place, token))
            if b'type="radio"' in question:
                csrf, choice = _found("csrf_token", question), _found("answer", question)
                form = {"csrf_token": csrf, "answer": choice}
                return Page("quiz answer saved", place, token, form, 303)
    raise LookupError("no question with one choice")


def _found(name: str, page: bytes) -> str:
    for tag in re.findall(r"<input[^>]*>", page.decode()):
        value = re.search(r'value="([^"]*)"', tag)
        if f'name="{name}"' in tag and value:
            return value[1]
    raise LookupError(f"no field {name}")
