"""Is Spanish text Spanish and English text English, and are its words spelled right?

The language is told by py3langid; the spelling by the program hunspell with the dictionaries of
Colombia, Canada and Great Britain. Names and terms of the field stand in words.toml.
"""

import re
import shutil
import subprocess  # nosec B404
from collections.abc import Iterable, Iterator, Sequence, Set
from functools import cache
from pathlib import Path
from typing import Any

from courses.curriculum.faults import Fault
from courses.curriculum.files import WordsFile
from courses.curriculum.loader import Found
from courses.curriculum.parity import parity_faults, read_lock
from courses.curriculum.schema import LANGUAGES, Language
from courses.curriculum.texts import Written

DICTIONARIES: dict[Language, str] = {"es": "es_CO", "en": "en_CA,en_GB"}
_NAMES: dict[Language, str] = {"es": "Spanish", "en": "English"}
_ENOUGH_WORDS = 5
_SURE = 0.9
_PRONOUNS = [re.compile(end) for end in ("l[aeo]s?$", "(?:me|nos|se)l[aeo]s?$", "(?:me|nos|se)$")]
_UNSTRESSED = str.maketrans("áéíóú", "aeiou")
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")


def proofread(folder: Path, found: Found) -> tuple[tuple[Fault, ...], tuple[str, ...]]:
    """Return the faults of all texts, and sentences about what could not be checked."""
    faults: list[Fault] = []
    told = []
    judge, program = _judge(), _speller()
    if judge is None:
        told.append("Languages were not told apart: install the extra “authoring”.")
    if program is None:
        told.append("Spelling was not checked: install hunspell with its dictionaries.")
    for shelf in found.shelves:
        texts = shelf.texts()
        sentences = [text for text in texts if not text.names]
        faults += parity_faults(texts, read_lock(folder / shelf.name))
        foreign = list(language_faults(sentences, judge)) if judge else []
        misspelt = spelling_faults(sentences, shelf.words, program) if program else ()
        told_already = {(fault.file, fault.line) for fault in foreign}
        faults += foreign
        faults += (fault for fault in misspelt if (fault.file, fault.line) not in told_already)
    return tuple(sorted(faults)), tuple(told)


def language_faults(texts: Iterable[Written], judge: Any) -> Iterator[Fault]:
    """Yield the lines that are in the other language."""
    for text in texts:
        for language in LANGUAGES:
            for line, words in text[language].paragraphs():
                if len(_WORD.findall(words)) < _ENOUGH_WORDS:
                    continue
                found, sure = judge.classify(words)
                if found != language and sure > _SURE:
                    message = f"This reads like {_NAMES[found]}, not {_NAMES[language]}."
                    yield Fault(text[language].file, line, message)


@cache
def _judge() -> Any | None:
    try:
        from py3langid.langid import MODEL_FILE, LanguageIdentifier  # it takes a second to load
    except ImportError:
        return None
    judge = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    judge.set_languages(list(LANGUAGES))
    return judge


def _speller() -> str | None:
    """The program, if it and its dictionaries are there."""
    program = shutil.which("hunspell")
    ready = program is not None and all(not _run(program, ["a"], one)[1] for one in LANGUAGES)
    return program if ready else None


def spelling_faults(texts: Sequence[Written], own: WordsFile, program: str) -> Iterator[Fault]:
    """Yield the words that no dictionary has, a fault for each line they stand on."""
    for language in LANGUAGES:
        lines = [
            (text[language].file, line, _words(words))
            for text in texts
            for line, words in text[language].paragraphs()
        ]
        used = {word for _file, _line, found in lines for word in found}
        wrong = _unknown(used - own.allowed(language), language, program)
        for file, number, found in lines:
            if here := [word for word in dict.fromkeys(found) if word in wrong]:
                listed = ", ".join(f"“{word}”" for word in here)
                yield Fault(file, number, f"Not in the {_NAMES[language]} dictionary: {listed}.")


def _words(line: str) -> list[str]:
    """The words of a line but for letters and acronyms, without an English possessive."""
    found = (word.removesuffix("’s").removesuffix("'s") for word in _WORD.findall(line))
    return [word for word in found if len(word) > 1 and not word.isupper()]


def _unknown(words: Set[str], language: Language, program: str) -> set[str]:
    unknown = {word for word in _run(program, sorted(words), language)[0] if word}
    if language == "es":
        stems = {word: _without_pronouns(word) for word in unknown}
        every = sorted({stem for found in stems.values() for stem in found})
        wrong = set(_run(program, every, language)[0])
        unknown = {word for word, found in stems.items() if found <= wrong}
    return unknown


def _without_pronouns(word: str) -> set[str]:
    """What a Spanish verb may be without its pronouns: escríbalo is escriba and lo."""
    folded = word.casefold()
    ends = [pattern.search(folded) for pattern in _PRONOUNS]
    stems = [folded[: end.start()] for end in ends if end]
    plain = [stem.translate(_UNSTRESSED) for stem in stems]
    return {*stems, *plain, *(f"{stem}s" for stem in plain)}


def _run(program: str, words: list[str], language: Language) -> tuple[list[str], str]:
    # a fixed program; the words go through its standard input
    done = subprocess.run(  # noqa: S603 # nosec B603
        [program, "-l", "-i", "utf-8", "-d", DICTIONARIES[language]],
        input="\n".join(words),
        capture_output=True,
        text=True,
        check=False,
        encoding="utf-8",
    )
    return done.stdout.split("\n"), done.stderr
