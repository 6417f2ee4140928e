"""`./dev` before anything is installed: its messages, its stamp, its reports."""

import os
import socket
import subprocess
from collections import Counter
from pathlib import Path

import pytest

from tools import dev, doctor, environment, skips, translations, vendor
from tools.place import ROOT, Stop

JUNIT = """<testsuites><testsuite>
<testcase name="a"/>
<testcase name="b"><skipped type="pytest.skip" message="no Chromium"/></testcase>
<testcase name="c"><skipped type="pytest.skip" message="no Chromium"/></testcase>
<testcase name="d"><skipped type="pytest.skip" message="no qpdf"/></testcase>
<testcase name="e"><skipped type="pytest.xfail" message="known"/></testcase>
</testsuite></testsuites>"""


def start_with(folder: Path, python: str) -> subprocess.CompletedProcess[str]:
    """Run `./dev doctor` where the only program on PATH is the given `python3`."""
    fake = folder / "python3"
    fake.write_text(python)
    fake.chmod(0o755)
    return subprocess.run(  # noqa: S603 (our own file)
        ["/bin/sh", ROOT / "dev", "doctor", "two words"],
        env={"PATH": str(folder)},
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )


def test_an_old_python_ends_in_one_line_that_says_the_fix(tmp_path: Path) -> None:
    done = start_with(tmp_path, "#!/bin/sh\necho\n")
    assert done.returncode == 1
    assert done.stdout == ""
    assert done.stderr.count("\n") == 1
    assert "Python 3.11 or newer is needed: apt-get install python3" in done.stderr


def test_a_good_python_gets_the_root_and_the_untouched_arguments(tmp_path: Path) -> None:
    echo = '#!/bin/sh\n[ "$1" = -c ] && echo "$0" && exit\nshift 3\nprintf "%s\\n" "$@"\n'
    done = start_with(tmp_path, echo)
    assert done.stdout.splitlines() == [str(ROOT), "doctor", "two words"]


def test_the_stamp_changes_with_place_lock_and_metadata_each_in_its_own_line() -> None:
    first = environment.stamp(Path("/a"), b"lock", b"setup")
    assert first == environment.stamp(Path("/a"), b"lock", b"setup")

    def changed(second: list[str]) -> list[bool]:
        return [one != two for one, two in zip(first, second, strict=True)]

    assert changed(environment.stamp(Path("/b"), b"lock", b"setup")) == [True, False, False]
    assert changed(environment.stamp(Path("/a"), b"LOCK", b"setup")) == [False, True, False]
    assert changed(environment.stamp(Path("/a"), b"lock", b"SETUP")) == [False, False, True]


def test_a_written_stamp_is_read_back_and_a_missing_one_is_empty(tmp_path: Path) -> None:
    path = tmp_path / "stamp"
    assert environment.read_stamp(path) == []
    wanted = environment.stamp(Path("/with space"), b"", b"")
    path.write_text("\n".join(wanted) + "\n")
    assert environment.read_stamp(path) == wanted


@pytest.mark.parametrize(
    ("have", "with_uv", "exists", "rebuild"),
    [
        (["p", "l", "s"], True, False, True),
        (["other", "l", "s"], True, True, True),
        (["p", "other", "s"], True, True, False),
        (["p", "other", "s"], False, True, True),
        (["p", "l", "other"], False, True, False),
        ([], True, True, False),
        ([], False, True, True),
    ],
)
def test_the_environment_is_rebuilt_when_it_moved_or_pip_cannot_correct_it(
    have: list[str], *, with_uv: bool, exists: bool, rebuild: bool
) -> None:
    wanted = ["p", "l", "s"]
    answer = environment.must_rebuild(have, wanted, with_uv=with_uv, exists=exists)
    assert answer is rebuild


