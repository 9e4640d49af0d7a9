"""Correct what is written about a batch: its cost, its note, and until when its codes are good."""

from datetime import date, datetime
from uuid import UUID

from bodega.kernel.database import shop_scope
from bodega.kernel.errors import NotFound
from bodega.street.shop import Shop
from bodega_shop.settings.record_deed import Actor, record_deed
from bodega_shop.stock.read_batch_texts import BatchTexts, read_batch_texts

CHUNK = 2_000

_UNSOLD = """
    with due as materialized (
        select id from code
         where batch_id = $1 and state in ('free', 'void') and expires_on is distinct from $2
         limit $3 for no key update skip locked
    )
    update code set expires_on = $2 where id = any(array(select id from due))"""


async def edit_batch(shop: Shop, batch_id: UUID, texts: BatchTexts, *, by: Actor, now: datetime) -> None:
    """A new day counts for the codes that are not sold. Raises `InvalidInput` naming the field, `NotFound`."""
    async with shop_scope(shop) as scope:
        before = await scope.fetchrow(
            "select currency, expires_on from batch where id = $1 for update", batch_id
        )
        if before is None:
            raise NotFound
        facts = read_batch_texts(texts, before["currency"], today=None)
        await scope.execute(
            "update batch set unit_cost = $2, supplier_note = $3, expires_on = $4 where id = $1",
            batch_id, facts.unit_cost, facts.supplier_note, facts.expires_on,
        )  # fmt: skip
        await record_deed(
            scope, "batch.changed", str(batch_id), by=by, now=now, expires_on=_spelled(facts.expires_on)
        )
    await _give_day_to_codes(shop, batch_id, facts.expires_on)


async def _give_day_to_codes(shop: Shop, batch_id: UUID, day: date | None) -> None:
    """In chunks, so that orders find codes at any moment; saving again completes what was interrupted."""
    while True:
        async with shop_scope(shop) as scope:
            if await scope.execute(_UNSOLD, batch_id, day, CHUNK) < CHUNK:
                return


def _spelled(day: date | None) -> str:
    return day.isoformat() if day else ""
