"""Put very many codes into stock quickly: sealed as every code is, copied in, a transaction for each fifty thousand."""

import secrets
from collections.abc import Iterator
from datetime import datetime
from uuid import UUID

from bodega.kernel.database import shop_scope
from bodega.kernel.ids import new_id
from bodega.street.shop import Shop
from bodega_shop.delivery.reveal_codes import seal_code
from bodega_shop.settings.record_deed import Actor
from bodega_shop.stock.mask_code import mask_code

AT_ONCE = 50_000
_COLUMNS = ("id", "sku_id", "batch_id", "sealed", "fingerprint", "hint", "fields", "rank", "state")


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
        ranks = range(first, min(count, first + AT_ONCE))
        async with shop_scope(shop) as scope:
            await scope.copy_rows("code", _COLUMNS, _rows(shop, sku_id, batch_id, ranks))


def _rows(shop: Shop, sku_id: UUID, batch_id: UUID, ranks: range) -> Iterator[tuple[object, ...]]:
    for rank in ranks:
        code_id, text = new_id(), f"XH-{secrets.token_hex(8).upper()}"
        sealed, fingerprint = seal_code(shop, code_id, text), shop.vault.fingerprint(text, "code")
        yield code_id, sku_id, batch_id, sealed, fingerprint, mask_code(text), 1, rank, "free"
