"""Hear a service that reports everything of the platform's account to one address: verify, find the shop, hand it over.

A payment of a bill of the platform's own is told here too, by every service. The shop's normal way verifies it again, for that shop's channel alone: whoever is handed another's message finds no
payment of theirs in it.
"""

from datetime import datetime
from typing import Any
from uuid import UUID

import structlog

from bodega.kernel.database import platform_scope, shop_scope
from bodega.kernel.errors import NotFound
from bodega.kernel.jobs import enqueue
from bodega.runtime import Runtime
from bodega.street.shop import Shop
from bodega_shop.collecting.open_platform_channel import (
    PLATFORM,
    OpenPlatformChannel,
    open_platform_channel,
)
from bodega_shop.contracts.for_platforms import Addressee, SharedAddress
from bodega_shop.contracts.paying import Ack, RawRequest, VerifiedEvent
from bodega_shop.floor import floor_of
from bodega_shop.payments.follow_event import event_of, fields_of
from bodega_shop.payments.receive_notification import receive_notification, store_event
from bodega_shop.platform_bills.enter_card import hear_of_card
from bodega_shop.platform_bills.hear_bill_payment import hear_bill_payment, is_of_bill

FIND_JOB = "collecting.find_shop"

_OF_ACCOUNT = """
    select shop_id, shop_channel_id from connected_account where channel_id = $1 and account = $2"""

log = structlog.get_logger()


async def hear_for_shops(
    runtime: Runtime, platform_channel_id: UUID, request: RawRequest, *, now: datetime
) -> Ack:
    """Raises `NotFound` for an unknown channel and one without a common address, `SignatureInvalid`, `PluginError`."""
    opened = await open_platform_channel(runtime, floor_of(runtime).gateways, platform_channel_id)
    gateway = opened.gateway
    event = await runtime.dispatcher.guarded(
        PLATFORM,
        opened.plugin,
        "parse_notification",
        lambda: gateway.parse_notification(opened.context, request),
        even_resting=True,
    )
    async with platform_scope() as scope:
        number = await is_of_bill(scope, platform_channel_id, event)
    if number:
        await hear_bill_payment(runtime, platform_channel_id, number, event, now=now)
        return gateway.ack(accepted=True)
    if event.about == "card":
        await hear_of_card(platform_channel_id, event)
        return gateway.ack(accepted=True)
    if not isinstance(gateway, SharedAddress):
        raise NotFound
    addressee = gateway.addressee_of(request)
    found = await _find(runtime, opened, addressee)
    if found is not None:
        shop, channel_id = found
        return await receive_notification(runtime, shop, channel_id, request, now=now)
    if addressee == Addressee() and event.must_query and event.reference:
        await _ask_later(platform_channel_id, event)
    else:
        log.info("notify_for_nobody", channel=str(platform_channel_id), account=addressee.account)
    return gateway.ack(accepted=True)


async def find_shop_of_event(runtime: Runtime, payload: dict[str, Any]) -> None:
    """The job behind a message that names nobody: the service is asked whose it is, and that shop follows it."""
    opened = await open_platform_channel(runtime, floor_of(runtime).gateways, UUID(payload["channel"]))
    gateway, event = opened.gateway, event_of(payload)
    if not isinstance(gateway, SharedAddress):
        return
    addressee = await runtime.dispatcher.guarded(
        PLATFORM, opened.plugin, "find_addressee", lambda: gateway.find_addressee(opened.context, event)
    )
    found = await _find(runtime, opened, addressee)
    if found is None:
        log.info("notify_for_nobody", channel=payload["channel"], reference=event.reference)
        return
    shop, channel_id = found
    channel = await floor_of(runtime).channels.open(runtime, shop, channel_id)
    await store_event(shop, channel, event, b"", "to_query", runtime.clock.now())


async def _ask_later(channel_id: UUID, event: VerifiedEvent) -> None:
    """Once for each event, however often it is repeated meanwhile."""
    async with platform_scope() as scope:
        await enqueue(scope, FIND_JOB, {"channel": str(channel_id), **fields_of(event)}, once=event.event_key)


async def _find(
    runtime: Runtime, opened: OpenPlatformChannel, addressee: Addressee
) -> tuple[Shop, UUID] | None:
    """A connected account is believed before the marks: what stands in those its own owner can write."""
    platform_channel_id = opened.channel.id
    if addressee.account:
        async with platform_scope() as scope:
            row = await scope.fetchrow(_OF_ACCOUNT, platform_channel_id, addressee.account)
        return (await runtime.directory.by_id(row["shop_id"]), row["shop_channel_id"]) if row else None
    shop = await runtime.directory.by_slug(addressee.shop) if addressee.shop else None
    channel_id = _uuid(addressee.channel)
    if shop is None or channel_id is None:
        return None
    async with shop_scope(shop) as scope:
        through = await scope.fetchval("select platform_channel_id from channel where id = $1", channel_id)
    return (shop, channel_id) if through == platform_channel_id else None


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
