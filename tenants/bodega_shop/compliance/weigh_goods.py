"""Take off sale exactly the goods that the shop's papers no longer allow, and bring them back once they do again."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from bodega.kernel.database import Scope, shop_scope
from bodega.plugins.qualification_door import GoodsWeighed
from bodega.qualifications.allowed_trades import allowed_trades
from bodega.street.shop import Shop
from bodega_shop.compliance.judge_soon import judge_soon
from bodega_shop.settings.record_deed import record_deed

# A category that says nothing is of the kind that the one above it says. $1 is what may be sold.
_TRADES = """
    with weighed as materialized (
        select p.id, coalesce(nullif(c.trade, ''), nullif(b.trade, ''), a.trade, b.trade, c.trade) as trade
          from product p
          join category c on c.id = p.category_id
          left join category b on b.id = c.parent_id
          left join category a on a.id = b.parent_id
         where p.state = {state})
    """
_HOLD = (
    _TRADES.format(state="'published'")
    + """update product set state = 'draft', held_at = $2, held_trade = w.trade
           from weighed w where product.id = w.id and product.state = 'published' and not (w.trade = any($1::text[]))
      returning product.id, product.title, product.held_trade as trade"""
)
# What its owner emptied in the meantime stays off sale.
_BRING_BACK = (
    _TRADES.format(state="'draft' and p.held_at is not null")
    + """update product set state = 'published', held_at = null, held_trade = ''
           from weighed w where product.id = w.id and product.state = 'draft' and product.held_at is not null
            and product.stopped_at is null and w.trade = any($1::text[]) and introduction <> '' and how_to <> '' and guarantee <> ''
      returning product.id, product.title, w.trade"""
)


@dataclass(frozen=True)
class Platform:
    """Who acts when nobody of the shop does."""

    account_id: None = None
    name: str = "Bodega"


async def weigh_goods(shop: Shop, *, now: datetime) -> GoodsWeighed:
    """By what the shop may sell now. Orders already placed go on; run again it changes nothing."""
    trades = await allowed_trades(shop)
    async with shop_scope(shop) as scope:
        weighed = await weigh_goods_in(scope, trades, now=now)
        # Rules read the papers too.
        await judge_soon(scope)
        return weighed


async def weigh_goods_in(scope: Scope, trades: Collection[str], *, now: datetime) -> GoodsWeighed:
    """The same inside a transaction that is open already."""
    allowed = sorted(trades)
    held = await scope.fetch(_HOLD, allowed, now)
    back = await scope.fetch(_BRING_BACK, allowed)
    for deed, rows in (("product.held", held), ("product.back", back)):
        for row in rows:
            await record_deed(scope, deed, str(row["id"]), by=Platform(), now=now, trade=row["trade"])
    return GoodsWeighed(tuple(row["title"] for row in held), tuple(row["title"] for row in back))
