"""Furnish a twin: the shop's goods and face, made-up codes, practice money. Done again it is brought up to date."""

from dataclasses import dataclass
from uuid import UUID

from bodega.runtime import Runtime
from bodega.street.shop import Shop
from bodega_shop.floor import floor_of
from bodega_shop.rehearsal.copy_goods import copy_goods
from bodega_shop.rehearsal.practice_goods import fill_practice_stock, make_practice_goods
from bodega_shop.rehearsal.practice_money import find_practice, open_practice_money


@dataclass(frozen=True)
class Rehearsal:
    """Who acts in a twin where nobody does: it stands in the twin's own records."""

    account_id: UUID | None = None
    name: str = "rehearsal"


async def furnish_twin(runtime: Runtime, twin: Shop) -> None:
    """Raises `Unavailable` where no practice gateway runs."""
    if twin.rehearses is None:
        return
    shop = await runtime.directory.by_id(twin.rehearses)
    now = runtime.clock.now()
    await copy_goods(shop, twin)
    await make_practice_goods(twin, now=now)
    await fill_practice_stock(twin, now=now)
    await runtime.directory.announce_change(twin.id)
    await open_practice_money(runtime, twin, by=Rehearsal())


def plugins_of_twin(runtime: Runtime, shop: Shop) -> frozenset[str]:
    """What is switched on in a twin: all of the shop's but what takes money or carries messages, and the practice ones.

    Their settings stay behind: secrets are sealed for the shop alone, and nothing in a twin may use them.
    """
    floor = floor_of(runtime)
    real = {floor.gateways.plugin_of(gateway.code) for gateway in floor.gateways.all()}
    real |= {floor.notifiers.plugin_of(notifier.code) for notifier in floor.notifiers.all()}
    kept = {plugin for plugin in shop.enabled if plugin not in real}
    kept -= runtime.extensions.always_on
    if practice := find_practice(runtime):
        kept |= {practice[0], floor.gateways.plugin_of(practice[1].gateway)}
    return frozenset(kept)
