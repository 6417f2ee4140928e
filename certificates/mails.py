"""E-mails about certificates, in the language of the certificate."""

from dataclasses import dataclass
from typing import Final

from certificates.snapshot import Language, Snapshot
from lms.mail import Mail


@dataclass(frozen=True, slots=True)
class _Letter:
    subject: str
    text: str


_ISSUED: Final[dict[Language, _Letter]] = {
    "es": _Letter(
        "Su certificado del módulo {module}",
        """Hola, {name}:

Usted completó el módulo {module}. Su certificado está aquí:
{mine}

Quien quiera verificarlo puede hacerlo en esta dirección, sin cuenta:
{verify}

Gateway · Puerta al Comercio
""",
    ),
    "en": _Letter(
        "Your certificate for module {module}",
        """Hello {name},

You completed the module {module}. Your certificate is here:
{mine}

Anyone can check it at this address, without an account:
{verify}

Gateway · Puerta al Comercio
""",
    ),
}
_REISSUED: Final[dict[Language, _Letter]] = {
    "es": _Letter(
        "Su certificado corregido del módulo {module}",
        """Hola, {name}:

Corregimos su nombre en el certificado del módulo {module}. El nuevo está aquí:
{mine}

El certificado anterior queda reemplazado. El nuevo se verifica en:
{verify}

Gateway · Puerta al Comercio
""",
    ),
    "en": _Letter(
        "Your corrected certificate for module {module}",
        """Hello {name},

We corrected your name on the certificate for module {module}. The new one is here:
{mine}

It replaces the earlier certificate. The new one can be checked at:
{verify}

Gateway · Puerta al Comercio
""",
    ),
}
_REVOKED: Final[dict[Language, _Letter]] = {
    "es": _Letter(
        "Su certificado del módulo {module} fue anulado",
        """Hola, {name}:

Su certificado del módulo {module} fue anulado. Motivo:
{reason}

Quien lo verifique verá que fue anulado, la fecha y el motivo:
{verify}

Si cree que es un error, hable con su formador o formadora.

Gateway · Puerta al Comercio
""",
    ),
    "en": _Letter(
        "Your certificate for module {module} was revoked",
        """Hello {name},

Your certificate for module {module} was revoked. The reason:
{reason}

Whoever checks it will see that it was revoked, when and why:
{verify}

If you think this is a mistake, talk to your trainer.

Gateway · Puerta al Comercio
""",
    ),
}


def issued(to: str, printed: Snapshot, mine: str) -> Mail:
    """Tell the holder that her certificate is there; `mine` is the address of her own page."""
    return _fill(_ISSUED, to, printed, mine=mine)


def reissued(to: str, printed: Snapshot, mine: str) -> Mail:
    """Tell the holder that a corrected certificate replaces the earlier one."""
    return _fill(_REISSUED, to, printed, mine=mine)


def revoked(to: str, printed: Snapshot, reason: str) -> Mail:
    """Tell the holder that her certificate no longer holds, and why."""
    return _fill(_REVOKED, to, printed, reason=reason)


def _fill(letters: dict[Language, _Letter], to: str, printed: Snapshot, **more: str) -> Mail:
    letter = letters[printed.language]
    module = f"{printed.module_code} – {printed.module_title}"
    words = {"name": printed.name, "module": module, "verify": printed.verify_url, **more}
    return Mail(to, letter.subject.format(**words), letter.text.format(**words))
