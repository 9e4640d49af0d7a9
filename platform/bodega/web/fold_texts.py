"""Compile templates with everything in them that never changes: texts in the reader's language, asset addresses, icons.

An environment speaks one language for as long as it lives, so `_("Buy now")` is the same text on every page. Looked up
while a page is rendered, such calls were half of what a product page cost.
"""

from collections.abc import Mapping
from typing import Any, cast

from jinja2 import Environment, nodes
from jinja2.visitor import NodeTransformer
from markupsafe import Markup

from bodega.kernel.errors import NotFound
from bodega.web.render_leanly import LeanContext, LeanTemplate

ICONS = "icons.html"


class FoldingEnvironment(Environment):
    """Jinja's own, but that constant calls of `_`, `asset` and `icon` are answered when a template is compiled."""

    template_class = LeanTemplate
    context_class = LeanContext

    def _generate(
        self, source: nodes.Template, name: str | None, filename: str | None, defer_init: bool = False
    ) -> str:
        folded = _Fold(self, source).visit(source)
        return super()._generate(folded, name, filename, defer_init)


class _Fold(NodeTransformer):
    def __init__(self, environment: Environment, tree: nodes.Template) -> None:
        self._environment = environment
        self._draws_icons = any(
            isinstance(one.template, nodes.Const) and one.template.value == ICONS and "icon" in one.names
            for one in tree.find_all(nodes.FromImport)
        )

    def visit_Call(self, node: nodes.Call, *args: Any, **kwargs: Any) -> nodes.Expr:  # noqa: N802 - Jinja's name
        folded = cast("nodes.Expr", self.generic_visit(node, *args, **kwargs))
        argument = _only_text(node)
        if argument is None or not isinstance(node.node, nodes.Name):
            return folded
        value = self._value(node.node.name, argument)
        return folded if value is None else nodes.Const(value, lineno=node.lineno)

    def _value(self, name: str, argument: str) -> str | None:
        constants: Mapping[str, Any] = self._environment.globals
        if name in ("_", "gettext"):
            # A sign of percent is doubled in texts, as those with values to fill in need it.
            return Markup(constants["fixed_text"](argument)) % {}  # noqa: S704 - a text of our own catalogs
        if name == "asset":
            try:
                return str(constants["asset"](argument))
            except NotFound:
                return None
        if name == "icon" and self._draws_icons:
            module: Any = self._environment.get_template(ICONS).module
            return Markup(module.icon(argument))  # noqa: S704 - drawn by our own template
        return None


def _only_text(node: nodes.Call) -> str | None:
    """The argument of a call that has just one, a constant text."""
    if node.kwargs or node.dyn_args or node.dyn_kwargs or len(node.args) != 1:
        return None
    [argument] = node.args
    return argument.value if isinstance(argument, nodes.Const) and isinstance(argument.value, str) else None
