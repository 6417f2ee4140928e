"""What a test run left out, read from pytest's JUnit report."""

from collections import Counter
from pathlib import Path
from xml.etree import ElementTree


def skipped(report: Path) -> Counter[str]:
    """Count the skipped tests by reason; expected failures are not skips.

    Raises FileNotFoundError when pytest ended before it wrote the report.
    """
    found = ElementTree.parse(report).iterfind(".//testcase/skipped")  # noqa: S314 (our own file)
    return Counter(
        skip.get("message", "no reason given")
        for skip in found
        if skip.get("type") != "pytest.xfail"
    )


def closing_lines(reasons: Counter[str]) -> list[str]:
    """Return the lines that end a test run: how many tests were skipped, and why."""
    if not reasons:
        return ["No test was skipped."]
    lines = [f"  {count} x {reason}" for reason, count in reasons.most_common()]
    return [f"Tests skipped: {reasons.total()}", *lines]
