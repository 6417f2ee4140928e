"""`python -m bench`: what pages and certificates cost, as a table or as JSON."""

import argparse
import json
import statistics
import tempfile
import time
from pathlib import Path
from typing import Any

from bench import certificates
from bench.load import Figures, Page, measure, open_question
from bench.server import Server, free_port, serving
from bench.world import TOKENS, TRAINEES, World, make_world
from lms.permissions import Role

ROUNDS = 3
SECONDS = 1.2
"""How long each page is asked for in each round."""
HELLO = "bare Flask page"


def main() -> None:
    """Build, measure, print."""
    parser = argparse.ArgumentParser(prog="bench", description=__doc__)
    parser.add_argument("--json", type=Path, metavar="FILE", help="keep the figures as JSON")
    options = parser.parse_args()
    found = run()
    show(found)
    if options.json:
        options.json.write_text(json.dumps(found, ensure_ascii=False, indent=2) + "\n")


def run() -> dict[str, Any]:
    """Every figure, in less than a minute and a half."""
    start = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="gateway-bench-") as name:
        folder, port = Path(name), free_port()
        settings = {
            "LMS_ENV": "testing",
            "LMS_DATA_DIR": name,
            "LMS_DATABASE_URL": f"sqlite:///{folder / 'bench.db'}",
            "LMS_BASE_URL": f"http://127.0.0.1:{port}",
        }
        world = make_world({key.removeprefix("LMS_"): value for key, value in settings.items()})
        built = time.monotonic() - start
        with (
            serving("bench.hello:application", free_port(), {}) as hello,
            serving("lms.wsgi:application", port, settings) as gateway,
        ):
            pages = measure_pages(hello, gateway, world)
            memory = {"gateway": gateway.memory(), "hello": hello.memory()}
        return {
            "trainees": TRAINEES,
            "report_rows": world.report_rows,
            "pages": pages,
            "certificate_cpu_ms": certificates.measure(folder),
            "memory_mb": memory,
            "seconds": {"building": built, "all": time.monotonic() - start},
        }


def measure_pages(hello: Server, gateway: Server, world: World) -> dict[str, dict[str, float]]:
    """Each page in turn, several rounds, so that a slow moment of the machine meets all alike."""
    module = f"/learn/{world.enrolment_id}/{world.module}"
    trainee, reviewer = TOKENS[Role.TRAINEE], TOKENS[Role.REVIEWER]
    asked = [
        (hello, Page(HELLO, "/")),
        (gateway, Page("lesson", f"{module}/lesson/{world.lesson}", trainee)),
        (gateway, Page("module outline", module, trainee)),
        (gateway, open_question(gateway, f"{module}/quiz", trainee)),
        (gateway, Page("completion report", "/reports/completion", reviewer)),
        (gateway, Page("completion report, CSV", "/reports/completion.csv", reviewer)),
    ]
    for server, page in asked:
        measure(server, page, SECONDS / 4)  # what is loaded or compiled at first use
    rounds = [[measure(server, page, SECONDS) for server, page in asked] for _ in range(ROUNDS)]
    by_page = zip(asked, zip(*rounds, strict=True), strict=True)
    figures = {page.name: _middle(runs) for (_server, page), runs in by_page}
    for figure in figures.values():
        figure["times_bare"] = figure["cpu_ms"] / figures[HELLO]["cpu_ms"]
    return figures


def _middle(runs: tuple[Figures, ...]) -> dict[str, float]:
    return {
        "requests_per_second": statistics.median(run.requests_per_second for run in runs),
        "cpu_ms": statistics.median(run.cpu_ms for run in runs),
        "kilobytes": runs[0].bytes / 1000,
    }


def show(found: dict[str, Any]) -> None:
    """The figures as a table."""
    print(f"One worker, {found['trainees']} trainees, {found['report_rows']} rows in the report\n")
    print(f"{'page':26}{'requests/s':>12}{'CPU ms':>10}{'× bare':>9}{'kB':>9}")
    for name, page in found["pages"].items():
        figures = f"{page['requests_per_second']:12.0f}{page['cpu_ms']:10.2f}"
        print(f"{name:26}{figures}{page['times_bare']:9.1f}{page['kilobytes']:9.1f}")
    print("\ncertificate, CPU ms of one")
    for name, milliseconds in found["certificate_cpu_ms"].items():
        print(f"  {name:34}{milliseconds:10.1f}")
    print("resident memory, MB")
    for name, sizes in found["memory_mb"].items():
        print(f"  {name:34}{sizes['worker']:10.0f} (all processes {sizes['all']:.0f})")
    print(f"took {found['seconds']['all']:.0f} s")


if __name__ == "__main__":
    main()
