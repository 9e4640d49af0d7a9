"""Compile templates with everything in them that never changes: texts in the reader's language, asset addresses, icons.

An environment speaks one language for as long as it lives, so `_("Buy now")` is the same text on every page, and so is
a button that says it. Looked up while a page is rendered, such calls were half of what a product page cost.
"""

from collections.abc import Callable, Mapping
from typing import Any, cast

from jinja2 import Environment, nodes
from jinja2.visitor import NodeTransformer
from markupsafe import Markup

from bodega.kernel.errors import NotFound
from bodega.web.render_leanly import LeanContext, LeanTemplate

ICONS, PARTS = "icons.html", "ui.html"


class FoldingEnvironment(Environment):
    """Jinja's own, but that constant calls of `_`, `asset` and shared macros are answered when a template is compiled."""

    template_class = LeanTemplate
    context_class = LeanContext

    def _generate(
        self, source: nodes.Template, name: str | None, filename: str | None, defer_init: bool = False
    ) -> str:
        folded = _Fold(self, source).visit(source)
        return super()._generate(folded, name, filename, defer_init)


class _Fold(NodeTransformer):
    """Only what a template imports itself is known to be ours: a page may well have an `icon` or `ui` of its own."""

    def __init__(self, environment: Environment, tree: nodes.Template) -> None:
        self._environment = environment
        self._draws_icons = any(
            _is_file(one.template, ICONS) and "icon" in one.names for one in tree.find_all(nodes.FromImport)
        )
        self._parts = {one.target for one in tree.find_all(nodes.Import) if _is_file(one.template, PARTS)}

    def visit_Call(self, node: nodes.Call, *args: Any, **kwargs: Any) -> nodes.Expr:  # noqa: N802 - Jinja's name
        folded = cast("nodes.Call", self.generic_visit(node, *args, **kwargs))
        value = self._value(folded)
        return folded if value is None else nodes.Const(value, lineno=node.lineno)

    def visit_CallBlock(self, node: nodes.CallBlock, *args: Any, **kwargs: Any) -> nodes.Node:  # noqa: N802 - as above
        """What a macro makes of the lines it is called with is known only when they are."""
        node.call = cast("nodes.Call", self.generic_visit(node.call, *args, **kwargs))
        node.body = [self.visit(line, *args, **kwargs) for line in node.body]
        return node

    def visit_CondExpr(self, node: nodes.CondExpr, *args: Any, **kwargs: Any) -> nodes.Node:  # noqa: N802 - as above
        """`{{ " checked" if chosen }}` shows nothing otherwise; Jinja makes an object that says why there is nothing."""
        if node.expr2 is None:
            node.expr2 = nodes.Const("", lineno=node.lineno)
        return self.generic_visit(node, *args, **kwargs)

    def _value(self, node: nodes.Call) -> str | None:
        constants: Mapping[str, Any] = self._environment.globals
        match node:
            case nodes.Call(
                node=nodes.Name(name="_" | "gettext"), args=[nodes.Const(value=str(text))], kwargs=[]
            ):
                # A sign of percent is doubled in texts, as those with values to fill in need it.
                return Markup(constants["fixed_text"](text)) % {}  # noqa: S704 - a text of our own catalogs
            case nodes.Call(node=nodes.Name(name="asset"), args=[nodes.Const(value=str(path))], kwargs=[]):
                return _address(constants["asset"], path)
            case nodes.Call(node=nodes.Name(name="icon")) if self._draws_icons:
                return self._drawn(ICONS, "icon", node)
            case nodes.Call(node=nodes.Getattr(node=nodes.Name(name=name), attr=macro)) if (
                name in self._parts
            ):
                return self._drawn(PARTS, macro, node)
        return None

    def _drawn(self, file: str, macro: str, node: nodes.Call) -> str | None:
        """What the shared macro makes of constants; None where one of its arguments is known only to the page."""
        if node.dyn_args or node.dyn_kwargs:
            return None
        try:
            values = [argument.as_const() for argument in node.args]
            named = {argument.key: argument.value.as_const() for argument in node.kwargs}
        except nodes.Impossible:
            return None
        module: Any = self._environment.get_template(file).module
        return Markup(getattr(module, macro)(*values, **named))  # noqa: S704 - drawn by our own template


def _is_file(template: nodes.Expr, name: str) -> bool:
    return isinstance(template, nodes.Const) and template.value == name


def _address(asset: Callable[[str], str], path: str) -> str | None:
    """Of a file that is not there the page itself complains."""
    try:
        return asset(path)
    except NotFound:
        return None
