"""Refuse to put a good on sale whose kind the shop may not sell."""

from collections.abc import Collection
from uuid import UUID

from bodega.kernel.database import Scope
from bodega.kernel.errors import Refused

_TRADE = """
    select coalesce(nullif(c.trade, ''), nullif(b.trade, ''), a.trade, b.trade, c.trade) as trade, c.name
      from product p
      join category c on c.id = p.category_id
      left join category b on b.id = c.parent_id
      left join category a on a.id = b.parent_id
     where p.id = $1"""


async def check_goods(scope: Scope, product_id: UUID, trades: Collection[str]) -> None:
    """`trades` are those that the shop may sell now. Raises `Refused` with the way out of it."""
    row = await scope.fetchrow(_TRADE, product_id)
    if row is None or row["trade"] in trades:
        return
    if not row["trade"]:
        raise Refused(
            "Say first what kind of goods “%(category)s” holds: open the category and choose it.",
            category=row["name"],
        )
    raise Refused(
        "Your shop may not sell what “%(category)s” holds yet. Open the papers of your shop to see what is missing.",
        category=row["name"],
    )
