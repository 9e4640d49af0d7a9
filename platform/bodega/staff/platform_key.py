"""The platform's own data key: made on first use, kept wrapped by the master key."""

from datetime import datetime
from uuid import UUID

from bodega.kernel.database import platform_scope
from bodega.kernel.vault import MasterKey, ShopVault, new_data_key, platform_vault

NIL = UUID(int=0)


async def load_platform_vault(master: MasterKey, now: datetime) -> ShopVault:
    """The vault for the platform's own secrets; two processes that start at once end up with the same key."""
    async with platform_scope() as scope:
        await scope.execute(
            "insert into keyring (id, wrapped_key, created_at) values ($1, $2, $3) on conflict do nothing",
            NIL,
            master.wrap(new_data_key(), NIL),
            now,
        )
        wrapped = await scope.fetchval("select wrapped_key from keyring where id = $1", NIL)
    return platform_vault(master.unwrap(wrapped, NIL))
