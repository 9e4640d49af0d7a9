"""Leave a card for the bills of a shop: on the service's own page, read afterwards from the service, and taken back."""

from datetime import datetime
from typing import Any
from uuid import UUID

import structlog

from bodega.billing.card_on_file import (
    CardOnFile,
    ask_for_card,
    find_card,
    keep_card,
    lose_card,
    shop_of_payer,
)
from bodega.billing.plan_collection import plan_forgetting, plan_reading
from bodega.kernel.database import platform_scope
from bodega.kernel.errors import NotFound, StateConflict
from bodega.runtime import Runtime
from bodega_shop.contracts.for_bills import Payer
from bodega_shop.contracts.paying import VerifiedEvent
from bodega_shop.platform_bills.open_collector import Collector, card_channels, open_collector

_OWNED = """
    select s.name, a.email, a.locale from shop s join account a on a.id = s.owner_id
     where s.id = $1 and s.owner_id = $2 and s.rehearses is null"""

log = structlog.get_logger()


async def begin_card(
    runtime: Runtime, shop_id: UUID, channel_id: UUID, *, owner_id: UUID, locale: str, now: datetime
) -> str:
    """The service's page on which a card is entered. Raises `NotFound`, and the gateway's errors."""
    if channel_id not in {channel.id for channel in await card_channels(runtime)}:
        raise NotFound
    collector = await open_collector(runtime, channel_id)
    async with platform_scope() as scope:
        row = await scope.fetchrow(_OWNED, shop_id, owner_id)
        known = await find_card(scope, shop_id)
    if row is None:
        raise NotFound
    if known is not None and known.channel_id == channel_id and known.state != "gone":
        payer = known.payer
    else:
        # A card that was taken back leaves its payer behind: the next one is another payer's.
        key = f"payer:{shop_id}:{owner_id}:{now.isoformat()}"
        wish = Payer(key, row["name"], row["email"], row["locale"])
        payer = await collector.ask("open_payer", lambda gateway, ctx: gateway.open_payer(ctx, wish))
    back = runtime.settings.address_of(runtime.settings.base_domain, f"/my/plans/{shop_id}/card")
    page = await collector.ask(
        "card_page", lambda gateway, ctx: gateway.card_page(ctx, payer, return_url=back, locale=locale)
    )
    async with platform_scope() as scope:
        await ask_for_card(scope, shop_id, owner_id, channel_id, payer, page.reference, now=now)
    return page.url


async def read_entered_card(runtime: Runtime, shop_id: UUID, *, now: datetime) -> CardOnFile | None:
    """What the service keeps by now, believed and kept here too. Raises the gateway's errors."""
    async with platform_scope() as scope:
        card = await find_card(scope, shop_id)
    if card is None or card.state == "gone":
        return None
    collector = await open_collector(runtime, card.channel_id)
    saved = await collector.ask(
        "read_card", lambda gateway, ctx: gateway.read_card(ctx, card.payer, card.visit)
    )
    async with platform_scope() as scope:
        if saved is not None:
            await keep_card(scope, card, saved.label, saved.expires, now=now)
        else:
            await lose_card(scope, card, now=now)
        return await find_card(scope, shop_id)


async def read_card_again(runtime: Runtime, payload: dict[str, Any]) -> None:
    """The job: a card was entered or changed at the service, or nobody came back from its page."""
    await read_entered_card(runtime, UUID(payload["shop_id"]), now=runtime.clock.now())


async def hear_of_card(channel_id: UUID, event: VerifiedEvent) -> None:
    """A message says that something changed, and the service is asked what. One about nobody of ours changes nothing."""
    async with platform_scope() as scope:
        shop_id = await shop_of_payer(scope, channel_id, event.reference) if event.reference else None
        if shop_id is not None and event.merchant_matches:
            await plan_reading(scope, shop_id)
    log.info("card_changed", channel=str(channel_id), known=shop_id is not None)


async def take_card_back(shop_id: UUID, *, now: datetime) -> None:
    """At once here, and soon at the service. Raises `StateConflict` where none is kept."""
    async with platform_scope() as scope:
        card = await find_card(scope, shop_id)
        if card is None or not await lose_card(scope, card, now=now):
            raise StateConflict
        await plan_forgetting(scope, shop_id, card.channel_id, card.payer)


async def forget_card(collector: Collector, payer: str) -> None:
    """The service's half of it."""
    await collector.ask("forget_card", lambda gateway, ctx: gateway.forget_card(ctx, payer))
