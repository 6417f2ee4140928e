"""A folder of curriculum files in, checked programmes out."""

import posixpath
from dataclasses import dataclass, field
from pathlib import Path

import msgspec

from courses.curriculum.check_markup import cited_facts, figures
from courses.curriculum.check_programme import (
    ModuleSource,
    RegisterSource,
    check_modules,
    check_register,
)
from courses.curriculum.check_readiness import FILE, read_readiness
from courses.curriculum.diagrams.reading import read_diagram
from courses.curriculum.faults import CurriculumError, Fault
from courses.curriculum.files import FactsFile, ModuleFile, ProgrammeFile, TermsFile, WordsFile
from courses.curriculum.pages import (
    brief_page,
    compare_citations,
    compare_lesson,
    lesson_faults,
    page_faults,
    read_lesson,
)
from courses.curriculum.reading import Source, read, toml_source
from courses.curriculum.schema import (
    LANGUAGES,
    Assignment,
    Lesson,
    Localized,
    Markdown,
    Module,
    Programme,
    Quiz,
    Readiness,
    Register,
    SessionKit,
    Texts,
)
from courses.curriculum.texts import Written, texts_of, texts_of_lesson

WORDS = "words.toml"


def load_programmes(folder: Path) -> tuple[Programme, ...]:
    """Read every programme in a folder, or the one that the folder is, and return them checked.

    Raises `CurriculumError` with every fault that could be found, never only the first.
    """
    found = read_programmes(folder)
    if found.faults:
        raise CurriculumError(found.faults)
    return found.programmes


@dataclass(frozen=True, slots=True)
class Shelf:
    """The folder of a programme (relative, empty or ending in a slash) and what was read there."""

    name: str
    sources: tuple[Source, ...]
    lessons: tuple[Written, ...]
    words: WordsFile

    def texts(self) -> list[Written]:
        """Every text of the programme; finding the line of each takes a while."""
        return [*(text for source in self.sources for text in texts_of(source)), *self.lessons]


@dataclass(frozen=True, slots=True)
class Found:
    """What a folder holds; the programmes are whole only when there is no fault."""

    programmes: tuple[Programme, ...]
    faults: tuple[Fault, ...]
    shelves: tuple[Shelf, ...]


def read_programmes(folder: Path) -> Found:
    """Read a folder and note everything that is wrong in it."""
    desk = _Desk(folder)
    alone = (folder / "programme.toml").exists()
    found = [] if alone else sorted(folder.glob("*/programme.toml"))
    names = [f"{path.parent.name}/" for path in found] or [""]
    programmes = [_programme(desk, name) for name in names]
    whole = tuple(programme for programme in programmes if programme is not None)
    if len(whole) == len(programmes):
        for register in desk.registers.values():
            check_register(register, desk.modules)
    shelves = tuple(_shelf(desk, name) for name in names)
    return Found(whole, tuple(sorted(set(desk.faults))), shelves)


def _shelf(desk: "_Desk", name: str) -> Shelf:
    sources = tuple(source for source in desk.sources if source.file.startswith(name))
    lessons = tuple(lesson for lesson in desk.lessons if lesson.es.file.startswith(name))
    return Shelf(name, sources, lessons, desk.words.get(name, WordsFile()))


@dataclass
class _Desk:
    """The folder being read and what is wrong in it so far."""

    folder: Path
    faults: list[Fault] = field(default_factory=list)
    modules: list[ModuleSource] = field(default_factory=list)
    registers: dict[str, RegisterSource] = field(default_factory=dict)
    sources: list[Source] = field(default_factory=list)
    lessons: list[Written] = field(default_factory=list)
    words: dict[str, WordsFile] = field(default_factory=dict)

    def text(self, file: str) -> str | None:
        try:
            data = (self.folder / file).read_bytes()
        except FileNotFoundError:
            self.refuse(file, 1, "This file is missing.")
            return None
        except OSError as error:
            self.refuse(file, 1, f"This file cannot be read: {error.strerror}.")
            return None
        try:
            return data.decode("utf-8-sig").replace("\r\n", "\n")
        except UnicodeDecodeError as error:
            line = data.count(b"\n", 0, error.start) + 1
            self.refuse(file, line, "This file is not UTF-8 text: save it as UTF-8.")
            return None

    def toml(self, file: str) -> Source | None:
        text = self.text(file)
        source = None if text is None else toml_source(file, text, self.faults)
        if source is not None:
            self.sources.append(source)
        return source

    def refuse(self, file: str, line: int, message: str) -> None:
        self.faults.append(Fault(file, line, message))


def _programme(desk: _Desk, name: str) -> Programme | None:
    source = desk.toml(f"{name}programme.toml")
    file = read(source, ProgrammeFile) if source else None
    if file is None:
        return None
    shelf = posixpath.normpath(f"{name}../{file.register}" if file.register else name or ".")
    shared = _register(desk, "" if shelf == "." else f"{shelf}/")
    desk.words[name] = _words(desk, "" if shelf == "." else f"{shelf}/")
    register = shared.register if shared else None
    found = [_module(desk, name + module, register) for module in file.modules]
    modules = [module for module in found if module is not None]
    if register is None or len(modules) < len(found):
        return None
    check_modules(modules)
    desk.modules += modules
    return Programme(
        code=file.code,
        title=file.title,
        summary=file.summary,
        modules=tuple(module.module for module in modules),
        register=register,
        readiness=_readiness(desk, name, modules),
    )


