"""Put very many codes into stock quickly: sealed as every code is, a transaction for each ten thousand."""

import secrets
from datetime import datetime
from uuid import UUID

from bodega.kernel.database import shop_scope
from bodega.kernel.ids import new_id
from bodega.street.shop import Shop
from bodega_shop.settings.record_deed import Actor
from bodega_shop.stock.put_codes import Place, put_codes, sealed_code

AT_ONCE = 10_000


async def load_codes(shop: Shop, sku_id: UUID, count: int, *, by: Actor, now: datetime) -> None:
    """One batch of `count` codes that nobody has seen before, ranked in the order they were made."""
    batch_id = new_id()
    async with shop_scope(shop) as scope:
        await scope.execute(
            "insert into batch (id, sku_id, state, source_name, supplier_note, currency, separator, encoding, report,"
            " total, imported, created_by, created_at, finished_at)"
            " values ($1, $2, 'ready', 'bench.txt', '', 'CNY', 'none', 'utf-8', $3, $4, $4, $5, $6, $6)",
            batch_id, sku_id, {}, count, by.account_id, now,
        )  # fmt: skip
    for first in range(0, count, AT_ONCE):
        codes = [sealed_code(shop, _made_up(), rank) for rank in range(first, min(count, first + AT_ONCE))]
        async with shop_scope(shop) as scope:
            await put_codes(scope, Place(sku_id, batch_id), codes)


def _made_up() -> str:
    return f"XH-{secrets.token_hex(8).upper()}"
