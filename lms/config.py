"""Settings: one dictionary of defaults, overridden by `LMS_…` environment variables."""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

DEFAULTS: Mapping[str, Any] = {
    # demo: invented people, one-click accounts, mail shown in the application; testing; production
    "ENV": "production",
    "SECRET_KEY": "",
    # where people reach this installation; links in mails and QR codes are made from it
    "BASE_URL": "http://127.0.0.1:8000",
    # further host names that requests may carry, separated by commas
    "ALLOWED_HOSTS": "",
    # how many proxies in front set X-Forwarded-For, -Proto and -Host
    "PROXIES": 0,
    # default: .data/<env>
    "DATA_DIR": "",
    # default: SQLite inside DATA_DIR
    "DATABASE_URL": "",
    "SQLITE_SYNCHRONOUS": "FULL",
    # default: the folder DATA_DIR/files; any address that fsspec knows
    "STORAGE_URL": "",
    # embedded: a thread of the server; procrastinate: its workers, PostgreSQL only; off
    "JOBS": "embedded",
    "MAIL_FROM": "Gateway <gateway@localhost>",
    "SMTP_HOST": "localhost",
    "SMTP_PORT": 25,
    "SMTP_USER": "",
    "SMTP_PASSWORD": "",
    "SMTP_TLS": True,
    # PEM files of the key that signs certificates; in demo and testing they are made when missing
    "CERTIFICATE_KEY": "",
    "CERTIFICATE_CERT": "",
    "CERTIFICATE_KEY_PASSPHRASE": "",
    # bytes of one request: three files of an assignment and its text
    "MAX_CONTENT_LENGTH": 32 * 1024 * 1024,
}
UNSAFE_SECRET = "not a secret: demo and tests only"
MIN_SECRET = 32


class ConfigError(Exception):
    """A setting that cannot work; the message says which and what to do."""


def load_config(overrides: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """Defaults, then the environment, then `overrides`; raises ConfigError."""
    config = dict(DEFAULTS)
    for name, default in DEFAULTS.items():
        raw = os.environ.get(f"LMS_{name}")
        if raw is not None:
            config[name] = _parse(name, raw, default)
    config.update(overrides or {})
    return _complete(config)


def _parse(name: str, raw: str, default: Any) -> Any:
    if isinstance(default, bool):
        return raw.lower() in {"1", "true", "yes", "on"}
    if isinstance(default, int):
        try:
            return int(raw)
        except ValueError as error:
            raise ConfigError(f"LMS_{name} must be a whole number, not {raw!r}.") from error
    return raw


def _complete(config: dict[str, Any]) -> dict[str, Any]:
    if config["ENV"] not in {"demo", "testing", "production"}:
        raise ConfigError("LMS_ENV must be demo, testing or production.")
    safe_to_guess = config["ENV"] in {"demo", "testing"}
    if not config["SECRET_KEY"] and safe_to_guess:
        config["SECRET_KEY"] = UNSAFE_SECRET
    if not safe_to_guess and len(config["SECRET_KEY"]) < MIN_SECRET:
        raise ConfigError(f"Set LMS_SECRET_KEY to {MIN_SECRET} or more random characters.")
    if config["JOBS"] not in {"embedded", "procrastinate", "off"}:
        raise ConfigError("LMS_JOBS must be embedded, procrastinate or off.")
    data = Path(config["DATA_DIR"] or f".data/{config['ENV']}").resolve()
    config["DATA_DIR"] = str(data)
    config["DATABASE_URL"] = config["DATABASE_URL"] or f"sqlite:///{data / 'gateway.db'}"
    config["STORAGE_URL"] = config["STORAGE_URL"] or str(data / "files")
    config["CERTIFICATE_KEY"] = config["CERTIFICATE_KEY"] or str(data / "keys" / "certificates.key")
    config["CERTIFICATE_CERT"] = config["CERTIFICATE_CERT"] or str(
        data / "keys" / "certificates.crt"
    )
    base = urlsplit(config["BASE_URL"])
    if base.scheme not in {"http", "https"} or not base.hostname:
        raise ConfigError("LMS_BASE_URL must be an http or https address.")
    config["DEMO"] = config["ENV"] == "demo"
    config["HTTPS"] = base.scheme == "https"
    config["TRUSTED_HOSTS"] = _hosts(config, base.hostname)
    return config


def _hosts(config: Mapping[str, Any], base: str) -> list[str]:
    named = [host.strip() for host in config["ALLOWED_HOSTS"].split(",") if host.strip()]
    local = ["127.0.0.1", "localhost"] if config["ENV"] in {"demo", "testing"} else []
    return [base, *named, *local]
