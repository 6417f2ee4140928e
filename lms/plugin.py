"""The contract between the house and its guests: all that a package can contribute.

A guest exposes one `plugin = Plugin(...)` and names it in the entry-point group `lms.plugins`.
The house's own areas (accounts, learning, reports) use the same dataclass.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from importlib.metadata import entry_points
from types import ModuleType

from click import Command
from flask import Blueprint
from flask_babel import LazyString
from sqlalchemy.orm import Session

from lms.events import Event, Handler
from lms.jobs.registry import JobHandler
from lms.permissions import Permission

GROUP = "lms.plugins"


@dataclass(frozen=True)
class NavItem:
    """An entry of the main navigation, shown to people who hold the permission, by `order`."""

    label: LazyString
    endpoint: str
    permission: Permission
    order: int


@dataclass(frozen=True)
class Link:
    """A link that a plugin offers; the page decides where it shows."""

    label: str
    url: str


@dataclass(frozen=True)
class Plugin:
    """What one package contributes.

    `package` is the import name whose `translations/` folder joins the catalogue. `models` are the
    modules that hold its tables. `completion_link` gives what to show beside a completed module,
    by completion id. `seed` fills a fresh demonstration and must be safe to repeat.
    """

    name: str
    package: str
    blueprints: tuple[Blueprint, ...] = ()
    commands: tuple[Command, ...] = ()
    nav: tuple[NavItem, ...] = ()
    subscriptions: tuple[tuple[type[Event], Handler], ...] = ()
    jobs: Mapping[str, JobHandler] = field(default_factory=dict)
    models: tuple[ModuleType, ...] = ()
    completion_link: Callable[[Session, int], Link | None] | None = None
    seed: Callable[[Session], None] | None = None


def installed() -> tuple[Plugin, ...]:
    """Every plugin that an installed package announces, by name."""
    found = sorted(entry_points(group=GROUP), key=lambda entry: entry.name)
    return tuple(entry.load() for entry in found)
