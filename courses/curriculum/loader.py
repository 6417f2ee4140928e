"""A folder of curriculum files in, a checked programme out."""

from dataclasses import dataclass, field
from pathlib import Path

import msgspec

from courses.curriculum.check_markup import cited_facts
from courses.curriculum.check_programme import ModuleSource, check_programme
from courses.curriculum.faults import CurriculumError, Fault
from courses.curriculum.files import FactsFile, ModuleFile, ProgrammeFile, TermsFile
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
    Register,
)


def load_programme(folder: Path) -> Programme:
    """Read a programme's folder and return it, checked.

    Raises `CurriculumError` with every fault that could be found, never only the first.
    """
    desk = _Desk(folder)
    programme = _programme(desk)
    if programme is None or desk.faults:
        raise CurriculumError(tuple(sorted(set(desk.faults))))
    return programme


@dataclass
class _Desk:
    """The folder being read and what is wrong in it so far."""

    folder: Path
    faults: list[Fault] = field(default_factory=list)

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
        return None if text is None else toml_source(file, text, self.faults)

    def refuse(self, file: str, line: int, message: str) -> None:
        self.faults.append(Fault(file, line, message))


def _programme(desk: _Desk) -> Programme | None:
    source = desk.toml("programme.toml")
    file = read(source, ProgrammeFile) if source else None
    facts_source, terms_source = desk.toml("facts.toml"), desk.toml("glossary.toml")
    facts = read(facts_source, FactsFile) if facts_source else None
    terms = read(terms_source, TermsFile) if terms_source else None
    register = Register(facts=facts.facts, terms=terms.terms) if facts and terms else None
    found = [_module(desk, name, register) for name in (file.modules if file else ())]
    modules = [module for module in found if module is not None]
    if file is None or facts_source is None or register is None or len(modules) < len(found):
        return None
    check_programme(modules, register, facts_source)
    return Programme(
        code=file.code,
        title=file.title,
        summary=file.summary,
        modules=tuple(module.module for module in modules),
        register=register,
    )


def _module(desk: _Desk, folder: str, register: Register | None) -> ModuleSource | None:
    source = desk.toml(f"{folder}/module.toml")
    file = read(source, ModuleFile) if source else None
    quiz_source = desk.toml(f"{folder}/quiz.toml")
    quiz = read(quiz_source, Quiz) if quiz_source else None
    assignment = _assignment(desk, f"{folder}/assignment.toml", register)
    names = file.lessons if file else ()
    found = [_lesson(desk, f"{folder}/lessons", name, register) for name in names]
    lessons = tuple(lesson for lesson in found if lesson is not None)
    if source is None or file is None:
        return None
    _unlisted(desk, folder, file)
    if quiz is None or assignment is None or len(lessons) < len(found):
        return None
    head = msgspec.structs.asdict(file) | {"lessons": lessons}
    module = Module(**head, quiz=quiz, assignment=assignment)
    texts = [assignment.brief, *(lesson.body for lesson in lessons)]
    cited = frozenset(fact for text in texts for fact in cited_facts(text.es))
    return ModuleSource(module, source, cited)


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
            desk.faults += lesson_faults(page[1], register)
            read_ones.append(page)
    if len(read_ones) < len(LANGUAGES):
        return None
    (es, es_page), (en, en_page) = read_ones
    desk.faults += compare_lesson(es, en, (es_page, en_page))
    return Lesson(
        slug=name,
        minutes=es.minutes,
        title=Localized(es=es.title, en=en.title),
        summary=Localized(es=es.summary, en=en.summary),
        body=Markdown(es=es_page.body, en=en_page.body),
    )
