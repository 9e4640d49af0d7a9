"""Look over what a hook brought before anybody builds on it."""

from collections.abc import Callable
from typing import Any, get_args, get_type_hints

from bodega.kernel.errors import SettingError
from bodega.plugins.settings_form import check_settings_type


def take_in(spec: Callable[[], Any], brought: Any) -> list[Any]:
    """The objects that a hook brought, as its specification promises them.

    Raises `SettingError` for anything else, such as a gateway without a code.
    """
    (kind,) = get_args(get_type_hints(spec)["return"])
    items = list(brought)
    for item in items:
        if not isinstance(item, kind):
            raise SettingError(
                "It brought a %(got)s where a %(kind)s belongs.", got=type(item).__name__, kind=kind.__name__
            )
        for name in get_type_hints(kind):
            if not hasattr(item, name):
                raise SettingError("%(got)s has no %(name)s.", got=type(item).__name__, name=name)
        if hasattr(item, "settings_type"):
            check_settings_type(item.settings_type)
        if not isinstance(item.code, str) or not item.code:
            raise SettingError("%(got)s has no %(name)s.", got=type(item).__name__, name="code")
    return items
