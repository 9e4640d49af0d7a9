"""Add an account of the platform's or change one. Its service, way and currency stay as they were: shops rely on them."""

from datetime import datetime
from uuid import UUID

from bodega.kernel.database import platform_scope
from bodega.kernel.errors import InvalidInput, NotFound
from bodega.kernel.ids import new_id
from bodega.runtime import Runtime
from bodega.staff.audit import record
from bodega_shop.collecting.read_platform_form import PlatformTexts, read_platform_form, read_way
from bodega_shop.collecting.read_trades import check_trades
from bodega_shop.floor import floor_of
from bodega_shop.settings.record_deed import Actor

_INSERT = """
    insert into channel (id, gateway, way, currency, created_at, changed_at, name, commission_points, trade_points, enabled,
                         settings)
    values ($1, $2, $3, $4, $5, $5, $6, $7, $8, $9, $10)"""

# What the last test found need not hold for other settings.
_UPDATE = """
    update channel set changed_at = $2, checked_at = null, problem = null, name = $3, commission_points = $4,
                       trade_points = $5, enabled = $6, settings = $7 where id = $1"""


async def add_platform_channel(
    runtime: Runtime, gateway_code: str, way: str, currency: str, texts: PlatformTexts, *, by: Actor, now: datetime
) -> UUID:  # fmt: skip
    """Raises `InvalidInput` naming the field, `NotFound` for the gateway."""
    gateway = floor_of(runtime).gateways.find(gateway_code)
    if currency not in gateway.currencies:
        raise InvalidInput("Please choose one of these.", field="channel_currency")
    channel_id = new_id()
    values = read_platform_form(gateway, runtime.platform_vault, channel_id, texts, {})
    async with platform_scope() as scope:
        await check_trades(scope, values["trade_points"])
        await scope.execute(
            _INSERT, channel_id, gateway_code, read_way(gateway, way), currency, now, *values.values()
        )
        await record(
            scope, deed="channel.added", actor_id=by.account_id, actor=by.name, now=now, name=values["name"]
        )
    await runtime.directory.announce_policy()
    return channel_id


async def change_platform_channel(
    runtime: Runtime, channel_id: UUID, texts: PlatformTexts, *, by: Actor, now: datetime
) -> None:
    """Secrets that were left empty stay as they are. A new commission counts for payments that come from now on.

    Raises `InvalidInput` naming the field, `NotFound`.
    """
    async with platform_scope() as scope:
        row = await scope.fetchrow(
            "select gateway, settings from channel where id = $1 for update", channel_id
        )
        if row is None:
            raise NotFound
        gateway = floor_of(runtime).gateways.find(row["gateway"])
        values = read_platform_form(gateway, runtime.platform_vault, channel_id, texts, row["settings"])
        await check_trades(scope, values["trade_points"])
        await scope.execute(_UPDATE, channel_id, now, *values.values())
        await record(
            scope, deed="channel.changed", actor_id=by.account_id, actor=by.name, now=now,
            name=values["name"], enabled=values["enabled"], commission_points=values["commission_points"],
        )  # fmt: skip
    await runtime.directory.announce_policy()
