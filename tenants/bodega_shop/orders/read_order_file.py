"""Everything the shop knows of one order, for its staff: goods, money, messages, and who did and saw what."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from bodega.kernel.database import Scope, shop_scope
from bodega.kernel.errors import NotFound
from bodega.kernel.money import Money
from bodega.street.shop import Shop
from bodega_shop.orders.find_order import Order, read_order

_ORDER = "select address, source, consent from purchase where id = $1"

_PAYMENTS = """
    select p.id, p.out_trade_no, p.attempt, p.amount, p.currency, p.state, p.gateway_txn, p.received,
           p.received_currency, p.late, p.created_at, p.paid_at, c.name as channel_name, c.id as channel_id
      from payment p join channel c on c.id = p.channel_id where p.purchase_id = $1 order by p.attempt"""

_GATEWAY_EVENTS = """
    select g.received_at, g.outcome, g.event_key, g.out_trade_no, g.body from gateway_event g
     where g.out_trade_no in (select out_trade_no from payment where purchase_id = $1) order by g.received_at"""

_EVENTS = """
    select at, kind, from_state, to_state, actor, detail from purchase_event where purchase_id = $1 order by seq"""

_REVEALS = """
    select r.at, r.actor, r.via, r.address, count(*) as codes from reveal r where r.purchase_id = $1
     group by r.at, r.actor, r.via, r.address order by r.at"""

_MESSAGES = """
    select id, kind, via, recipient, state, attempts, failure, created_at, sent_at from message
     where purchase_id = $1 order by created_at"""

_SHOWN_BODY = 2_000


@dataclass(frozen=True)
class OrderFile:
    """An order with its trail. The rows are as they are stored; codes are not among them."""

    order: Order
    address: str
    source: str
    consent: str
    payments: list[dict[str, Any]]
    gateway_events: list[dict[str, Any]]
    events: list[dict[str, Any]]
    reveals: list[dict[str, Any]]
    messages: list[dict[str, Any]]


async def read_order_file(shop: Shop, number: str) -> OrderFile:
    """Raises `NotFound`."""
    async with shop_scope(shop) as scope:
        order = await read_order(scope, number)
        row = await scope.fetchrow(_ORDER, order.id)
        if row is None:
            raise NotFound
        return OrderFile(
            order=order,
            address=row["address"],
            source=row["source"],
            consent=row["consent"],
            payments=[_payment(payment) for payment in await _rows(scope, _PAYMENTS, order.id)],
            gateway_events=[_event(event) for event in await _rows(scope, _GATEWAY_EVENTS, order.id)],
            events=await _rows(scope, _EVENTS, order.id),
            reveals=await _rows(scope, _REVEALS, order.id),
            messages=await _rows(scope, _MESSAGES, order.id),
        )


async def _rows(scope: Scope, sql: str, order_id: UUID) -> list[dict[str, Any]]:
    return [dict(row) for row in await scope.fetch(sql, order_id)]


def _payment(row: dict[str, Any]) -> dict[str, Any]:
    received = row["received"]
    return {
        **row,
        "amount": Money(row["amount"], row["currency"]),
        "received": None
        if received is None
        else Money(received, row["received_currency"] or row["currency"]),
    }


def _event(row: dict[str, Any]) -> dict[str, Any]:
    """The bytes that came, as text: whatever is no text is shown as its place-holder."""
    body: bytes = row["body"]
    return {**row, "body": body[:_SHOWN_BODY].decode("utf-8", "replace")}