def _readiness(desk: _Desk, name: str, modules: list[ModuleSource]) -> Readiness | None:
    """The self-assessment of a programme that has one."""
    file = f"{name}{FILE}"
    source = desk.toml(file) if (desk.folder / file).exists() else None
    codes = [module.module.code for module in modules]
    return read_readiness(source, codes) if source else None


def _words(desk: _Desk, prefix: str) -> WordsFile:
    file = f"{prefix}{WORDS}"
    source = desk.toml(file) if (desk.folder / file).exists() else None
    return (read(source, WordsFile) if source else None) or WordsFile()


def _register(desk: _Desk, prefix: str) -> RegisterSource | None:
    """Read a register once, whichever programmes share it."""
    if prefix not in desk.registers:
        facts_source = desk.toml(f"{prefix}facts.toml")
        terms_source = desk.toml(f"{prefix}glossary.toml")
        facts = read(facts_source, FactsFile) if facts_source else None
        terms = read(terms_source, TermsFile) if terms_source else None
        sources = [
            desk.toml(f"{prefix}diagrams/{path.name}")
            for path in sorted((desk.folder / prefix / "diagrams").glob("*.toml"))
        ]
        diagrams = [read_diagram(source) for source in sources if source is not None]
        drawn = tuple(diagram for diagram in diagrams if diagram is not None)
        if facts_source is None or facts is None or terms is None or len(drawn) < len(sources):
            return None
        register = Register(facts=facts.facts, terms=terms.terms, diagrams=drawn)
        diagram_sources = tuple(source for source in sources if source is not None)
        desk.registers[prefix] = RegisterSource(register, facts_source, diagram_sources)
    return desk.registers[prefix]


def _module(desk: _Desk, folder: str, register: Register | None) -> ModuleSource | None:
    source = desk.toml(f"{folder}/module.toml")
    file = read(source, ModuleFile) if source else None
    quiz_source = desk.toml(f"{folder}/quiz.toml")
    quiz = read(quiz_source, Quiz) if quiz_source else None
    assignment = _assignment(desk, f"{folder}/assignment.toml", register)
    kit_source = desk.toml(f"{folder}/session.toml")
    kit = read(kit_source, SessionKit) if kit_source else None
    names = file.lessons if file else ()
    found = [_lesson(desk, f"{folder}/lessons", name, register) for name in names]
    lessons = tuple(lesson for lesson in found if lesson is not None)
    if source is None or file is None or kit_source is None:
        return None
    _unlisted(desk, folder, file)
    if quiz is None or assignment is None or kit is None or len(lessons) < len(found):
        return None
    head = msgspec.structs.asdict(file) | {"lessons": lessons}
    module = Module(**head, quiz=quiz, assignment=assignment, session=kit)
    texts = [assignment.brief, *(lesson.body for lesson in lessons)]
    cited = frozenset(fact for text in texts for fact in cited_facts(text.es, register))
    shown = frozenset(name for text in texts for kind, name in figures(text.es))
    return ModuleSource(module, source, kit_source, cited, shown)


def _unlisted(desk: _Desk, folder: str, file: ModuleFile) -> None:
    known = {f"{name}.{language}.md" for name in file.lessons for language in LANGUAGES}
    for page in sorted((desk.folder / folder / "lessons").glob("*.md")):
        if page.name not in known:
            place = f"{folder}/lessons/{page.name}"
            desk.refuse(place, 1, "This lesson is in no list: add its name to module.toml.")


def _assignment(desk: _Desk, file: str, register: Register | None) -> Assignment | None:
    source = desk.toml(file)
    assignment = read(source, Assignment) if source else None
    if source is not None and assignment is not None:
        es, en = (brief_page(source, assignment, language) for language in LANGUAGES)
        desk.faults += [*page_faults(es, register), *page_faults(en, register)]
        desk.faults += compare_citations(es, en)
    return assignment


def _lesson(desk: _Desk, folder: str, name: str, register: Register | None) -> Lesson | None:
    read_ones = []
    for language in LANGUAGES:
        file = f"{folder}/{name}.{language}.md"
        text = desk.text(file)
        page = None if text is None else read_lesson(file, language, text, desk.faults)
        if page is not None:
            desk.faults += lesson_faults(page[1], page[0], register)
            read_ones.append(page)
    if len(read_ones) < len(LANGUAGES):
        return None
    (es, es_page), (en, en_page) = read_ones
    desk.faults += compare_lesson(es, en, (es_page, en_page))
    desk.lessons += texts_of_lesson((es, es_page), (en, en_page))
    return Lesson(
        slug=name,
        minutes=es.minutes,
        title=Localized(es=es.title, en=en.title),
        summary=Localized(es=es.summary, en=en.summary),
        body=Markdown(es=es_page.body, en=en_page.body),
        practice=es.practice,
        sources=Texts(es=es.sources, en=en.sources),
    )
