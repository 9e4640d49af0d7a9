"""What is installed: the extensions that can be used, their hooks, and those that cannot be used and why."""

import inspect
from dataclasses import dataclass, field

import pluggy

from bodega.kernel.errors import BodegaError
from bodega.plugins.manifest import Manifest
from bodega.plugins.platform_door import PlatformDoor

_LONGEST_REASON = 300


MESSAGES = "messages"


@dataclass(frozen=True)
class Broken:
    """An installed package that cannot be used, or a part of it, and why."""

    entry_point: str
    package: str
    reason: str


@dataclass
class Extensions:
    """What discovery found: the manifests by id, the hooks, and the packages that could not be used."""

    manager: pluggy.PluginManager
    manifests: dict[str, Manifest] = field(default_factory=dict)
    broken: list[Broken] = field(default_factory=list)

    @property
    def always_on(self) -> frozenset[str]:
        """Those that every shop has."""
        return frozenset(manifest.id for manifest in self.manifests.values() if manifest.always_on)

    @property
    def platform_doors(self) -> list[PlatformDoor]:
        """What the shop's own code has on the platform's host."""
        doors = (manifest.platform for manifest in self.manifests.values() if manifest.always_on)
        return [door for door in doors if door is not None]

    @property
    def listening(self) -> frozenset[str]:
        """Those that are told of something: they implement a hook that is awaited, or carry messages to people."""
        carrying = frozenset(m.id for m in self.manifests.values() if MESSAGES in m.capabilities)
        return carrying | frozenset(
            implementation.plugin_name
            for caller in vars(self.manager.hook).values()
            if isinstance(caller, pluggy.HookCaller) and caller.spec is not None
            if inspect.iscoroutinefunction(caller.spec.function)
            for implementation in caller.get_hookimpls()
        )

    def optional(self) -> list[Manifest]:
        """Those that a shop may switch on and off, by id."""
        return sorted(
            (manifest for manifest in self.manifests.values() if not manifest.always_on),
            key=lambda manifest: manifest.id,
        )

    def note_failure(self, plugin: str, what: str, error: BaseException) -> None:
        """List that a part of an extension failed while the process started; the rest of it stays."""
        broken = Broken(plugin, self.manifests[plugin].package, f"{what}: {reason_of(error)}")
        if broken not in self.broken:
            self.broken.append(broken)

    def set_aside(self, plugin: str, what: str, error: BaseException) -> None:
        """Do without an extension that failed while the process started; it is listed with its reason."""
        self.note_failure(plugin, what, error)
        del self.manifests[plugin]
        if self.manager.has_plugin(plugin):
            self.manager.unregister(name=plugin)


def reason_of(error: BaseException) -> str:
    """What went wrong, on one line."""
    text = str(error) if isinstance(error, BodegaError) else f"{type(error).__name__}: {error}"
    return " ".join(text.split())[:_LONGEST_REASON]
