"""The words of a certificate in its two languages, and dates and numbers as they are written."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final
from zoneinfo import ZoneInfo

from babel.dates import format_date
from babel.numbers import format_decimal

from certificates.snapshot import Language, Snapshot

ISSUER: Final = "Gateway · Puerta al Comercio"
BOGOTA: Final = ZoneInfo("America/Bogota")


@dataclass(frozen=True, slots=True)
class Phrases:
    """What a certificate says around the facts; `{…}` marks a fact."""

    locale: str
    kind: str
    certifies: str
    completed: str
    of_programme: str
    hours: tuple[str, str]
    outcomes: str
    firm: str
    cohort: str
    trainer: str
    completed_on: str
    issued_on: str
    code: str
    check_at: str
    signature: str
    qr: str
    link: str
    field: str
    title: str


PHRASES: Final[dict[Language, Phrases]] = {
    "es": Phrases(
        locale="es_CO",
        kind="Certificado de módulo",
        certifies="certifica que",
        completed="completó y aprobó el módulo",
        of_programme="Programa {programme} · {code}, versión {version} · {hours}",
        hours=("{n} hora", "{n} horas"),
        outcomes="Lo que aprendió a hacer",
        firm="Empresa",
        cohort="Cohorte",
        trainer="Formación a cargo de",
        completed_on="Terminado el",
        issued_on="Expedido el",
        code="Código",
        check_at="Verifíquelo en",
        signature=(
            "La firma electrónica de este archivo prueba dos cosas: que no ha cambiado desde que "
            "se expidió y que se firmó con la clave de Gateway. No es una firma digital "
            "certificada por una entidad acreditada. El certificado da fe de la formación de una "
            "persona, no de su empresa."
        ),
        qr="Código QR que abre {url}",
        link="Verificar este certificado: {url}",
        field="Firma electrónica de Gateway · Puerta al Comercio",
        title="Certificado de módulo {module} – {name}",
    ),
    "en": Phrases(
        locale="en_CA",
        kind="Module certificate",
        certifies="certifies that",
        completed="completed and passed the module",
        of_programme="Programme {programme} · {code}, version {version} · {hours}",
        hours=("{n} hour", "{n} hours"),
        outcomes="What was learned",
        firm="Firm",
        cohort="Cohort",
        trainer="Trainer",
        completed_on="Completed on",
        issued_on="Issued on",
        code="Code",
        check_at="Check it at",
        signature=(
            "The electronic signature of this file proves two things: that it has not changed "
            "since it was issued, and that it was signed with Gateway's key. It is not a digital "
            "signature certified by an accredited entity. The certificate speaks for the training "
            "of a person, not for their firm."
        ),
        qr="QR code that opens {url}",
        link="Check this certificate: {url}",
        field="Electronic signature of Gateway · Puerta al Comercio",
        title="Certificate of module {module} – {name}",
    ),
}


def document_title(snapshot: Snapshot) -> str:
    """Name the document in the certificate's language."""
    words = PHRASES[snapshot.language]
    return words.title.format(module=snapshot.module_code, name=snapshot.name)


def long_date(day: date, words: Phrases) -> str:
    """Write a day out, such as 23 de noviembre de 2026."""
    return format_date(day, "long", locale=words.locale)


def hours_text(hours: Decimal, words: Phrases) -> str:
    """Write clock hours with the language's decimal mark."""
    singular, plural = words.hours
    return (singular if hours == 1 else plural).format(n=format_decimal(hours, locale=words.locale))
