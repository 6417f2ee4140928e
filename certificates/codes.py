"""Certificate codes: unguessable, readable over the telephone, and proof against slips.

A code is 27 random characters (135 bits) and one check character of ISO 7064 MOD 37,2, which
tells every changed character and every swap of neighbours.
"""

import re
import secrets

from stdnum.iso7064 import mod_37_2

# Crockford's base 32: no I, L, O or U.
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
RANDOM_LENGTH = 27
GROUP = 4
# Unicode dashes arrive when a code is pasted from a word processor.
_SEPARATORS = re.compile(r"[\s\-\u2010-\u2015\u2212]+")
_LOOKALIKES = str.maketrans("OIL", "011")
_SHAPE = re.compile(f"[{ALPHABET}]{{{RANDOM_LENGTH + 1}}}")


def new_code() -> str:
    """Make a code such as `7K2M-91QX-…`: seven groups of four, as stored and printed."""
    while True:
        body = "".join(secrets.choice(ALPHABET) for _ in range(RANDOM_LENGTH))
        check = mod_37_2.calc_check_digit(body)
        # Five of the 37 check characters are hard to read aloud; draw again instead.
        if check in ALPHABET:
            return _grouped(body + check)


def normalise(text: str) -> str | None:
    """Turn a typed code into its stored form, or None when it cannot be a code.

    Lower case, spaces, missing or other dashes, O for 0 and I or L for 1 are accepted.
    """
    code = _SEPARATORS.sub("", text).upper().translate(_LOOKALIKES)
    if not _SHAPE.fullmatch(code) or not mod_37_2.is_valid(code):
        return None
    return _grouped(code)


def _grouped(code: str) -> str:
    return "-".join(code[i : i + GROUP] for i in range(0, len(code), GROUP))
