"""Stored files, addressed by the SHA-256 of their content: a thin face of fsspec."""

import hashlib
import os
import re
import secrets
from pathlib import Path

import fsspec
from fsspec.implementations.local import LocalFileSystem

ADDRESS = re.compile("[0-9a-f]{64}")


class MissingFile(Exception):
    """No stored file has this address, or its content no longer matches it."""


class Storage:
    """Content-addressed files under one root: a folder, or any address that fsspec knows."""

    def __init__(self, root: str) -> None:
        self._fs, self._root = fsspec.core.url_to_fs(root)

    def put(self, content: bytes) -> str:
        """Store the bytes and give their SHA-256; a second call with the same bytes is void.

        A file appears whole or not at all, and is on the disk when this returns. A damaged copy
        is replaced.
        """
        sha256 = hashlib.sha256(content).hexdigest()
        try:
            self.get(sha256)
        except MissingFile:
            path = self._path(sha256)
            if isinstance(self._fs, LocalFileSystem):
                _write_durably(Path(path), content)
            else:
                self._fs.pipe_file(path, content)
        return sha256

    def get(self, sha256: str) -> bytes:
        """The stored bytes, checked against their address; raises MissingFile."""
        if not ADDRESS.fullmatch(sha256):
            raise MissingFile("not an address")
        try:
            content: bytes = self._fs.cat_file(self._path(sha256))
        except FileNotFoundError as error:
            raise MissingFile(sha256) from error
        if hashlib.sha256(content).hexdigest() != sha256:
            raise MissingFile(f"{sha256} is damaged")
        return content

    def _path(self, sha256: str) -> str:
        return f"{self._root}/{sha256[:2]}/{sha256}"


def _write_durably(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        with temporary.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        temporary.rename(path)
    finally:
        temporary.unlink(missing_ok=True)
    for folder in (path.parent, path.parent.parent):  # the names, too, must survive a power cut
        _sync_folder(folder)


def _sync_folder(path: Path) -> None:
    folder = os.open(path, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
