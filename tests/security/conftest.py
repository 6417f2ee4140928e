"""The two-tenant world, built once per test that asks for it."""

import pytest
from flask import Flask

from tests.security.world import World, build


@pytest.fixture
def world(app: Flask) -> World:
    return build(app)
