"""On which line of a TOML text each key stands: `tomllib` tells only for syntax errors."""

import re

Path = tuple[str | int, ...]

_BLANK = re.compile(r"(?:\s|#[^\n]*)*")
_KEY_PART = re.compile(r"""[ \t]*(?:"((?:\\.|[^"\\])*)"|'([^']*)'|([A-Za-z0-9_-]+))[ \t]*""")
_SCALAR = re.compile(
    r'''"""(?:\\.|[^\\])*?"""(?:"{0,2})'''
    r"""|'{3}.*?'{3}(?:'{0,2})"""
    r'''|"(?:\\.|[^"\\\n])*"'''
    r"""|'[^'\n]*'"""
    r"""|[^,\]}#\n]+""",
    re.DOTALL,
)


def key_lines(text: str) -> dict[Path, int]:
    """Return the line (from 1) of every table, key and array element of a valid TOML text.

    A path is made of keys and array positions: ``("question", 2, "option", 0, "text")``.
    """
    scanner = _Scanner(text)
    scanner.document()
    return scanner.lines


class _Scanner:
    """Walks over a text that `tomllib` has accepted, so nothing is checked again."""

    def __init__(self, text: str) -> None:
        self.text = text.replace("\r\n", "\n")
        self.at = 0
        self.lines: dict[Path, int] = {(): 1}
        self.last: dict[Path, int] = {}

    def document(self) -> None:
        table: Path = ()
        self.blank()
        while self.at < len(self.text):
            if self.text[self.at] == "[":
                table = self.header()
            else:
                self.pair(table)
            self.blank()

    def header(self) -> Path:
        start = self.at
        array = self.text.startswith("[[", start)
        self.at += 2 if array else 1
        keys = self.keys()
        self.at += 2 if array else 1
        path = (*self.inside(keys[:-1]), keys[-1])
        if array:
            self.last[path] = self.last.get(path, -1) + 1
            self.mark(path, start)
            path = (*path, self.last[path])
        self.mark(path, start)
        return path

    def inside(self, keys: list[str]) -> Path:
        path: Path = ()
        for key in keys:
            path = (*path, key)
            self.mark(path, self.at)
            if path in self.last:
                path = (*path, self.last[path])
        return path

    def pair(self, table: Path) -> None:
        start, path = self.at, table
        for key in self.keys():
            path = (*path, key)
            self.mark(path, start)
        self.at += 1
        self.value(path)

    def keys(self) -> list[str]:
        keys = []
        while part := _KEY_PART.match(self.text, self.at):
            keys.append(next(group for group in part.groups() if group is not None))
            self.at = part.end()
            if self.text[self.at] != ".":
                break
            self.at += 1
        return keys

    def value(self, path: Path) -> None:
        self.blank()
        opening = self.text[self.at]
        if opening in "[{":
            self.at += 1
            self.members(path, "]" if opening == "[" else "}")
        elif scalar := _SCALAR.match(self.text, self.at):
            self.at = scalar.end()

    def members(self, path: Path, closing: str) -> None:
        number = 0
        self.blank()
        while self.text[self.at] != closing:
            if self.text[self.at] == ",":
                self.at += 1
            elif closing == "]":
                self.mark((*path, number), self.at)
                self.value((*path, number))
                number += 1
            else:
                self.pair(path)
            self.blank()
        self.at += 1

    def blank(self) -> None:
        gap = _BLANK.match(self.text, self.at)
        self.at = gap.end() if gap else self.at

    def mark(self, path: Path, at: int) -> None:
        self.lines.setdefault(path, self.text.count("\n", 0, at) + 1)
