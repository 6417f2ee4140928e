"""The rules of the house; each failure says what to type."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from lms.permissions import access_of

ROOT = Path(__file__).parent.parent
GUESTS = ("courses", "trainer_portal", "certificates")
PACKAGES = ("lms", *GUESTS)
WITHOUT_FLASK = {"services", "queries", "models", "events"}
PDF_MODULES = {"lms/exports.py", "certificates/pdf.py"}
MAX_LINES = 300
REVIEWED_MARKUP = {
    "certificates/layout.py",  # the QR code, which we draw ourselves
    "courses/routes/reading.py",  # names the type only
    "courses/content.py",  # lessons, sanitised by nh3 when they are rendered
}


def modules(*packages: str) -> list[Path]:
    """Every Python file of the packages, migrations left out."""
    found = (path for package in packages for path in (ROOT / package).rglob("*.py"))
    return sorted(path for path in found if "versions" not in path.parts)


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def imports(path: Path, *, top_level_only: bool = False) -> Iterator[str]:
    """The dotted names that a file imports: `a.b` for `from a import b` and for `import a.b`."""
    tree = ast.parse(path.read_text())
    nodes = tree.body if top_level_only else ast.walk(tree)
    for node in nodes:
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def rooms_of(path: Path) -> set[str]:
    """`services` for a/services.py and for a/services/b.py."""
    return {path.stem, *path.relative_to(ROOT).parts[1:-1]}


@pytest.mark.parametrize("path", modules("lms"), ids=name_of)
def test_the_house_imports_no_guest(path: Path) -> None:
    wrong = [name for name in imports(path) if name.split(".")[0] in GUESTS]
    assert not wrong, f"{name_of(path)} imports {wrong}: move the noun to lms, or emit an event"


@pytest.mark.parametrize("path", modules(*GUESTS), ids=name_of)
def test_guests_do_not_know_each_other(path: Path) -> None:
    own = path.relative_to(ROOT).parts[0]
    others = set(GUESTS) - {own}
    wrong = [name for name in imports(path) if name.split(".")[0] in others]
    assert not wrong, f"{name_of(path)} imports {wrong}: meet through lms.learning or an event"


@pytest.mark.parametrize("path", modules(*PACKAGES), ids=name_of)
def test_only_plugins_import_routes(path: Path) -> None:
    if path.name == "plugin.py" or "routes" in rooms_of(path):
        return
    wrong = [name for name in imports(path) if "routes" in name.split(".")]
    assert not wrong, f"{name_of(path)} imports {wrong}: move what you need to services or queries"


@pytest.mark.parametrize("path", modules(*PACKAGES), ids=name_of)
def test_services_queries_models_and_the_curriculum_work_without_flask(path: Path) -> None:
    if not (rooms_of(path) & WITHOUT_FLASK or "curriculum" in path.parts):
        return
    wrong = [name for name in imports(path) if name.split(".")[0].startswith("flask")]
    # texts of mails are translated where they are written
    wrong = [name for name in wrong if not name.startswith("flask_babel.")]
    assert not wrong, f"{name_of(path)} imports {wrong}: pass what you need as an argument"


@pytest.mark.parametrize("path", modules(*PACKAGES), ids=name_of)
def test_models_import_no_services_and_services_import_no_forms(path: Path) -> None:
    above = {"models": {"services", "queries", "forms"}, "queries": {"services", "forms"}}
    above["services"] = {"forms"}
    for room in rooms_of(path) & set(above):
        wrong = [name for name in imports(path) if above[room] & set(name.split("."))]
        assert not wrong, f"{name_of(path)} imports {wrong}: data flows routes → services → models"


def functions(path: Path) -> Iterator[ast.FunctionDef]:
    for node in ast.parse(path.read_text()).body:
        if isinstance(node, ast.FunctionDef):
            yield node


@pytest.mark.parametrize("path", modules(*PACKAGES), ids=name_of)
def test_services_and_queries_take_the_session_first(path: Path) -> None:
    if path.stem not in {"services", "queries"}:
        return
    for function in functions(path):
        arguments = [argument.arg for argument in function.args.args]
        if "session" in arguments:
            assert arguments[0] == "session", f"{name_of(path)}: {function.name}(session, …)"


@pytest.mark.parametrize("path", modules(*PACKAGES), ids=name_of)
def test_services_flush_and_never_commit(path: Path) -> None:
    if not rooms_of(path) & {"services", "queries", "models"}:
        return
    called = {
        node.func.attr
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
    }
    wrong = called & {"commit", "rollback"}
    assert not wrong, f"{name_of(path)} calls {wrong}: leave it to `with writing()` in the route"


def test_every_view_declares_who_may_open_it(app: Flask) -> None:
    undeclared = [endpoint for endpoint in app.view_functions if access_of(app, endpoint) is None]
    assert not undeclared, f"{undeclared}: add @requires(Permission.…) or @public to the view"


@pytest.mark.parametrize("path", modules(*PACKAGES), ids=name_of)
def test_no_code_asks_for_a_role_by_name(path: Path) -> None:
    wrong = [
        ast.unparse(node)
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Compare) and "current_user.role" in ast.unparse(node)
    ]
    assert not wrong, f"{name_of(path)}: {wrong}: ask for a Permission instead"


@pytest.mark.parametrize("path", modules(*PACKAGES), ids=name_of)
def test_weasyprint_is_imported_only_by_the_pdf_modules_inside_functions(path: Path) -> None:
    found = [name for name in imports(path) if name.split(".")[0] == "weasyprint"]
    if name_of(path) not in PDF_MODULES:
        assert not found, (
            f"{name_of(path)} imports WeasyPrint: call lms.exports or certificates.pdf"
        )
    at_top = [
        name for name in imports(path, top_level_only=True) if name.split(".")[0] == "weasyprint"
    ]
    assert not at_top, f"{name_of(path)}: import WeasyPrint inside the function, it costs a second"


@pytest.mark.parametrize("path", modules(*PACKAGES), ids=name_of)
def test_no_file_outgrows_a_screenful_of_screens(path: Path) -> None:
    lines = len(path.read_text().splitlines())
    assert lines <= MAX_LINES, (
        f"{name_of(path)} has {lines} lines: make it a folder with the same file names"
    )


@pytest.mark.parametrize("path", modules(*PACKAGES), ids=name_of)
def test_markup_is_trusted_only_where_it_was_reviewed(path: Path) -> None:
    trusted = "Markup" in path.read_text()
    assert not trusted or name_of(path) in REVIEWED_MARKUP, (
        f"{name_of(path)} makes Markup: let the template escape, or have it reviewed and listed"
    )


@pytest.mark.parametrize("path", modules(*PACKAGES), ids=name_of)
def test_no_template_is_made_from_a_string(path: Path) -> None:
    text = path.read_text()
    assert "render_template_string" not in text, f"{name_of(path)}: use a template file"
    assert "from_string" not in text, f"{name_of(path)}: use a template file"


SQL_TEXT = ("text", "sa.text", "sqlalchemy.text")


@pytest.mark.parametrize("path", modules(*PACKAGES), ids=name_of)
def test_sql_text_is_never_put_together_from_values(path: Path) -> None:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Call) and ast.unparse(node.func) in SQL_TEXT:
            built = [a for a in node.args if isinstance(a, ast.JoinedStr | ast.BinOp)]
            assert not built, f"{name_of(path)}: bind the value instead: {ast.unparse(node)}"


def test_create_app_fits_a_screen() -> None:
    source = ROOT / "lms" / "__init__.py"
    (create_app,) = [f for f in functions(source) if f.name == "create_app"]
    assert create_app.end_lineno is not None
    assert create_app.end_lineno - create_app.lineno < 40, "move wiring into the module it wires"