def test_the_lock_names_hashes_and_no_host() -> None:
    text = environment.LOCK.read_text(encoding="utf-8")
    assert "://" not in text
    assert text.count("==") <= text.count("--hash=sha256:")
    assert "\nsetuptools==" in text


def test_a_listening_port_is_not_free_and_run_says_what_to_do() -> None:
    with socket.create_server(("127.0.0.1", 0), reuse_port=True) as server:
        port = server.getsockname()[1]
        assert not doctor.port_is_free(port)
        with pytest.raises(Stop, match=rf"Port {port} is in use: .* --port {port + 1}\."):
            dev.run(port, fresh=False)
    assert doctor.port_is_free(port)


def test_the_skip_report_counts_reasons_and_leaves_expected_failures_out(tmp_path: Path) -> None:
    report = tmp_path / "junit.xml"
    report.write_text(JUNIT)
    left_out = skips.skipped(report)
    assert left_out == {"no Chromium": 2, "no qpdf": 1}
    assert skips.closing_lines(left_out) == [
        "Tests skipped: 3",
        "  2 x no Chromium",
        "  1 x no qpdf",
    ]
    assert skips.closing_lines(Counter()) == ["No test was skipped."]


@pytest.mark.parametrize(("ci", "code"), [("true", 1), ("1", 1), ("false", 0), ("", 0)])
def test_a_skip_fails_the_run_only_where_ci_is_set(
    monkeypatch: pytest.MonkeyPatch, ci: str, code: int
) -> None:
    monkeypatch.setenv("CI", ci)
    assert dev.skips_fail(Counter({"no qpdf": 1})) == code
    assert dev.skips_fail(Counter()) == 0


def test_a_changed_or_missing_vendored_file_is_told_by_name(tmp_path: Path) -> None:
    (tmp_path / "axe.js").write_bytes(b"good")
    file = vendor.File("axe.js", "axe.js", vendor.integrity(b"good"))
    packages = [vendor.Package("axe", "1.0.0", "sha512-x", (file,))]
    assert vendor.problems(packages, tmp_path) == []
    (tmp_path / "axe.js").write_bytes(b"gooe")
    assert "axe.js differs" in vendor.problems(packages, tmp_path)[0]
    (tmp_path / "axe.js").unlink()
    assert "axe.js is missing" in vendor.problems(packages, tmp_path)[0]


def test_the_vendor_lock_is_written_as_it_is_read(tmp_path: Path) -> None:
    vendor.write_lock(vendor.read_lock(), tmp_path / "lock.json")
    assert (tmp_path / "lock.json").read_bytes() == vendor.LOCK.read_bytes()


def test_a_package_that_is_not_the_pinned_one_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vendor, "download", lambda _name, _version: b"something else")
    pinned = vendor.Package("axe", "1.0.0", vendor.integrity(b"the real one"))
    with pytest.raises(Stop, match=r"axe 1\.0\.0 is not the package that was pinned"):
        vendor.fetch(pinned)


def test_a_catalogue_is_stale_until_its_compiled_file_is_as_new(tmp_path: Path) -> None:
    folder = tmp_path / "lms" / "translations" / "es" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    catalogue = folder / "messages.po"
    catalogue.write_text("")
    assert translations.catalogues(tmp_path) == [catalogue]
    assert translations.is_stale(catalogue)
    compiled = catalogue.with_suffix(".mo")
    compiled.write_text("")
    assert not translations.is_stale(catalogue)
    os.utime(compiled, (0, 0))
    assert translations.is_stale(catalogue)


def test_a_machine_without_a_needed_thing_fails_the_doctor(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    found = [doctor.Check("Pango", ok=False, fix="./dev system", needed=True)]
    monkeypatch.setattr(doctor, "checks", lambda: found)
    assert doctor.doctor() == 1
    assert capsys.readouterr().out == "missing  Pango: ./dev system\n"
    found[0] = doctor.Check("zbar", ok=False, fix="./dev system")
    assert doctor.doctor() == 0
