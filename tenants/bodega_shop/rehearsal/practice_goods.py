"""What a twin has beside the shop's own goods: a practice card, a gift, one that is sold out, and made-up codes."""

import secrets
from datetime import datetime
from uuid import UUID, uuid5

from bodega.kernel.database import Scope, shop_scope
from bodega.kernel.ids import CROCKFORD, new_id
from bodega.street.shop import Shop
from bodega_shop.rehearsal.copy_goods import CURRENCY
from bodega_shop.stock.put_codes import Place, put_codes, sealed_code

ENOUGH = 30

CARD, SECOND, GIFT, EMPTY = "card", "second", "gift", "empty"
# Name, price in minor units. The ids are made from the twin's, so that a second furnishing finds them.
_SKUS = {
    CARD: ("Practice card", 100),
    SECOND: ("Practice card, larger", 250),
    GIFT: ("Gift", 0),
    EMPTY: ("Sold out", 100),
}

_PRODUCT = """
    insert into product (id, category_id, slug, title, kind, introduction, how_to, guarantee, state, position,
                         created_at, changed_at)
    values ($1, null, 'rehearsal-card', '彩排练习卡 Practice card', 'code', $2, $2, $2, 'published', 100000, $3, $3)
    on conflict (id) do update set state = 'published'"""
_SKU = """
    insert into sku (id, product_id, name, price, currency, min_quantity, max_quantity, active, position)
    values ($1, $2, $3, $4, $5, 1, 20, true, $6)
    on conflict (id) do update set active = true, price = excluded.price, currency = excluded.currency"""
_SHORT = """
    select s.id, count(c.id) filter (where c.on_shelf) as free, coalesce(max(c.rank), 0) as rank
      from sku s left join code c on c.sku_id = s.id
     where s.active and s.id <> $1 group by s.id having count(c.id) filter (where c.on_shelf) < $2"""


def practice_sku(twin: Shop, kind: str) -> UUID:
    """The id of one of the twin's own goods."""
    return uuid5(twin.id, kind)


async def make_practice_goods(twin: Shop, *, now: datetime) -> None:
    """Done before, it changes nothing."""
    product_id = uuid5(twin.id, "product")
    async with shop_scope(twin) as scope:
        await scope.execute(_PRODUCT, product_id, "彩排用，不是真商品。 For the rehearsal only.", now)
        for position, (kind, (name, price)) in enumerate(_SKUS.items(), start=1):
            await scope.execute(_SKU, practice_sku(twin, kind), product_id, name, price, CURRENCY, position)


async def fill_practice_stock(twin: Shop, *, now: datetime) -> None:
    """Made-up codes for everything but what is meant to be sold out; whoever reads one sees that it opens nothing."""
    async with shop_scope(twin) as scope:
        for row in await scope.fetch(_SHORT, practice_sku(twin, EMPTY), ENOUGH):
            await _add_codes(scope, twin, row["id"], ENOUGH - row["free"], row["rank"], now)


async def _add_codes(scope: Scope, twin: Shop, sku_id: UUID, count: int, rank: int, now: datetime) -> None:
    batch_id = new_id()
    await scope.execute(
        "insert into batch (id, sku_id, state, source_name, supplier_note, currency, separator, encoding, report, total,"
        " imported, created_at, finished_at)"
        " values ($1, $2, 'ready', 'rehearsal', '', $3, 'none', 'utf-8', '{}', $4, $4, $5, $5)",
        batch_id, sku_id, CURRENCY, count, now,
    )  # fmt: skip
    codes = [sealed_code(twin, _made_up(), rank + place) for place in range(1, count + 1)]
    await put_codes(scope, Place(sku_id, batch_id), codes)


def _made_up() -> str:
    return "PRACTICE-" + "".join(secrets.choice(CROCKFORD) for _ in range(12))
