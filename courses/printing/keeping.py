"""Finished files, kept in the storage: drawing one takes seconds."""

import hashlib
from threading import Lock

from courses.printing.edition import stylesheet
from lms.exports import pdf_file
from lms.storage import MissingFile, Storage

_LIMIT = 4096
_kept: dict[str, str] = {}
"""The address of the file of each page that this process drew."""
_one_at_a_time = Lock()


def kept(storage: Storage, html: str) -> bytes | None:
    """The PDF of a page, if this process drew it before."""
    address = _kept.get(_key(html))
    try:
        return None if address is None else storage.get(address)
    except MissingFile:
        return None


def draw(storage: Storage, html: str) -> bytes:
    """The PDF of a page, kept from now on; takes seconds, so call it outside of transactions.

    Several that ask for the same page at once get the same file, drawn once. Raises PangoMissing.
    """
    with _one_at_a_time:
        content = kept(storage, html)
        if content is None:
            content = pdf_file(html, stylesheet())
            while len(_kept) >= _LIMIT:
                del _kept[next(iter(_kept))]
            _kept[_key(html)] = storage.put(content)
    return content


def _key(html: str) -> str:
    return hashlib.sha256(f"{stylesheet()}\0{html}".encode()).hexdigest()
