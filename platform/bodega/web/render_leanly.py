"""Render templates without finding out anew, for each value of each page, what is the same for all of ours.

Our templates escape everything they show, speak one language, and import macros that see nothing of a page. Jinja keeps
more ways open, and asking which one it is took two thirds of the time that a page took to render.
"""

import re
from collections.abc import Callable, Mapping, MutableMapping
from functools import cached_property
from gettext import NullTranslations
from types import CodeType
from typing import Any, Self

from jinja2 import Environment, Template
from jinja2.environment import TemplateModule
from jinja2.runtime import Context, Macro
from markupsafe import Markup, escape

_MEANS_SOMETHING = re.compile("[&<>\"']")


def shown(value: object) -> str:
    """The value as HTML: what `escape` makes of it, without a new object for a text that has nothing to escape."""
    kind = type(value)
    if kind is Markup or (kind is str and not _MEANS_SOMETHING.search(value)):  # type: ignore[call-overload]
        return value  # type: ignore[return-value]
    return escape(value)


def speaker(catalog: NullTranslations) -> Callable[..., Markup]:
    """`_("Questions? %(contact)s", contact=…)` of a template: the text of `catalog` with its values escaped."""

    def say(message: str, /, **values: object) -> Markup:
        text = catalog.gettext(message) % {name: escape(value) for name, value in values.items()}
        return Markup(text)  # noqa: S704 - a text of our own catalogs

    return say


class LeanContext(Context):
    """A page's values. Macros are called at once; whether they want to see the page was asked for each call."""

    def call(self, called: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Any:
        if type(called) is not Macro:
            return super().call(called, *args, **kwargs)
        kwargs.pop("_block_vars", None)
        kwargs.pop("_loop_vars", None)
        return called(self.eval_ctx, *args, **kwargs)


class LeanTemplate(Template):
    """A compiled template whose globals never change once it is loaded."""

    @classmethod
    def from_code(
        cls,
        environment: Environment,
        code: CodeType,
        globals: MutableMapping[str, Any],  # noqa: A002 - Jinja's name
        uptodate: Callable[[], bool] | None = None,
    ) -> Self:
        template = super().from_code(environment, code, globals, uptodate)
        template.root_render_func.__globals__["escape"] = shown
        return template  # type: ignore[return-value]

    def new_context(
        self,
        vars: dict[str, Any] | None = None,  # noqa: A002 - Jinja's name
        shared: bool = False,
        locals: Mapping[str, Any] | None = None,  # noqa: A002 - Jinja's name
    ) -> Context:
        if shared or locals:
            return super().new_context(vars, shared, locals)
        values = {**self._all_globals, **(vars or {})}
        return self.environment.context_class(self.environment, values, self.name, self.blocks)

    def _get_default_module(self, ctx: Context | None = None) -> TemplateModule:
        """One module of macros serves all pages; Jinja's own compares the names of all globals for each import."""
        return super()._get_default_module()

    @cached_property
    def _all_globals(self) -> dict[str, Any]:
        return dict(self.globals)
