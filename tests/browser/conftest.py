"""A demonstration served on loopback, and a real Chromium to walk it with."""

import os
import shutil
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from werkzeug.serving import make_server

from lms import create_app
from lms.db import Database, Model
from lms.demo.seed import seed
from lms.jobs.worker import start
from tests.browser.checks import Watch

CANDIDATES = ("chromium-headless-shell", "chromium", "google-chrome")
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
)
WIDTHS = {"phone": (360, 740), "desk": (1280, 800)}
SCREENSHOTS = Path("test-results") / "screenshots"


def find_browser() -> str | None:
    named = os.environ.get("LMS_TEST_BROWSER")
    return named or next((found for name in CANDIDATES if (found := shutil.which(name))), None)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    reason = "no Chromium found: ./dev browser fetches one, ./dev system installs one"
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)
            if find_browser() is None:
                item.add_marker(pytest.mark.skip(reason=reason))


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A Chromium, closed with the module: Playwright's event loop must not meet other tests."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_browser(), args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """A filled demonstration with its worker; tests add to it and never count its rows."""
    folder = tmp_path_factory.mktemp("demo")
    app = create_app({"ENV": "demo", "DATA_DIR": str(folder), "SQLITE_SYNCHRONOUS": "OFF"})
    database: Database = app.extensions["database"]
    Model.metadata.create_all(database.writer)
    with app.app_context():
        for plugin in app.extensions["plugins"]:
            if plugin.seed:
                with database.writing() as session:
                    plugin.seed(session)
        with database.writing() as session:
            seed(session)
    worker = start(app)
    yield app
    worker.stop()
    database.dispose()


@pytest.fixture(scope="session")
def address(demo: Flask) -> Iterator[str]:
    """Where the demonstration answers."""
    server = make_server("127.0.0.1", 0, demo, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    demo.config["BASE_URL"] = f"http://127.0.0.1:{server.server_port}"
    yield demo.config["BASE_URL"]
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def visitors(browser: Browser, address: str) -> Iterator[Any]:
    """Make browsers of different people: `visitors("es")`, `visitors("en", width="phone")`."""
    opened: list[BrowserContext] = []

    def visitor(language: str = "es", width: str = "desk", **options: Any) -> Page:
        across, down = WIDTHS[width]
        context = browser.new_context(
            base_url=address,
            locale={"es": "es-CO", "en": "en-CA"}[language],
            viewport={"width": across, "height": down},
            **options,
        )
        context.set_default_timeout(10_000)
        opened.append(context)
        page = context.new_page()
        Watch.over(page)
        return page

    yield visitor
    for context in opened:
        for page in context.pages:
            Watch.of(page).assert_quiet()
        context.close()
