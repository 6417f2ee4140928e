"""The plugin contract: found by entry point, used by our own packages, documented."""

import dataclasses
import inspect
from pathlib import Path

from flask import Flask

from lms import create_app, events, plugin
from lms.areas import areas
from lms.permissions import ROLE_PERMISSIONS, Permission, Role
from lms.plugin import Plugin, installed

ROOT = Path(__file__).parent.parent


def test_the_guests_are_found_by_their_entry_points() -> None:
    assert [guest.name for guest in installed()] == ["certificates", "courses", "trainer_portal"]


def test_every_hook_of_the_contract_is_used_by_our_own_packages() -> None:
    everyone = (*areas(demo=True), *installed())
    for field in dataclasses.fields(Plugin):
        used = [item for item in everyone if getattr(item, field.name)]
        assert used, f"Plugin.{field.name} is used by nobody: use it or remove it"


def test_every_hook_of_the_contract_is_documented() -> None:
    described = inspect.getdoc(plugin) or ""
    text = described + (inspect.getdoc(Plugin) or "") + (ROOT / "docs" / "plugins.md").read_text()
    for field in dataclasses.fields(Plugin):
        assert f"`{field.name}`" in text, f"describe Plugin.{field.name} in docs/plugins.md"


def test_every_event_is_emitted_by_our_own_code_and_documented() -> None:
    sources = "".join(
        path.read_text()
        for package in ("lms", "courses", "trainer_portal", "certificates")
        for path in (ROOT / package).rglob("*.py")
        if path.name != "events.py"
    )
    documented = (ROOT / "docs" / "plugins.md").read_text()
    for name, item in vars(events).items():
        if inspect.isclass(item) and issubclass(item, events.Event) and item is not events.Event:
            assert f"{name}(" in sources, f"nothing emits {name}"
            assert f"`{name}`" in documented, f"describe {name} in docs/plugins.md"


def test_the_house_runs_without_any_guest(app: Flask) -> None:
    alone = create_app(
        {
            "ENV": "testing",
            "JOBS": "off",
            "DATABASE_URL": app.config["DATABASE_URL"],
            "DATA_DIR": app.config["DATA_DIR"],
        },
        plugins=[],
    )
    page = alone.test_client().get("/", base_url="http://127.0.0.1")
    assert page.status_code == 200
    alone.extensions["database"].dispose()


def test_every_role_has_permissions_and_every_permission_a_holder() -> None:
    assert set(ROLE_PERMISSIONS) == set(Role)
    assert frozenset().union(*ROLE_PERMISSIONS.values()) == set(Permission)
