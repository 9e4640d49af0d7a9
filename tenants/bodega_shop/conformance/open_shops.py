"""The shops of a whole run: opening one takes long, and each story brings a good and a channel of its own."""

from collections.abc import AsyncIterator, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field

from bodega.kernel.money import Money
from bodega.street.shop import Shop
from bodega_shop.conformance.rig import GatewayRig
from bodega_shop.conformance.street import Street
from bodega_shop.conformance.till import Till, open_till


@dataclass
class OpenShops:
    """One shop for each name and currency, opened when a story first needs it."""

    street: Street
    kept: dict[tuple[str, str], Shop] = field(default_factory=dict)

    async def of(self, name: str, currency: str) -> Shop:
        if (name, currency) not in self.kept:
            self.kept[name, currency] = await self.street.open_shop(name=name)
        return self.kept[name, currency]


@dataclass(frozen=True)
class OpenTill:
    """Opens tills in the shop of that name: with another form, or for the same sum in another currency."""

    shops: OpenShops
    rig: GatewayRig
    name: str

    def __call__(self, form: Mapping[str, str], *, currency: str = "") -> AbstractAsyncContextManager[Till]:
        return self._open(form, currency or self.rig.money.currency)

    @asynccontextmanager
    async def _open(self, form: Mapping[str, str], currency: str) -> AsyncIterator[Till]:
        shop = await self.shops.of(self.name, currency)
        price = Money(self.rig.money.minor, currency)
        async with open_till(self.shops.street, shop, self.rig, form, price) as till:
            yield till
