"""A snapshot is the whole certificate and outlives every change around it."""

from datetime import UTC, datetime, timedelta, timezone

import msgspec
import pytest

from certificates.snapshot import from_json, to_json
from tests.certificates.tools import snapshot


@pytest.mark.parametrize("long", [False, True])
def test_a_snapshot_comes_back_from_json_unchanged(long: bool) -> None:
    original = snapshot(long=long)
    assert from_json(to_json(original)) == original


def test_a_moment_without_time_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        snapshot(issued_at=datetime(2026, 11, 23, 3, 15))  # noqa: DTZ001


def test_the_moment_of_issue_is_kept_in_utc() -> None:
    bogota = timezone(timedelta(hours=-5))
    kept = snapshot(issued_at=datetime(2026, 11, 22, 22, 15, tzinfo=bogota)).issued_at
    assert kept == datetime(2026, 11, 23, 3, 15, tzinfo=UTC)
    assert kept.tzinfo is UTC


def test_json_of_another_shape_is_refused() -> None:
    with pytest.raises(msgspec.ValidationError):
        from_json(b'{"code": "x"}')
