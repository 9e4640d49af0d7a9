"""What extensions brought of one kind: payment gateways, themes, notifiers."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Generic, Protocol, TypeVar

import structlog

from bodega.kernel.errors import NotFound
from bodega.street.shop import Shop

log = structlog.get_logger()


class Coded(Protocol):
    """Anything with a code that is unique among its kind."""

    @property
    def code(self) -> str: ...


T = TypeVar("T", bound=Coded)


class Brought(Generic[T]):
    """What extensions brought of one kind, by code, with the extension that brought it."""

    def __init__(self, by_plugin: Mapping[str, Sequence[T]]) -> None:
        self._items: dict[str, tuple[str, T]] = {}
        for plugin, items in by_plugin.items():
            for item in items:
                if item.code in self._items:
                    log.warning("code_taken", code=item.code, plugin=plugin, kept=self._items[item.code][0])
                    continue
                self._items[item.code] = (plugin, item)

    def all(self) -> Iterable[T]:
        """Every one of them, whether any shop has it on or not."""
        return [item for _, item in self._items.values()]

    def enabled_in(self, shop: Shop) -> list[T]:
        """Those whose extension this shop has switched on."""
        return [item for plugin, item in self._items.values() if plugin in shop.enabled]

    def find(self, code: str) -> T:
        """The one of that code, whether switched on or not; raises `NotFound`."""
        return self._entry(code)[1]

    def plugin_of(self, code: str) -> str:
        """The id of the extension that brought `code`; raises `NotFound`."""
        return self._entry(code)[0]

    def _entry(self, code: str) -> tuple[str, T]:
        try:
            return self._items[code]
        except KeyError:
            raise NotFound("The extension for %(code)s is not installed.", code=code) from None
