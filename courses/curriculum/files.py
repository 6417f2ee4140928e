"""The shape of single files, where it differs from what the loader makes of them."""

from msgspec import Struct, field

from courses.curriculum.schema import Fact, Localized, ModuleHead, Term
from courses.curriculum.values import Count, Id, Text


class ProgrammeFile(Struct, frozen=True):
    """programme.toml: modules are folder names, in teaching order."""

    code: Id
    title: Localized
    summary: Localized
    modules: tuple[Id, ...]


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
    """The head of a lesson file; the Spanish file decides the minutes."""

    title: Text
    summary: Text
    minutes: Count = 0
