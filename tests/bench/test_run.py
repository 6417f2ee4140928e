"""The bench still finds every page that it measures."""

import pytest

from bench import __main__ as bench
from bench import certificates, world


def test_every_page_and_certificate_gets_its_figures(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(world, "TRAINEES", 50)
    monkeypatch.setattr(certificates, "RUNS", 1)
    monkeypatch.setattr(bench, "SECONDS", 0.2)
    monkeypatch.setattr(bench, "ROUNDS", 1)
    found = bench.run()
    assert list(found["pages"]) == [
        "bare Flask page",
        "lesson",
        "module outline",
        "quiz answer saved",
        "completion report",
        "completion report, CSV",
    ]
    assert all(page["requests_per_second"] > 0 for page in found["pages"].values())
    assert found["memory_mb"]["gateway"]["worker"] > found["memory_mb"]["hello"]["worker"]
    bench.show(found)
    assert "quiz answer saved" in capsys.readouterr().out
