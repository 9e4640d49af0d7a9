"""Find an order as its buyer: by its number and a token, or by its number and the contact it was placed with."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import asyncpg

from bodega.kernel.database import Scope, shop_scope
from bodega.kernel.errors import NotFound
from bodega.kernel.money import Money
from bodega.street.shop import Shop
from bodega_shop.orders.access_token import token_opens

COLUMNS = """o.id, o.number, o.state, o.exception, o.contact, o.currency, o.total, o.channel_id, o.locale,
           o.placed_at, o.expires_at, o.paid_at, o.delivered_at, o.contact_digest, o.kind, o.customer_id,
           o.wallet_part, o.refunded, o.disputed_at is not null as disputed,
           p.id as payment_id, p.out_trade_no, p.state as payment_state, p.action, p.amount, p.surcharge,
           p.channel_id as payment_channel_id,
           (select coalesce(jsonb_agg(jsonb_build_object(
                       'sku_id', l.sku_id, 'product_id', l.product_id, 'title', l.product_title, 'sku', l.sku_name,
                       'quantity', l.quantity, 'unit', l.unit_price, 'amount', l.amount,
                       'reasons', l.reasons) order by l.id), '[]')
              from purchase_line l where l.purchase_id = o.id) as lines,
           (select count(*) > 0 from (select 1 from reveal r where r.purchase_id = o.id limit 1) seen) as revealed"""

SOURCE = """purchase o
      left join lateral (
          select id, out_trade_no, state, action, amount, surcharge, channel_id from payment
           where purchase_id = o.id and state <> 'surplus' order by attempt desc limit 1
      ) p on true"""

_SELECT = f"select {COLUMNS} from {SOURCE} where o.number = $1"


@dataclass(frozen=True)
class Line:
    """One good of an order, as it was called and priced when the order was placed."""

    sku_id: UUID
    product_id: UUID
    title: str
    sku: str
    quantity: int
    unit: Money
    amount: Money
    reasons: tuple[dict[str, Any], ...] = ()


@dataclass(frozen=True)
class Order:
    """An order as its buyer may see it; codes are not part of it.

    `to_pay` is what its last payment asks for: the total less what the balance pays, with the surcharge.
    """

    id: UUID
    number: str
    state: str
    exception: str
    contact: str
    total: Money
    channel_id: UUID | None
    locale: str
    placed_at: datetime
    expires_at: datetime
    paid_at: datetime | None
    delivered_at: datetime | None
    out_trade_no: str
    payment_state: str
    action: dict[str, str] | None
    lines: tuple[Line, ...]
    revealed: bool
    kind: str
    customer_id: UUID | None
    to_pay: Money
    surcharge: Money
    wallet_part: Money
    refunded: Money
    disputed: bool

    @property
    def quantity(self) -> int:
        return sum(line.quantity for line in self.lines)


async def find_by_token(shop: Shop, number: str, token: str) -> Order:
    """The order of that number; `NotFound` for a wrong number and for a wrong token alike."""
    async with shop_scope(shop) as scope:
        order, _ = await _read(scope, number)
    if not token_opens(shop, order.number, token):
        raise NotFound("There is no such order.")
    return order


async def find_for(shop: Shop, number: str) -> Order:
    """The order of that number, for callers who then check whose it is; raises `NotFound`."""
    async with shop_scope(shop) as scope:
        return (await _read(scope, number))[0]


async def find_by_contact(shop: Shop, number: str, contact: str) -> Order:
    """The order of that number and contact; `NotFound` for either being wrong. Callers throttle."""
    async with shop_scope(shop) as scope:
        order, digest = await _read(scope, number)
    if shop.vault.fingerprint(contact, "contact") != digest:
        raise NotFound("There is no order with this number and contact.")
    return order


async def read_order(scope: Scope, number: str) -> Order:
    """The order of that number, for callers who know who asks; raises `NotFound`."""
    return (await _read(scope, number))[0]


async def _read(scope: Scope, number: str) -> tuple[Order, bytes]:
    row = await scope.fetchrow(_SELECT, number)
    if row is None:
        raise NotFound("There is no such order.")
    return order_of(row), row["contact_digest"]


def order_of(row: asyncpg.Record) -> Order:
    """The order in a row of `COLUMNS`."""
    currency = row["currency"]
    lines = tuple(
        Line(
            sku_id=UUID(line["sku_id"]),
            product_id=UUID(line["product_id"]),
            title=line["title"],
            sku=line["sku"],
            quantity=line["quantity"],
            unit=Money(line["unit"], currency),
            amount=Money(line["amount"], currency),
            reasons=tuple(line["reasons"]),
        )
        for line in row["lines"]
    )
    return Order(
        id=row["id"],
        number=row["number"],
        state=row["state"],
        exception=row["exception"],
        contact=row["contact"],
        total=Money(row["total"], currency),
        channel_id=row["payment_channel_id"] or row["channel_id"],
        locale=row["locale"],
        placed_at=row["placed_at"],
        expires_at=row["expires_at"],
        paid_at=row["paid_at"],
        delivered_at=row["delivered_at"],
        out_trade_no=row["out_trade_no"] or "",
        payment_state=row["payment_state"] or "",
        action=row["action"],
        lines=lines,
        revealed=row["revealed"],
        kind=row["kind"],
        customer_id=row["customer_id"],
        to_pay=Money(row["amount"] or 0, currency),
        surcharge=Money(row["surcharge"] or 0, currency),
        wallet_part=Money(row["wallet_part"], currency),
        refunded=Money(row["refunded"], currency),
        disputed=row["disputed"],
    )
