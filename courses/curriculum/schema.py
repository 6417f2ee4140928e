"""What a curriculum is made of, as frozen values that travel through JSON unchanged.

The names in the JSON are the names in the files, so an author recognises a stored module.
"""

import msgspec
from msgspec import Struct, field

from courses.curriculum.readiness import Readiness as Readiness
from courses.curriculum.register import Fact as Fact
from courses.curriculum.register import Register as Register
from courses.curriculum.register import Term as Term
from courses.curriculum.register import dump_register as dump_register
from courses.curriculum.register import parse_register as parse_register
from courses.curriculum.tasks import Assignment as Assignment
from courses.curriculum.tasks import Column as Column
from courses.curriculum.tasks import Criterion as Criterion
from courses.curriculum.tasks import Item as Item
from courses.curriculum.tasks import Matching as Matching
from courses.curriculum.tasks import MultipleChoice as MultipleChoice
from courses.curriculum.tasks import Numeric as Numeric
from courses.curriculum.tasks import Option as Option
from courses.curriculum.tasks import Ordering as Ordering
from courses.curriculum.tasks import Pair as Pair
from courses.curriculum.tasks import Question as Question
from courses.curriculum.tasks import QuestionBase as QuestionBase
from courses.curriculum.tasks import Quiz as Quiz
from courses.curriculum.tasks import Row as Row
from courses.curriculum.tasks import Section as Section
from courses.curriculum.tasks import SingleChoice as SingleChoice
from courses.curriculum.values import LANGUAGES as LANGUAGES
from courses.curriculum.values import SECTORS as SECTORS
from courses.curriculum.values import Amount, Count, Id, Natural, Text, Version
from courses.curriculum.values import Language as Language
from courses.curriculum.values import Localized as Localized
from courses.curriculum.values import Markdown as Markdown
from courses.curriculum.values import Sector as Sector
from courses.curriculum.values import Texts as Texts


class Lesson(Struct, frozen=True):
    """A reading of about ten minutes, and minutes of practice; the body is Markdown source.

    `sources` are those that are no registered facts.
    """

    slug: Id
    minutes: Natural
    title: Localized
    summary: Localized
    body: Markdown
    practice: Count = 0
    sources: Texts = Texts()


class SessionStep(Struct, frozen=True):
    """One step of the live session, such as minutes 0–10; `script` is what to say."""

    minutes: Text
    activity: Localized
    script: Localized
    tips: Localized


class Handout(Struct, frozen=True):
    """A sheet to print for the live session; body and key are Markdown.

    The key is the trainer's and stands on a page of its own.
    """

    id: Id
    title: Localized
    body: Markdown
    key: Markdown | None = None


class Checklist(Struct, frozen=True):
    """What a trainer sees to around a live session."""

    before: tuple[Localized, ...] = ()
    during: tuple[Localized, ...] = ()
    after: tuple[Localized, ...] = ()


class SessionKit(Struct, frozen=True):
    """Everything a trainer needs to hold a module's live session."""

    watch_for: tuple[Localized, ...] = ()
    online: Localized | None = None
    checklist: Checklist = Checklist()
    steps: tuple[SessionStep, ...] = field(name="step", default=())
    handouts: tuple[Handout, ...] = field(name="handout", default=())


class Minutes(Struct, frozen=True):
    """The time a module takes, in minutes."""

    self_study: Count
    live: Count
    assignment: Count


class Completion(Struct, frozen=True):
    """What a trainee must have done for the module to count as completed."""

    lessons: bool = True
    quiz: bool = True
    assignment: bool = True
    participation: bool = True


class ModuleHead(Struct, frozen=True, kw_only=True):
    """What module.toml says, but for the names of the lesson files.

    With `notice` every page of the module says that it is no professional advice.
    """

    code: Id
    version: Version
    title: Localized
    competency: Localized
    outcomes: tuple[Localized, ...]
    hours: Amount
    minutes: Minutes
    prerequisites: tuple[Id, ...] = ()
    completion: Completion = Completion()
    notice: bool = False


class Module(ModuleHead, frozen=True, kw_only=True):
    """A whole module: what trainees read, answer and hand in."""

    lessons: tuple[Lesson, ...]
    quiz: Quiz
    assignment: Assignment
    session: SessionKit = SessionKit()

    def lesson(self, slug: str) -> Lesson:
        """Return a lesson; raises `KeyError` if there is none."""
        return {lesson.slug: lesson for lesson in self.lessons}[slug]


class Programme(Struct, frozen=True):
    """All modules in teaching order, the register they cite, and how firms assess themselves."""

    code: Id
    title: Localized
    summary: Localized
    modules: tuple[Module, ...]
    register: Register
    readiness: Readiness | None = None


def dump_module(module: Module) -> bytes:
    """Return canonical JSON: equal modules give equal bytes, whatever the Python version."""
    return msgspec.json.encode(module, order="sorted")


def parse_module(data: bytes) -> Module:
    """Return the module `dump_module` wrote; raises `msgspec.ValidationError` for any other."""
    return msgspec.json.decode(data, type=Module)
