"""Look an extension over before it is let in: what would fail later, in a shop, fails here with a reason."""

import inspect
import re
from importlib.resources import files
from types import ModuleType
from typing import Any

import pluggy

from bodega.kernel.errors import SettingError
from bodega.plugins.manifest import Manifest
from bodega.plugins.migrations import migrations_of
from bodega.plugins.settings_form import check_settings_type

_NEW_TABLE = re.compile(
    r"create\s+(?:unlogged\s+)?table\s+(?:if\s+not\s+exists\s+)?([\w.\"]+)", re.IGNORECASE
)


def check_extension(module: ModuleType) -> Manifest:
    """The manifest in `module`, looked over; raises `SettingError`, or whatever a stranger's package raises."""
    manifest = getattr(module, "manifest", None)
    if not isinstance(manifest, Manifest):
        raise SettingError("It has no `manifest`.")
    manifest.check()
    files(manifest.package)
    if manifest.settings is not None:
        check_settings_type(manifest.settings)
    if manifest.migrations is not None:
        _check_tables(manifest)
    return manifest


def check_hooks(manager: pluggy.PluginManager, module: ModuleType) -> None:
    """A hook that is awaited must be a coroutine function, one that is not must not be, and none wraps another."""
    for name, implementation in vars(module).items():
        options: Any = getattr(implementation, "bodega_impl", None)
        if options is None:
            continue
        if options.get("wrapper") or options.get("hookwrapper"):
            raise SettingError("Its hook %(hook)s wraps those of others, which is not offered.", hook=name)
        caller = getattr(manager.hook, options.get("specname") or name, None)
        if caller is None or caller.spec is None:
            raise SettingError("There is no hook called %(hook)s.", hook=name)
        if inspect.iscoroutinefunction(caller.spec.function) != inspect.iscoroutinefunction(implementation):
            raise SettingError(
                "Its hook %(hook)s must be declared with %(how)s, as the contract says.",
                hook=name,
                how="async def" if inspect.iscoroutinefunction(caller.spec.function) else "def",
            )


def _check_tables(manifest: Manifest) -> None:
    """Every extension has its tables in the same schema as the shop: its id keeps them apart."""
    for migration in migrations_of(manifest):
        for statement in migration.statements:
            for table in _NEW_TABLE.findall(statement):
                if not manifest.always_on and not f"{table}_".startswith(f"{manifest.id}_"):
                    raise SettingError(
                        "Its table %(table)s must be called %(id)s or begin with %(id)s_.",
                        table=table,
                        id=manifest.id,
                    )
