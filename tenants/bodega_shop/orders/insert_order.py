"""Write an order down: its codes are picked and reserved, its lines, its payment and its first event stand, or nothing.

One statement, because this is what a rush is made of. Codes are picked row by row past those that others hold, so
that nobody waits and none is picked twice; an order that cannot have all of its codes leaves no trace.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

import msgspec

from bodega.kernel.database import Scope
from bodega.kernel.ids import new_id
from bodega.kernel.money import Money
from bodega_shop.catalog.price_line import PricedLine
from bodega_shop.orders.event_chain import NO_DIGEST, canonical_sql, digest_sql
from bodega_shop.orders.order_request import OrderRequest, PlacedOrder
from bodega_shop.orders.read_offers import Offer

FIRST_QUERY_SECONDS = 30

_PLACED_TEXT = canonical_sql(
    "id",
    "1",
    "$29::uuid",
    "$17::timestamptz",
    "'placed'",
    "null::text",
    "'pending'",
    "$15::text",
    "'{}'::jsonb",
)

_PLACE = f"""
    with picked as materialized (
        select c.id
          from unnest($1::uuid[], $3::int[]) as wanted (sku_id, quantity)
         cross join lateral (
             select id from code
              where sku_id = wanted.sku_id and on_shelf and (expires_on is null or expires_on > $2)
              order by rank limit wanted.quantity for update skip locked
         ) c
    ), placed as (
        insert into purchase (id, number, state, contact, contact_digest, locale, currency, total, channel_id, address,
                              idempotency_digest, request_digest, source, consent, placed_at, expires_at, customer_id,
                              wallet_part)
        select $4::uuid, $5, 'pending', $6, $7, $8, $9, $10, $11, $12, $13, $14, $15::text, $16, $17::timestamptz, $18,
               $30, $31
         where (select count(*) from picked) = (select sum(n) from unnest($3::int[]) as wanted (n))
        returning id
    ), line as (
        insert into purchase_line (id, purchase_id, sku_id, product_id, product_title, sku_name, quantity, unit_price,
                                   amount, reasons)
        select l.id, placed.id, l.sku_id, l.product_id, l.title, l.sku_name, l.quantity, l.unit, l.unit * l.quantity,
               l.reasons::jsonb
          from placed
         cross join unnest($19::uuid[], $1::uuid[], $20::uuid[], $21::text[], $22::text[], $3::int[], $23::bigint[],
                           $24::text[]) as l (id, sku_id, product_id, title, sku_name, quantity, unit, reasons)
    ), reserved as (
        update code set state = 'reserved', purchase_id = $4::uuid
         where id = any(array(select id from picked)) and exists (select 1 from placed)
    ), promised as (
        insert into payment (id, purchase_id, channel_id, out_trade_no, attempt, amount, currency, state, created_at,
                             expires_at, query_at, surcharge)
        select $25, id, $11, $26, 1, $27, $9, 'created', $17::timestamptz, $18, $28, $32
          from placed where $11::uuid is not null
    ), told as (
        insert into purchase_event (id, purchase_id, at, kind, to_state, actor, detail, seq, digest)
        select $29::uuid, id, $17::timestamptz, 'placed', 'pending', $15::text, '{{}}', 1,
               {digest_sql(NO_DIGEST, _PLACED_TEXT)}
          from placed
    )
    select id from placed"""


@dataclass(frozen=True)
class OrderToWrite:
    """An order with everything decided: its prices, what the balance pays, what the channel takes."""

    order: PlacedOrder
    request: OrderRequest
    goods: tuple[Offer, ...]
    lines: tuple[PricedLine, ...]
    wallet_part: Money
    surcharge: Money
    contact_digest: bytes
    key_digest: bytes | None


async def insert_order(scope: Scope, it: OrderToWrite, *, now: datetime) -> bool:
    """Write `it`; False, and nothing written, when the shelf does not hold all of it."""
    order, request = it.order, it.request
    placed: UUID | None = await scope.fetchval(
        _PLACE,
        [good.sku_id for good in it.goods], now.date(), [line.quantity for line in request.lines],
        order.id, order.number, request.contact, it.contact_digest, request.locale, order.total.currency,
        order.total.minor, order.channel_id, request.address,
        it.key_digest, request.digest(), request.source, request.consent, now, order.expires_at,
        [new_id() for _ in it.goods], [good.product_id for good in it.goods], [good.title for good in it.goods],
        [good.sku_name for good in it.goods], [line.unit.minor for line in it.lines],
        [msgspec.json.encode(line.reasons_as_json()).decode() for line in it.lines],
        new_id(), order.out_trade_no, order.to_pay.minor, now + timedelta(seconds=FIRST_QUERY_SECONDS), new_id(),
        request.buyer.customer_id if request.buyer else None, it.wallet_part.minor, it.surcharge.minor,
    )  # fmt: skip
    return placed is not None
