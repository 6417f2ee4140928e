"""The shape of single files, where it differs from what the loader makes of them."""

from msgspec import Struct, field

from courses.curriculum.schema import Fact, Localized, ModuleHead, Term
from courses.curriculum.values import Count, Id, Language, Text


class ProgrammeFile(Struct, frozen=True):
    """programme.toml: modules are folder names, in teaching order.

    Facts, terms and diagrams are its own, or those of the programme in the folder `register`
    beside it.
    """

    code: Id
    title: Localized
    summary: Localized
    modules: tuple[Id, ...]
    register: Id = ""


class FactsFile(Struct, frozen=True):
    """facts.toml."""

    facts: tuple[Fact, ...] = field(name="fact", default=())


class TermsFile(Struct, frozen=True):
    """glossary.toml."""

    terms: tuple[Term, ...] = field(name="term", default=())


class ModuleFile(ModuleHead, frozen=True, kw_only=True):
    """module.toml: lessons are file names under lessons/, without .es.md and .en.md."""

    lessons: tuple[Id, ...]


class FrontMatter(Struct, frozen=True):
    """The head of a lesson file; the Spanish file decides the minutes.

    `sources` are those that are no registered facts, in the language of the file.
    """

    title: Text
    summary: Text
    minutes: Count = 0
    practice: Count = 0
    sources: tuple[Text, ...] = ()


class WordsFile(Struct, frozen=True):
    """words.toml: words that no dictionary has, such as names, and those of one language."""

    names: tuple[Text, ...] = ()
    es: tuple[Text, ...] = ()
    en: tuple[Text, ...] = ()

    def allowed(self, language: Language) -> frozenset[str]:
        """Return the words that are right in a language; others than names may be capitalised."""
        words = self.es if language == "es" else self.en
        return frozenset((*self.names, *words, *(word.capitalize() for word in words)))
