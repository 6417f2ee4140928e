"""Stored files are whole, named by their content and checked when they are read."""

import hashlib
import os
import stat
from pathlib import Path

import pytest

from lms.storage import MissingFile, Storage

CONTENT = b"%PDF-1.7 un certificado"
SHA256 = hashlib.sha256(CONTENT).hexdigest()


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Where the files are."""
    return tmp_path / "files"


@pytest.fixture
def storage(root: Path) -> Storage:
    """A folder that does not exist yet."""
    return Storage(str(root))


def stored(root: Path) -> list[str]:
    return [path.name for path in root.rglob("*") if path.is_file()]


def test_a_file_is_named_by_its_content(storage: Storage, root: Path) -> None:
    assert storage.put(CONTENT) == SHA256
    assert (root / SHA256[:2] / SHA256).read_bytes() == CONTENT
    assert storage.get(SHA256) == CONTENT


def test_storing_the_same_bytes_again_writes_nothing(storage: Storage, root: Path) -> None:
    storage.put(CONTENT)
    before = (root / SHA256[:2] / SHA256).stat().st_mtime_ns
    assert storage.put(CONTENT) == SHA256
    assert (root / SHA256[:2] / SHA256).stat().st_mtime_ns == before
    assert stored(root) == [SHA256]


def test_an_empty_file_is_a_file(storage: Storage) -> None:
    assert storage.get(storage.put(b"")) == b""


def test_a_file_that_was_never_stored_is_missing(storage: Storage) -> None:
    with pytest.raises(MissingFile):
        storage.get(SHA256)


@pytest.mark.parametrize("damaged", [b"", CONTENT[:-1], CONTENT.replace(b"u", b"v")])
def test_a_damaged_file_is_noticed_and_can_be_replaced(
    storage: Storage, root: Path, damaged: bytes
) -> None:
    storage.put(CONTENT)
    (root / SHA256[:2] / SHA256).write_bytes(damaged)
    with pytest.raises(MissingFile, match="is damaged"):
        storage.get(SHA256)
    storage.put(CONTENT)
    assert storage.get(SHA256) == CONTENT


@pytest.mark.parametrize("address", ["", "..", "../../secret", "/etc/passwd", SHA256.upper()])
def test_only_an_address_is_looked_up(storage: Storage, root: Path, address: str) -> None:
    storage.put(CONTENT)
    (root.parent / "secret").write_bytes(b"secret")
    with pytest.raises(MissingFile, match="not an address"):
        storage.get(address)


def test_a_write_that_fails_leaves_nothing_behind(
    storage: Storage, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_file: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space left"):
        storage.put(CONTENT)
    assert stored(root) == []
    with pytest.raises(MissingFile):
        storage.get(SHA256)


def test_a_file_is_on_the_disk_before_it_has_its_name(
    storage: Storage, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    steps: list[str] = []
    sync, rename = os.fsync, Path.rename

    def note_sync(file: int) -> None:
        steps.append("folder" if stat.S_ISDIR(os.fstat(file).st_mode) else "file")
        sync(file)

    def note_rename(path: Path, target: Path) -> Path:
        steps.append("rename")
        assert path.parent == target.parent
        return rename(path, target)

    monkeypatch.setattr(os, "fsync", note_sync)
    monkeypatch.setattr(Path, "rename", note_rename)
    storage.put(CONTENT)
    assert steps == ["file", "rename", "folder", "folder"]
    assert stored(root) == [SHA256]


def test_any_address_of_fsspec_serves() -> None:
    storage = Storage("memory://gateway-test")
    assert storage.get(storage.put(CONTENT)) == CONTENT
