"""Make codes that look like those of the trade and open nothing, and put them into stock as one batch."""

import secrets
from datetime import datetime
from uuid import UUID

from bodega.kernel.database import shop_scope
from bodega.kernel.ids import CROCKFORD, new_id
from bodega.street.shop import Shop
from bodega_shop.demo.read_goods import DemoSku
from bodega_shop.settings.record_deed import Actor
from bodega_shop.stock.code_line import CANONICAL_SEPARATOR
from bodega_shop.stock.put_codes import Place, put_codes, sealed_code

DIGIT, LETTER = "#", "?"


async def make_codes(shop: Shop, sku_id: UUID, sku: DemoSku, *, by: Actor, now: datetime) -> None:
    """Done before, it changes nothing."""
    codes = {_spell(sku.form) for _ in range(sku.codes)}
    fields = sku.form.count(CANONICAL_SEPARATOR) + 1
    batch_id = new_id()
    sealed = [sealed_code(shop, text, rank) for rank, text in enumerate(sorted(codes))]
    async with shop_scope(shop) as scope:
        if not codes or await scope.fetchval("select 1 from batch where sku_id = $1", sku_id):
            return
        await scope.execute(
            "insert into batch (id, sku_id, state, source_name, supplier_note, currency, separator, encoding, report,"
            " total, imported, created_by, created_at, finished_at)"
            " values ($1, $2, 'ready', 'demo.txt', '', 'CNY', $3, 'utf-8', $4, $5, $5, $6, $7, $7)",
            batch_id, sku_id, "dashes" if fields > 1 else "none", {}, len(codes), by.account_id, now,
        )  # fmt: skip
        await put_codes(scope, Place(sku_id, batch_id, fields), sealed)


def _spell(form: str) -> str:
    letters = {DIGIT: "0123456789", LETTER: CROCKFORD}
    return "".join(secrets.choice(letters.get(sign, sign)) for sign in form)
