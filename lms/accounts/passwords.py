"""Passwords: argon2id hashes, and the rule for new ones.

The rule follows OWASP ASVS 5.0, 6.2: length alone counts, nothing is composed, cut or changed, and
what everyone tries first is refused.
"""

import re
import secrets
from collections.abc import Iterable
from enum import StrEnum
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from lms.accounts.common_passwords import COMMON

MIN_LENGTH = 10
MAX_LENGTH = 128
LONGEST_UNIT = 4
"""A password that only repeats this many characters or fewer is as weak as they are."""
HOUSE_WORDS = ("gateway",)
_hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)


class Weakness(StrEnum):
    """Why a new password is refused."""

    SHORT = "short"
    LONG = "long"
    COMMON = "common"
    PERSONAL = "personal"


def hash_password(password: str) -> str:
    """The argon2id hash of exactly these characters; takes about 20 ms."""
    return _hasher.hash(password)


def verify(password_hash: str | None, password: str) -> bool:
    """Whether the password is the one of the hash; without a hash it is not, in the same time."""
    try:
        matches = _hasher.verify(password_hash or _nobody(), password)
    except (VerificationError, InvalidHashError):
        return False
    return matches and password_hash is not None


def needs_rehash(password_hash: str) -> bool:
    """Whether the hash was made with other parameters than today's."""
    return _hasher.check_needs_rehash(password_hash)


def weakness(password: str, own_words: Iterable[str] = ()) -> Weakness | None:
    """Why the password cannot be used by a person of these names and e-mail, or None."""
    if len(password) < MIN_LENGTH:
        return Weakness.SHORT
    if len(password) > MAX_LENGTH:
        return Weakness.LONG
    folded = password.casefold()
    if _is_personal(folded, own_words):
        return Weakness.PERSONAL
    return Weakness.COMMON if _is_common(folded) else None


def _is_common(folded: str) -> bool:
    repeated = re.fullmatch(r"(.+?)\1+", folded, re.DOTALL)
    unit = repeated[1] if repeated else folded
    candidates = {folded, unit, _letters_inside(folded)}
    return bool(candidates & COMMON) or (repeated is not None and len(unit) <= LONGEST_UNIT)


def _is_personal(folded: str, own_words: Iterable[str]) -> bool:
    rest = folded
    for word in sorted(_parts(own_words), key=len, reverse=True):
        rest = rest.replace(word, "")
    return rest != folded and not _letters_inside(rest)


def _parts(own_words: Iterable[str]) -> set[str]:
    words = [word.casefold() for word in (*HOUSE_WORDS, *own_words)]
    parts = {part for word in words for part in re.split(r"[\W_]+", word)}
    return {part for part in parts | set(words) if len(part) > 2}


def _letters_inside(text: str) -> str:
    """The text without the digits and signs around its letters."""
    return re.sub(r"^[\W\d_]+|[\W\d_]+$", "", text)


@cache
def _nobody() -> str:
    return _hasher.hash(secrets.token_urlsafe())
