"""Read what waits for a person about money: orders that are paid and not delivered, money too many, doubtful refunds,
confirmations that need a second person, messages of money for nothing we know, open disputes. The oldest first.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from bodega.kernel.database import Scope, shop_scope
from bodega.kernel.money import Money
from bodega.street.shop import Shop

MOST = 200
SOON = timedelta(minutes=1)
DOUBTFUL_AFTER = timedelta(minutes=10)
UNKNOWN_FOR = timedelta(days=30)

# A paid order is delivered in the same transaction as a rule: one that stays paid for a minute waits for somebody.
_ORDERS = """
    select o.id, o.number, o.state, o.exception, o.paid_at, o.paid - o.refunded as amount, o.currency,
           o.disputed_at is not null as disputed, o.customer_id is not null as has_account,
           exists (select 1 from refund r where r.purchase_id = o.id and r.state in ('created', 'pending', 'unknown')) as going,
           exists (select 1 from purchase_event e where e.purchase_id = o.id and e.kind = 'left_on_desk') as left_over,
           (select coalesce(jsonb_agg(jsonb_build_array(p.received - p.refunded, p.received_currency)), '[]') from payment p
             where p.purchase_id = o.id and p.state = 'needs_review' and p.received > p.refunded
               and p.received_currency not in ('', o.currency)) as foreign_sums,
           (select string_agg(l.product_title || ' ' || l.sku_name || ' × ' || l.quantity, '; ' order by l.id)
              from purchase_line l where l.purchase_id = o.id) as goods
      from purchase o
     where o.state = 'exception' or (o.state = 'paid' and o.paid_at < $1)
     order by o.paid_at nulls first, o.id limit $2"""

# Money that settled nothing: a payment too many, or a sum that does not fit its order.
_ASIDE = """
    select p.id, p.out_trade_no, p.state, p.received - p.refunded as amount,
           coalesce(nullif(p.received_currency, ''), p.currency) as currency, p.paid_at, p.gateway_txn, p.amount as asked,
           p.currency as asked_currency, o.number, o.state as order_state, c.name as channel_name,
           exists (select 1 from purchase_event e where e.purchase_id = o.id and e.kind = 'surplus_left'
                      and e.detail ->> 'payment' = p.out_trade_no) as left_over
      from payment p join purchase o on o.id = p.purchase_id join channel c on c.id = p.channel_id
     where p.state in ('surplus', 'needs_review') and p.received > p.refunded and o.state <> 'exception'
     order by p.paid_at, p.id limit $1"""

_REFUNDS = """
    select r.id, r.number, r.amount, r.counted, r.currency, r.state, r.failure, r.cause, r.created_at, o.number as order_number,
           c.name as channel_name
      from refund r join purchase o on o.id = r.purchase_id left join payment p on p.id = r.payment_id
      left join channel c on c.id = p.channel_id
     where (r.state in ('unknown', 'pending') and (r.query_at is null or (r.state = 'unknown' and r.created_at < $1)))
        or (r.state = 'created' and r.created_at < $1)
        or (r.cause = 'external' and r.counted < r.amount and r.created_at > $2)
     order by r.created_at limit $3"""

_CONFIRMATIONS = """
    select h.id, h.amount, h.currency, h.gateway_txn, h.asked_by, h.asked_name, h.asked_at, o.number, p.out_trade_no,
           c.name as channel_name, coalesce(t.text, '') as proof
      from hand_confirmation h join purchase o on o.id = h.purchase_id join payment p on p.id = h.payment_id
      join channel c on c.id = p.channel_id
      left join evidence_text t on t.purchase_id = o.id and encode(t.digest, 'hex') = h.proof
     where h.state = 'asked' order by h.asked_at limit $1"""

_UNKNOWN = """
    select g.id, g.received_at, g.out_trade_no, g.body, c.name as channel_name
      from gateway_event g join channel c on c.id = g.channel_id
     where g.outcome = 'unknown_order' and g.received_at > $1 order by g.received_at limit $2"""

_DISPUTES = """
    select d.reference, d.state, d.amount, d.currency, d.reason, d.opened_at, o.number, c.name as channel_name
      from dispute d join purchase o on o.id = d.purchase_id join channel c on c.id = d.channel_id
     where d.ended_at is null order by d.opened_at limit $1"""

Row = dict[str, Any]


@dataclass(frozen=True)
class ExceptionDesk:
    """Each list holds rows as they are stored, with `amount` as money."""

    orders: list[Row]
    aside: list[Row]
    refunds: list[Row]
    confirmations: list[Row]
    unknown: list[Row]
    disputes: list[Row]

    @property
    def is_empty(self) -> bool:
        return not any(
            (self.orders, self.aside, self.refunds, self.confirmations, self.unknown, self.disputes)
        )


async def read_desk(shop: Shop, *, now: datetime) -> ExceptionDesk:
    async with shop_scope(shop) as scope:
        return ExceptionDesk(
            orders=[_foreign(row) for row in await _rows(scope, _ORDERS, now - SOON, MOST)],
            aside=[_asked(row) for row in await _rows(scope, _ASIDE, MOST)],
            refunds=await _rows(scope, _REFUNDS, now - DOUBTFUL_AFTER, now - UNKNOWN_FOR, MOST),
            confirmations=await _rows(scope, _CONFIRMATIONS, MOST),
            unknown=[_readable(row) for row in await scope.fetch(_UNKNOWN, now - UNKNOWN_FOR, MOST)],
            disputes=await _rows(scope, _DISPUTES, MOST),
        )


async def _rows(scope: Scope, sql: str, *args: object) -> list[Row]:
    return [
        {**dict(row), "amount": Money(row["amount"], row["currency"])}
        for row in await scope.fetch(sql, *args)
    ]


def _foreign(row: Row) -> Row:
    """What came for an order in another currency stands beside what counts for it."""
    return {**row, "foreign": [Money(minor, currency) for minor, currency in row["foreign_sums"]]}


def _asked(row: Row) -> Row:
    return {**row, "asked": Money(row["asked"], row["asked_currency"])}


def _readable(row: Any) -> Row:
    """The bytes that came, as text: whatever is no text is shown as its place-holder."""
    return {**dict(row), "body": bytes(row["body"])[:2_000].decode("utf-8", "replace")}
