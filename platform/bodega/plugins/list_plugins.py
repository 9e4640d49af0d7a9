"""What a shop's console shows of its extensions: which are on, which are on their way, which failed."""

from dataclasses import dataclass, field
from typing import Any

from bodega.kernel.database import platform_scope
from bodega.plugins.manifest import Manifest
from bodega.runtime import Runtime
from bodega.street.shop import Shop


@dataclass(frozen=True)
class PluginState:
    """One installed extension in one shop. `failure` is why its preparation failed, while it is tried again."""

    manifest: Manifest
    enabled: bool = False
    preparing: bool = False
    failure: str = ""
    settings: dict[str, Any] = field(default_factory=dict, repr=False)

    @property
    def incomplete(self) -> bool:
        """Whether nobody has entered its settings yet."""
        return self.manifest.settings is not None and not self.settings


async def list_plugins(runtime: Runtime, shop: Shop) -> list[PluginState]:
    """Every extension that a shop may switch, by id, as it stands now."""
    async with platform_scope() as scope:
        rows = await scope.fetch(
            "select plugin, enabled, preparing_since is not null as preparing, failure, settings"
            " from shop_plugin where shop_id = $1",
            shop.id,
        )
    states = {row["plugin"]: dict(row) for row in rows}
    return [
        PluginState(manifest, **{k: v for k, v in states.get(manifest.id, {}).items() if k != "plugin"})
        for manifest in runtime.extensions.optional()
    ]
