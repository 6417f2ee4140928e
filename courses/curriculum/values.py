"""The simple values of the curriculum files; each description completes “must be …”."""

from decimal import Decimal
from typing import Annotated, Literal

from msgspec import Meta, Struct

Language = Literal["es", "en"]
LANGUAGES: tuple[Language, ...] = ("es", "en")
Sector = Literal["general", "software", "animation", "xr", "audiovisual", "marketing", "bpo"]
SECTORS: tuple[Sector, ...] = (
    "general",
    "software",
    "animation",
    "xr",
    "audiovisual",
    "marketing",
    "bpo",
)

Text = Annotated[str, Meta(pattern=r"\S", description="text that is not empty")]
Id = Annotated[
    str,
    Meta(
        pattern=r"^[A-Za-z0-9]+(-[A-Za-z0-9]+)*\Z",
        description="a name of letters, digits and single hyphens, such as “m1-q3”",
    ),
]
Version = Annotated[
    str, Meta(pattern=r"^[0-9]+\.[0-9]+\Z", description="a version in quotes, such as “1.0”")
]
Count = Annotated[int, Meta(ge=0, description="a whole number, 0 or more")]
Natural = Annotated[int, Meta(ge=1, description="a whole number, 1 or more")]
Percent = Annotated[int, Meta(ge=1, le=100, description="a whole percentage from 1 to 100")]
Amount = Annotated[Decimal, Meta(description="a number")]


class Localized(Struct, frozen=True):
    """The same text in both languages of the programme."""

    es: Text
    en: Text

    def get(self, language: str) -> str:
        """Return the text in a language (“es” or “en”); any other raises `KeyError`."""
        return self[language]

    def __getitem__(self, language: str) -> str:
        if language == "es":
            return self.es
        if language == "en":
            return self.en
        raise KeyError(language)


class Markdown(Localized, frozen=True):
    """Text in both languages that may hold Markdown, and references to facts and terms."""


class Texts(Struct, frozen=True):
    """Lists of texts that need not correspond between the languages."""

    es: tuple[Text, ...] = ()
    en: tuple[Text, ...] = ()

    def __getitem__(self, language: str) -> tuple[str, ...]:
        return {"es": self.es, "en": self.en}[language]
