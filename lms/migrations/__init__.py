"""The one migration history, driven by Alembic; imported only by the commands that need it."""

from pathlib import Path

from alembic.config import Config

HERE = Path(__file__).parent


def alembic_config(url: str) -> Config:
    """Alembic, pointed at this history and at a database."""
    config = Config()
    config.set_main_option("script_location", str(HERE))
    config.attributes["url"] = url
    return config
