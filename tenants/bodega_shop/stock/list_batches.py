"""The batches of a shop as the console shows them: imports that wait, run or ended, newest first."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

import asyncpg

from bodega.kernel.database import shop_scope
from bodega.kernel.errors import NotFound
from bodega.kernel.money import Money
from bodega.street.shop import Shop
from bodega_shop.stock.import_report import ImportReport, stored_report
from bodega_shop.stock.start_import import STALLED_AFTER

PER_PAGE = 50

_SELECT = """
    select b.id, b.sku_id, b.state, b.source_name, b.supplier_note, b.unit_cost, b.currency, b.expires_on, b.separator,
           b.encoding, b.report, b.total, b.tried, b.imported, b.created_at, b.moved_at, b.finished_at,
           s.name as sku_name, p.title as product_title, f.name as created_by
      from batch b join sku s on s.id = b.sku_id join product p on p.id = s.product_id
      left join staff f on f.account_id = b.created_by """

_LIST = "where $1::uuid is null or b.sku_id = $1 order by b.created_at desc, b.id desc limit $2 offset $3"


@dataclass(frozen=True)
class Batch:
    """One import. `source_name` is empty for pasted text; `separator` and `encoding` are what was asked for.

    `total` codes are tried, `tried` were so far, `imported` of them were new. `created_by` is None for whoever left.
    """

    id: UUID
    sku_id: UUID
    state: str
    source_name: str
    supplier_note: str
    unit_cost: Money | None
    currency: str
    expires_on: date | None
    separator: str
    encoding: str
    report: ImportReport
    total: int
    tried: int
    imported: int
    created_at: datetime
    moved_at: datetime | None
    finished_at: datetime | None
    sku_name: str
    product_title: str
    created_by: str | None

    def stands_still(self, now: datetime) -> bool:
        """Whether an import has not moved for so long that somebody may push it."""
        return self.state == "importing" and self.moved_at is not None and now - self.moved_at > STALLED_AFTER


async def list_batches(
    shop: Shop, *, sku_id: UUID | None = None, page: int = 1, per_page: int = PER_PAGE
) -> tuple[list[Batch], bool]:
    """One page, from 1, and whether there are more."""
    async with shop_scope(shop) as scope:
        rows = await scope.fetch(_SELECT + _LIST, sku_id, per_page + 1, (page - 1) * per_page)
    return [_batch(row) for row in rows[:per_page]], len(rows) > per_page


async def read_batch(shop: Shop, batch_id: UUID) -> Batch:
    """Raises `NotFound`."""
    async with shop_scope(shop) as scope:
        row = await scope.fetchrow(_SELECT + "where b.id = $1", batch_id)
    if row is None:
        raise NotFound
    return _batch(row)


def _batch(row: asyncpg.Record) -> Batch:
    values = dict(row)
    cost = values.pop("unit_cost")
    return Batch(
        **{**values, "report": stored_report(values["report"])},
        unit_cost=None if cost is None else Money(cost, values["currency"]),
    )
