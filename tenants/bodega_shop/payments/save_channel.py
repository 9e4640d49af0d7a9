"""Add a payment channel or change one: who takes the money, under which account, and between which amounts."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from bodega.kernel.database import Scope, shop_scope
from bodega.kernel.errors import NotFound, Refused
from bodega.kernel.ids import new_id
from bodega.runtime import Runtime
from bodega.street.shop import Shop
from bodega_shop.catalog.place_rows import move_row
from bodega_shop.collecting.platform_channel import PlatformChannel, find_platform_channel
from bodega_shop.collecting.shops_columns import first_columns, later_columns
from bodega_shop.contracts.gateway import PaymentGateway
from bodega_shop.floor import floor_of
from bodega_shop.payments.announce_change import announce_change
from bodega_shop.payments.read_channel_form import ChannelTexts, read_channel_form
from bodega_shop.settings.record_deed import Actor, record_deed

MOST_CHANNELS = 30


async def create_channel(
    runtime: Runtime,
    shop: Shop,
    gateway_code: str,
    texts: ChannelTexts,
    *,
    by: Actor,
    now: datetime,
    through: UUID | None = None,
) -> UUID:
    """The new one comes last; `through` names the platform's account that it uses in place of one of the shop's own.

    That choice is for good: what came through one account goes back through it. Raises `InvalidInput` naming the field,
    `NotFound` for the gateway, `Refused`.
    """
    _refuse_real_money(shop, by)
    platforms = await _offered_by_platform(shop, through) if through else None
    gateway = _installed(runtime, platforms.gateway) if platforms else _offered(runtime, shop, gateway_code)
    channel_id = new_id()
    async with shop_scope(shop) as scope:
        currency = await scope.fetchval("select currency from profile for update")
        if currency not in gateway.currencies:
            raise Refused("This payment service does not take %(currency)s.", currency=currency)
        codes = [row["code"] for row in await scope.fetch("select code from channel")]
        if len(codes) >= MOST_CHANNELS:
            raise Refused("A shop has at most %(most)s payment channels.", most=MOST_CHANNELS)
        values = (
            first_columns(platforms, texts, currency)
            if platforms
            else read_channel_form(gateway, shop, channel_id, texts, {}, currency)
        )
        columns = list(values)
        places = ", ".join(f"${place}" for place in range(6, 6 + len(columns)))
        await scope.execute(
            f"insert into channel (id, code, gateway, position, created_at, changed_at, {', '.join(columns)})"
            f" values ($1, $2, $3, $4, $5, $5, {places})",
            channel_id, _free_code(gateway.code, codes), gateway.code, len(codes) + 1, now, *values.values(),
        )  # fmt: skip
        await record_deed(scope, "channel.added", str(channel_id), by=by, now=now, name=values["name"])
        await announce_change(scope, values["name"], by=by, now=now)
    await runtime.directory.announce_change(shop.id)
    return channel_id


async def edit_channel(
    runtime: Runtime, shop: Shop, channel_id: UUID, texts: ChannelTexts, *, by: Actor, now: datetime
) -> None:
    """Secrets that were left empty stay as they are. Raises `InvalidInput` naming the field, `NotFound`, `Refused`."""
    _refuse_real_money(shop, by)
    async with shop_scope(shop) as scope:
        row = await scope.fetchrow(
            "select gateway, settings, platform_channel_id from channel where id = $1 for update", channel_id
        )
        if row is None:
            raise NotFound
        currency = await scope.fetchval("select currency from profile")
        values = _values(runtime, shop, channel_id, texts, dict(row), currency)
        columns = ", ".join(f"{name} = ${place}" for place, name in enumerate(values, start=3))
        # What the last test found need not hold for other settings.
        await scope.execute(
            f"update channel set changed_at = $2, checked_at = null, problem = null, {columns} where id = $1",
            channel_id, now, *values.values(),
        )  # fmt: skip
        await _record_change(scope, channel_id, row["settings"], values, by, now)
        await announce_change(scope, values["name"], by=by, now=now)
    await runtime.directory.announce_change(shop.id)


async def shift_channel(shop: Shop, channel_id: UUID, *, steps: int) -> None:
    """Move it up (negative) or down in the order that buyers see. Raises `NotFound`."""
    async with shop_scope(shop) as scope:
        rows = await scope.fetch("select id, position from channel order by id for update")
        order = [row["id"] for row in sorted(rows, key=lambda row: (row["position"], row["id"]))]
        await move_row(scope, "channel", order, channel_id, steps)


def _refuse_real_money(shop: Shop, by: Actor) -> None:
    """Nobody looks at what a twin sells, nor to whom: its one channel is the practice one, which is kept for it."""
    if shop.rehearses is not None and by.account_id is not None:
        raise Refused("A rehearsal is paid with practice money alone.")


def _values(
    runtime: Runtime, shop: Shop, channel_id: UUID, texts: ChannelTexts, row: Mapping[str, Any], currency: str
) -> dict[str, Any]:
    """The columns that the form changes: of a channel through the platform, only what is the shop's own."""
    if row["platform_channel_id"] is not None:
        return {**later_columns(texts, row["settings"], currency), "settings": row["settings"]}
    code = row["gateway"]
    gateway = _offered(runtime, shop, code) if texts.enabled else _installed(runtime, code)
    return read_channel_form(gateway, shop, channel_id, texts, row["settings"], currency)


async def _offered_by_platform(shop: Shop, channel_id: UUID) -> PlatformChannel:
    channel = await find_platform_channel(channel_id)
    if not channel.serves(shop):
        raise Refused("The platform does not offer this way of being paid any more.")
    return channel


def _offered(runtime: Runtime, shop: Shop, code: str) -> PaymentGateway:
    for gateway in floor_of(runtime).gateways.enabled_in(shop):
        if gateway.code == code:
            return gateway
    raise Refused("Switch on the extension of this payment service first.")


def _installed(runtime: Runtime, code: str) -> PaymentGateway:
    return floor_of(runtime).gateways.find(code)


def _free_code(gateway_code: str, taken: list[str]) -> str:
    """The name that the API and the demo know a channel by: `epay`, then `epay-2`."""
    if gateway_code not in taken:
        return gateway_code
    return next(code for n in range(2, len(taken) + 3) if (code := f"{gateway_code}-{n}") not in taken)


async def _record_change(
    scope: Scope,
    channel_id: UUID,
    before: Mapping[str, Any],
    values: Mapping[str, Any],
    by: Actor,
    now: datetime,
) -> None:
    """The record names the settings that changed, never what they were or are."""
    settings = values["settings"]
    changed = sorted(key for key in {*before, *settings} if before.get(key) != settings.get(key))
    await record_deed(
        scope,
        "channel.changed",
        str(channel_id),
        by=by,
        now=now,
        name=values["name"],
        enabled=values["enabled"],
        settings=changed,
    )
