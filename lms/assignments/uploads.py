"""Checks on uploaded files: size, name, and kind by content, never by what the sender says."""

import io
import unicodedata
import zipfile
from dataclasses import dataclass
from pathlib import PurePath

MAX_BYTES = 10 * 1024 * 1024
MAX_UNPACKED = 100 * 1024 * 1024
MAX_ENTRIES = 10_000
MAX_NAME = 120

_OFFICE = "application/vnd.openxmlformats-officedocument"
_ZIPPED = {  # extension → (part that the package must contain, media type)
    ".docx": ("word/document.xml", f"{_OFFICE}.wordprocessingml.document"),
    ".xlsx": ("xl/workbook.xml", f"{_OFFICE}.spreadsheetml.sheet"),
    ".pptx": ("ppt/presentation.xml", f"{_OFFICE}.presentationml.presentation"),
    ".odt": ("content.xml", "application/vnd.oasis.opendocument.text"),
}
_SIGNED = {  # extension → (first bytes, media type)
    ".pdf": (b"%PDF-", "application/pdf"),
    ".png": (b"\x89PNG\r\n\x1a\n", "image/png"),
    ".jpg": (b"\xff\xd8\xff", "image/jpeg"),
    ".jpeg": (b"\xff\xd8\xff", "image/jpeg"),
}
ALLOWED = tuple(sorted(_SIGNED | _ZIPPED))


class UploadRefused(Exception):
    """A file that cannot be taken; the subclass says why."""


class FileTooLarge(UploadRefused):
    """More than MAX_BYTES, or an archive of more than MAX_UNPACKED bytes or MAX_ENTRIES."""


class KindNotAllowed(UploadRefused):
    """Not one of ALLOWED, or the content is not what the name says."""


@dataclass(frozen=True)
class Upload:
    """A checked file."""

    name: str
    media_type: str
    content: bytes


def check_upload(filename: str, content: bytes) -> Upload:
    """Give the file back with a safe name and its true kind; raises UploadRefused."""
    if len(content) > MAX_BYTES:
        raise FileTooLarge
    name = _safe_name(filename)
    extension = PurePath(name).suffix.lower()
    if extension in _SIGNED:
        first, media_type = _SIGNED[extension]
        if not content.startswith(first):
            raise KindNotAllowed
        return Upload(name, media_type, content)
    if extension in _ZIPPED:
        part, media_type = _ZIPPED[extension]
        _check_archive(content, part)
        return Upload(name, media_type, content)
    raise KindNotAllowed


def _check_archive(content: bytes, part: str) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, NotImplementedError, ValueError) as error:
        # An unknown version of the format and a name that is no UTF-8 have errors of their own.
        raise KindNotAllowed from error
    if len(entries) > MAX_ENTRIES or sum(entry.file_size for entry in entries) > MAX_UNPACKED:
        raise FileTooLarge
    if part not in {entry.filename for entry in entries}:
        raise KindNotAllowed


def _safe_name(filename: str) -> str:
    base = PurePath(unicodedata.normalize("NFC", filename).replace("\\", "/")).name
    printable = "".join(char for char in base if char.isprintable() and char not in '<>:"|?*')
    path = PurePath(printable.strip(". ") or "file")
    return path.stem[: MAX_NAME - len(path.suffix)] + path.suffix
