"""Time zones from the tzdata package, whose release this project chooses.

The system's own database may be years old: Debian 12 still lets British Columbia change clocks.
"""

import re
from functools import cache
from importlib.resources import files
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

_NAME = re.compile(r"[A-Za-z]+(?:/[A-Za-z0-9_+-]+)*")


@cache
def zone(name: str) -> ZoneInfo:
    """Return a zone by its IANA name; raises `ZoneInfoNotFoundError` for any other name."""
    place = files("tzdata").joinpath("zoneinfo", *name.split("/"))
    if not _NAME.fullmatch(name) or not place.is_file():
        raise ZoneInfoNotFoundError(f"There is no time zone “{name}”.")
    with place.open("rb") as data:
        return ZoneInfo.from_file(data, key=name)
