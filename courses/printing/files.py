"""A printed module as a file, made from the curriculum's files alone."""

import errno
import os
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from courses.curriculum.faults import CurriculumError
from courses.curriculum.loader import load_programmes
from courses.curriculum.render import Calculator
from courses.curriculum.schema import (
    LANGUAGES,
    SECTORS,
    Language,
    Module,
    Programme,
    Register,
)
from courses.printing.edition import Edition, stylesheet
from courses.printing.pack import pack
from courses.printing.workbook import workbook
from lms.exports import PangoMissing, pdf_file

Worksheets = Callable[[Register, Language], Calculator]
"""Gives what draws the worksheets of calculators in a language."""


class CannotPrint(Exception):
    """A module cannot be printed; the sentence says why."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What someone asks to print, in words that may be wrong."""

    code: str
    language: str
    sector: str
    kind: str
    """`workbook` or `pack`."""


def print_file(folder: Path, wish: Wish, output: Path | None, worksheets: Worksheets) -> Path:
    """Write a module as a PDF and give the file's name, made up when none is given.

    The file appears whole or not at all. Raises CannotPrint.
    """
    edition = _edition(folder, wish, worksheets)
    output = output or Path(edition.file_name(wish.kind))
    html = {"workbook": workbook, "pack": pack}[wish.kind](edition)
    try:
        _write(output, lambda: pdf_file(html, stylesheet()))
    except PangoMissing as error:
        raise CannotPrint(str(error)) from error
    except OSError as error:
        raise CannotPrint(f"{output} cannot be written: {error.strerror}.") from error
    return output


def _edition(folder: Path, wish: Wish, worksheets: Worksheets) -> Edition:
    language = next((one for one in LANGUAGES if one == wish.language), None)
    if language is None:
        raise CannotPrint(f"There is no language “{wish.language}”: {_listed(LANGUAGES)}.")
    sector = next((one for one in SECTORS if one == wish.sector), None)
    if sector is None:
        raise CannotPrint(f"There is no sector “{wish.sector}”: {_listed(SECTORS)}.")
    programme, module = _module(folder, wish.code)
    return Edition(
        programme=programme.title,
        module=module,
        register=programme.register,
        language=language,
        sector=sector,
        calculator=worksheets(programme.register, language),
    )


def _module(folder: Path, code: str) -> tuple[Programme, Module]:
    try:
        programmes = load_programmes(folder)
    except CurriculumError as error:
        raise CannotPrint(
            f"{folder} has faults, which `gateway curriculum check` names."
        ) from error
    modules = {module.code: (each, module) for each in programmes for module in each.modules}
    if code not in modules:
        raise CannotPrint(f"There is no module “{code}”: {_listed(tuple(modules))}.")
    return modules[code]


def _listed(names: tuple[str, ...]) -> str:
    return f"choose {', '.join(names[:-1])} or {names[-1]}" if len(names) > 1 else names[0]


def _write(output: Path, make: Callable[[], bytes]) -> None:
    """Begin a file, so that it is known to be possible, and only then make what goes into it."""
    if output.is_dir():
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
    temporary = output.with_name(f".{output.name}.{secrets.token_hex(4)}")
    try:
        with temporary.open("xb") as file:
            file.write(make())
        temporary.replace(output)
    finally:
        temporary.unlink(missing_ok=True)
