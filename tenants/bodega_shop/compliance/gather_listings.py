"""Put together what the shop's goods say of themselves, as the rules read it."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from bodega.kernel.database import Scope
from bodega.policy.hit import Hit
from bodega.policy.judge import RuleBook
from bodega.policy.listing import FlashSale, Listing, Price
from bodega_shop.compliance.ground import Ground
from bodega_shop.compliance.objections import read_objections
from bodega_shop.compliance.said_facts import facts_of_goods
from bodega_shop.contracts.listing_facts import ListingFacts

_GOODS = """
    select p.id, p.title, p.kind, p.introduction, p.how_to, p.guarantee, p.state, p.stopped_at, p.slug,
           coalesce(i.name, '') as image_name,
           coalesce(nullif(c.trade, ''), nullif(b.trade, ''), a.trade, b.trade, c.trade, '') as trade
      from product p
      left join category c on c.id = p.category_id
      left join category b on b.id = c.parent_id
      left join category a on a.id = b.parent_id
      left join image i on i.id = p.image_id
     where p.id = any($1::uuid[])"""

_SKUS = """
    select id, product_id, name, price, struck_price, struck_basis from sku
     where product_id = any($1::uuid[]) and active order by product_id, position, id"""

# The price that is asked now began with its last change. In force in the seven days before were the one that counted
# when they began, and whatever it was changed to in them.
_LOWEST = """
    with began as materialized (
        select c.sku_id, max(c.at) as at from price_change c where c.sku_id = any($1::uuid[]) group by c.sku_id
    )
    select b.sku_id,
           least((select min(c.price) from price_change c
                   where c.sku_id = b.sku_id and c.at < b.at and c.at >= b.at - interval '7 days'),
                 (select c.price from price_change c
                   where c.sku_id = b.sku_id and c.at < b.at - interval '7 days' order by c.at desc limit 1)) as lowest
      from began b"""


@dataclass(frozen=True)
class GatheredGood:
    """A good, its listing, and what right holders object to. `stopped_at`: it would be on sale if no rule were broken."""

    id: UUID
    title: str
    slug: str
    state: str
    stopped_at: datetime | None
    listing: Listing
    objections: tuple[Hit, ...] = ()

    def judged_by(self, book: RuleBook) -> list[Hit]:
        """What the rules say of it, and what right holders do."""
        return [*book.judge(self.listing), *self.objections]


async def gather_listings(scope: Scope, ground: Ground, product_ids: Sequence[UUID]) -> list[GatheredGood]:
    """Four statements for all of them, five where something is struck through or reduced for a time."""
    goods = await scope.fetch(_GOODS, list(product_ids))
    skus = await scope.fetch(_SKUS, list(product_ids))
    said = await facts_of_goods(scope, product_ids)
    reduced = {sku for facts in said.values() for sku in facts.flash}
    reduced |= {sku["id"] for sku in skus if sku["struck_price"] is not None}
    lowest = await _lowest(scope, sorted(reduced))
    objections = await read_objections(scope, product_ids)
    of_product: defaultdict[UUID, list[Any]] = defaultdict(list)
    for sku in skus:
        of_product[sku["product_id"]].append(sku)
    return [
        _gathered(
            row, of_product[row["id"]], lowest, ground, said.get(row["id"], ListingFacts()), objections.get(row["id"], ())
        )
        for row in goods
    ]  # fmt: skip


async def _lowest(scope: Scope, sku_ids: Sequence[UUID]) -> Mapping[UUID, int | None]:
    if not sku_ids:
        return {}
    return {row["sku_id"]: row["lowest"] for row in await scope.fetch(_LOWEST, list(sku_ids))}


def _gathered(
    row: Any,
    skus: Sequence[Any],
    lowest: Mapping[UUID, int | None],
    ground: Ground,
    said: ListingFacts,
    objections: tuple[Hit, ...],
) -> GatheredGood:
    texts = {name: row[name] for name in ("introduction", "how_to", "guarantee")}
    texts |= {f"denominations.{rank}": sku["name"] for rank, sku in enumerate(skus)}
    listing = Listing(
        title=row["title"],
        texts=texts,
        image_alts=(row["title"],) if row["image_name"] else (),
        image_files=(row["image_name"],) if row["image_name"] else (),
        category=ground.line(row["trade"]),
        good=row["kind"],
        prices=tuple(_price(sku, lowest, said.flash.get(sku["id"])) for sku in skus),
        promotions=said.promotions,
        shares=said.shares,
        topup=said.topup,
        odds=said.odds,
        draws=dict(said.draws) if said.draws is not None else None,
        qualifications=ground.papers,
        demanded=ground.demands(row["trade"]),
        authorised_brands=frozenset(),
        # Each checkout asks for the notice to be confirmed; no shop can switch it off.
        notice_shown=True,
    )
    return GatheredGood(
        row["id"], row["title"], row["slug"], row["state"], row["stopped_at"], listing, objections
    )


def _price(sku: Any, lowest: Mapping[UUID, int | None], flash: FlashSale | None) -> Price:
    """Of a price that was never another, a higher one was never asked."""
    known = lowest.get(sku["id"])
    return Price(
        sku=sku["name"],
        amount=sku["price"],
        struck=sku["struck_price"],
        basis=sku["struck_basis"] or None,
        lowest_in_seven_days=sku["price"] if known is None else known,
        flash=flash,
    )
