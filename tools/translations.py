"""Message catalogues: compiled when stale, extracted and updated on request."""

import tempfile
from pathlib import Path

from tools.place import BIN, PACKAGES, ROOT, must, say

MAPPING = "[python: **.py]\n[jinja2: **/templates/**]\nencoding = utf-8\n"
LAZY = ("_l", "lazy_gettext", "lazy_ngettext:1,2", "lazy_pgettext:1c,2", "lazy_npgettext:1c,2,3")
LOCALE = "es"


def catalogues(root: Path) -> list[Path]:
    """Return every package's message catalogues."""
    return sorted(root.glob("*/translations/*/LC_MESSAGES/messages.po"))


def is_stale(catalogue: Path) -> bool:
    """Tell whether a catalogue has no compiled file, or an older one."""
    compiled = catalogue.with_suffix(".mo")
    return not compiled.exists() or compiled.stat().st_mtime < catalogue.stat().st_mtime


def compile_stale() -> None:
    """Compile the catalogues that changed; a reader never sees a half-written file."""
    for catalogue in filter(is_stale, catalogues(ROOT)):
        half = catalogue.with_suffix(".mo.part")
        name = catalogue.relative_to(ROOT)
        must(
            [BIN / "pybabel", "--quiet", "compile", "-i", catalogue, "-o", half],
            f"{name} has a mistake; the lines above say where.",
        )
        half.replace(catalogue.with_suffix(".mo"))
        say(f"Compiled {name}.")


def update() -> None:
    """Bring each package's catalogue up to its Python files and templates."""
    with tempfile.TemporaryDirectory() as folder:
        mapping = Path(folder) / "mapping.cfg"
        mapping.write_text(MAPPING)
        for package in PACKAGES:
            update_package(package, mapping, Path(folder) / f"{package}.pot")
    compile_stale()


def update_package(package: str, mapping: Path, template: Path) -> None:
    """Extract one package's messages and merge them into its Spanish catalogue."""
    problem = f"Updating the messages of {package} failed; the lines above say why."
    keywords = [f"--keyword={name}" for name in LAZY]
    extract: list[str | Path] = [BIN / "pybabel", "--quiet", "extract", "-F", mapping, *keywords]
    extract += ["--no-wrap", "--add-location=file", "--sort-by-file", f"--project={package}"]
    extract += ["-o", template, package]
    must(extract, problem, cwd=ROOT)
    folder = ROOT / package / "translations"
    exists = (folder / LOCALE / "LC_MESSAGES" / "messages.po").exists()
    merge: list[str | Path] = [BIN / "pybabel", "--quiet", "update" if exists else "init"]
    merge += ["-i", template, "-d", folder, "-l", LOCALE, "--no-wrap"]
    if exists:
        merge += ["--ignore-pot-creation-date", "--no-fuzzy-matching", "--ignore-obsolete"]
    must(merge, problem)
