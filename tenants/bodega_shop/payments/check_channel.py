"""Test a payment channel: one real, harmless, signed call, and what it found is kept."""

from datetime import datetime
from uuid import UUID

from bodega.kernel.database import shop_scope
from bodega.kernel.errors import BodegaError
from bodega.runtime import Runtime
from bodega.street.shop import Shop
from bodega_shop.floor import floor_of
from bodega_shop.payments.open_channel import open_channel


async def check_channel(runtime: Runtime, shop: Shop, channel_id: UUID, *, now: datetime) -> None:
    """The call runs outside any transaction. Raises what the gateway raised, such as `ConfigInvalid`; `NotFound`."""
    channel = await open_channel(runtime, floor_of(runtime).gateways, shop, channel_id)
    try:
        await runtime.dispatcher.guarded(
            shop.slug,
            channel.plugin,
            "check_settings",
            lambda: channel.gateway.check_settings(channel.context),
        )
    except BodegaError as error:
        await _keep(shop, channel_id, error, now)
        raise
    await _keep(shop, channel_id, None, now)


async def _keep(shop: Shop, channel_id: UUID, error: BodegaError | None, now: datetime) -> None:
    """The problem is kept as a message and its parameters, to be said in the language of whoever reads it."""
    params = {name: str(value) for name, value in error.params.items()} if error else {}
    problem = {"message": error.message, "params": params} if error else None
    async with shop_scope(shop) as scope:
        await scope.execute(
            "update channel set checked_at = $2, problem = $3 where id = $1", channel_id, now, problem
        )
