"""Templates compiled once per language, with their fixed texts and addresses already filled in.

A page's frame is mostly `_("…")`, `url_for("…")` and `asset("…")` with constant arguments. Folding
them at compile time makes the frame one constant string: it took more than half of a page's time.
"""

from collections.abc import Callable
from typing import Any, cast

from flask import Flask, current_app, has_request_context
from flask.templating import Environment
from flask_babel import get_domain
from jinja2 import Template, nodes
from jinja2.environment import TemplateModule
from jinja2.runtime import Context
from jinja2.visitor import NodeTransformer
from werkzeug.routing import BuildError

from lms import i18n


class Folder(NodeTransformer):
    """Replaces calls of known functions with constant arguments by what they give."""

    def __init__(self, language: str, fixed: dict[str, Callable[..., str]]) -> None:
        self._language = language
        self._fixed = fixed

    def visit_Filter(self, node: nodes.Filter) -> nodes.Node:  # noqa: N802
        """Take a localised text's own language at once: `title | local` is `title["es"]`."""
        self.generic_visit(node)
        if node.name != "local" or node.node is None:
            return node
        language = nodes.Const(self._language, lineno=node.lineno)
        return nodes.Getitem(node.node, language, "load", lineno=node.lineno)

    def visit_Call(self, node: nodes.Call) -> nodes.Node:  # noqa: N802 — jinja2 names visitors so
        """Fold one call if everything it needs is in the template."""
        self.generic_visit(node)
        if not isinstance(node.node, nodes.Name) or node.dyn_args or node.dyn_kwargs:
            return node
        function = self._fixed.get(node.node.name)
        given = [argument.value for argument in node.args if isinstance(argument, nodes.Const)]
        if function is None or len(given) != len(node.args):
            return node
        if node.node.name == "_":
            return _text(function(*given), node)
        try:
            return node if node.kwargs else nodes.Const(function(*given), lineno=node.lineno)
        except BuildError:  # a page that this installation does not have, behind an `if`
            return node


def _text(text: str, node: nodes.Call) -> nodes.Node:
    """A translated text, trusted as gettext's are, with its variables escaped into it."""
    message = nodes.MarkSafe(nodes.Const(text, lineno=node.lineno), lineno=node.lineno)
    pairs = [
        nodes.Pair(nodes.Const(keyword.key), keyword.value, lineno=node.lineno)
        for keyword in node.kwargs
    ]
    if not pairs and "%" not in text:
        return message
    return nodes.Mod(message, nodes.Dict(pairs, lineno=node.lineno), lineno=node.lineno)


class Macros(Template):
    """A template whose macros, when imported, need nothing from the page that imports them."""

    def _get_default_module(self, _context: Context | None = None) -> TemplateModule:
        return super()._get_default_module()


class Templates(Environment):
    """Flask's environment, compiled for one language when `language` is set."""

    language: str | None = None
    template_class = Macros

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        template = super()._parse(source, name, filename)
        if self.language is None:
            return template
        asset: Any = self.globals["asset"]
        fixed = {"_": _translate, "url_for": _address, "asset": asset}
        folded: nodes.Template = Folder(self.language, fixed).visit(template)
        return folded


def _translate(text: str) -> str:
    return str(get_domain().get_translations().ugettext(text))


def _address(endpoint: str) -> str:
    return current_app.url_map.bind("").build(endpoint)


class Gateway(Flask):
    """Flask with one set of compiled templates per language."""

    jinja_environment = Templates
    jinja_options = {"trim_blocks": True, "lstrip_blocks": True}  # noqa: RUF012 — Flask's own shape

    @property
    def jinja_env(self) -> Templates:
        """The environment of the request's language; outside requests the common base."""
        base: Templates = self.extensions.get("templates") or self._make_base()
        if not has_request_context():
            return base
        language = i18n.language()
        found: Templates | None = self.extensions["templates_by_language"].get(language)
        if found is None:
            found = base.overlay()
            found.language = language
            self.extensions["templates_by_language"][language] = found
        return found

    def _make_base(self) -> Templates:
        base = cast(Templates, self.create_jinja_environment())
        self.extensions |= {"templates": base, "templates_by_language": {}}
        return base
