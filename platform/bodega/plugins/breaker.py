"""Let an extension rest in a shop where it keeps failing, and try it again after a while."""

from dataclasses import dataclass, field

import structlog

log = structlog.get_logger()


@dataclass
class Breaker:
    """Counts failures in a row per shop and extension; after `limit` the extension rests for `rest_seconds`.

    After the rest it is tried again: one more failure sends it back to rest, one success makes it whole.
    """

    limit: int = 5
    rest_seconds: float = 60.0
    _failures: dict[tuple[str, str], int] = field(default_factory=dict)
    _resting_until: dict[tuple[str, str], float] = field(default_factory=dict)

    def rests(self, shop: str, plugin: str, at: float) -> bool:
        return self._resting_until.get((shop, plugin), 0.0) > at

    def succeeded(self, shop: str, plugin: str) -> None:
        if self._failures.pop((shop, plugin), None) is not None:
            self._resting_until.pop((shop, plugin), None)

    def failed(self, shop: str, plugin: str, at: float) -> None:
        count = self._failures.get((shop, plugin), 0) + 1
        self._failures[shop, plugin] = count
        if count >= self.limit:
            self._resting_until[shop, plugin] = at + self.rest_seconds
            log.warning("plugin_tripped", shop=shop, plugin=plugin, rest_seconds=self.rest_seconds)
