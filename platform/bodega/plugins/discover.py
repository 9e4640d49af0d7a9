"""Find the extensions that are installed, each under its own guard: a broken one is listed and never stops us."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from importlib.metadata import Distribution, EntryPoint, distributions
from types import ModuleType

import pluggy

from bodega.kernel.errors import SettingError
from bodega.plugins.check_extension import check_extension, check_hooks
from bodega.plugins.extensions import Broken, Extensions, reason_of
from bodega.plugins.manifest import Manifest

GROUP = "bodega"

hookspec = pluggy.HookspecMarker("bodega")
hookimpl = pluggy.HookimplMarker("bodega")

# A stranger's module may also call `sys.exit`.
_ANYTHING = (Exception, SystemExit)


@dataclass(frozen=True)
class _Loaded:
    point: EntryPoint
    module: ModuleType
    manifest: Manifest

    @property
    def rank(self) -> tuple[bool, bool, str]:
        """The shop first, then who brings specifications; the first of an id keeps it."""
        return not self.manifest.always_on, self.manifest.hookspecs is None, self.point.name


def discover(found: Iterable[EntryPoint] | None = None) -> Extensions:
    """Load every entry point of the group `bodega`, those that bring hook specifications first."""
    extensions = Extensions(pluggy.PluginManager("bodega"))
    points = sorted(installed(extensions.broken) if found is None else found, key=_name)
    loaded = [pair for point in points if (pair := _load(extensions, point)) is not None]
    for one in sorted(loaded, key=lambda one: one.rank):
        _register(extensions, one)
    return extensions


def installed(broken: list[Broken]) -> Iterator[EntryPoint]:
    """Every entry point of ours; a distribution that cannot even be read goes to `broken`."""
    seen = set()
    for distribution in distributions():
        try:
            name = distribution.metadata["Name"]
            if name in seen:
                continue
            seen.add(name)
            yield from distribution.entry_points.select(group=GROUP)
        except _ANYTHING as error:
            # Somebody else's unreadable package is not our business, unless it meant to be ours.
            if f"[{GROUP}]" in _entry_point_file(distribution):
                broken.append(Broken("", str(distribution.name), reason_of(error)))


def _entry_point_file(distribution: Distribution) -> str:
    try:
        return distribution.read_text("entry_points.txt") or ""
    except (OSError, ValueError):
        return ""


def _load(extensions: Extensions, point: EntryPoint) -> _Loaded | None:
    try:
        module = point.load()
        return _Loaded(point, module, check_extension(module))
    except _ANYTHING as error:
        extensions.broken.append(_broken(point, error))
        return None


def _register(extensions: Extensions, one: _Loaded) -> None:
    manifest, manager = one.manifest, extensions.manager
    try:
        _check_new(extensions, manifest)
        if manifest.hookspecs is not None:
            manager.add_hookspecs(manifest.hookspecs)
        check_hooks(manager, one.module)
        manager.register(one.module, name=manifest.id)
    except _ANYTHING as error:
        extensions.broken.append(_broken(one.point, error))
    else:
        extensions.manifests[manifest.id] = manifest


def _check_new(extensions: Extensions, manifest: Manifest) -> None:
    if manifest.id in extensions.manifests:
        raise SettingError("Another package brings the id %(id)s already.", id=manifest.id)


def _name(point: EntryPoint) -> tuple[str, str]:
    return point.name, point.value


def _broken(point: EntryPoint, error: BaseException) -> Broken:
    package = point.dist.name if point.dist else point.value
    return Broken(point.name, package, reason_of(error))


__all__ = ["GROUP", "Broken", "Extensions", "discover", "hookimpl", "hookspec", "installed"]
