"""Test one of the platform's accounts: one real, harmless, signed call, and what it found is kept."""

from datetime import datetime
from uuid import UUID

from bodega.kernel.database import platform_scope
from bodega.kernel.errors import BodegaError
from bodega.runtime import Runtime
from bodega_shop.collecting.open_platform_channel import PLATFORM, open_platform_channel
from bodega_shop.floor import floor_of


async def check_platform_channel(runtime: Runtime, channel_id: UUID, *, now: datetime) -> None:
    """The call runs outside any transaction. Raises what the gateway raised, such as `ConfigInvalid`; `NotFound`."""
    opened = await open_platform_channel(runtime, floor_of(runtime).gateways, channel_id)
    try:
        await runtime.dispatcher.guarded(
            PLATFORM, opened.plugin, "check_settings", lambda: opened.gateway.check_settings(opened.context)
        )
    except BodegaError as error:
        await _keep(channel_id, error, now)
        raise
    await _keep(channel_id, None, now)


async def _keep(channel_id: UUID, error: BodegaError | None, now: datetime) -> None:
    """The problem is kept as a message and its parameters, to be said in the language of whoever reads it."""
    params = {name: str(value) for name, value in error.params.items()} if error else {}
    problem = {"message": error.message, "params": params} if error else None
    async with platform_scope() as scope:
        await scope.execute(
            "update channel set checked_at = $2, problem = $3 where id = $1", channel_id, now, problem
        )
