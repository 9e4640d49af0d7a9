"""Seals what was uploaded until it is imported or thrown away: no code lies in the database readable, not for a minute."""

import asyncio
from uuid import UUID

from bodega.street.shop import Shop


async def seal_upload(shop: Shop, batch_id: UUID, content: bytes) -> bytes:
    return await asyncio.to_thread(shop.vault.seal, content, table="batch", column="upload", row_id=batch_id)


async def open_upload(shop: Shop, batch_id: UUID, sealed: bytes) -> bytes:
    """Raises `CannotOpen`."""
    return await asyncio.to_thread(shop.vault.open, sealed, table="batch", column="upload", row_id=batch_id)
