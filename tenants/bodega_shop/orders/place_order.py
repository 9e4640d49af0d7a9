"""Place an order: price it, reserve its codes and promise a payment, in one transaction of two statements.

Raises `ShopClosed`, `NotFound` (no such good or channel), `InvalidInput` (quantity, contact, channel limits),
`OutOfStock`, `TooManyRequests` (too many unpaid orders), `DifferentRequest` (an idempotency key with another body).
"""

import hashlib
import struct
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from uuid import UUID

import asyncpg
import msgspec

from bodega.kernel.database import Scope, shop_scope
from bodega.kernel.errors import (
    DifferentRequest,
    InvalidInput,
    NotFound,
    OutOfStock,
    ShopClosed,
    TooManyRequests,
)
from bodega.kernel.ids import new_id, order_number
from bodega.kernel.money import Money
from bodega.street.shop import Shop
from bodega_shop.catalog.price_line import PricedLine, price_line
from bodega_shop.delivery.deliver_order import deliver_free_order
from bodega_shop.orders.access_token import access_token
from bodega_shop.orders.read_offer import Offer, read_offer
from bodega_shop.orders.states import DELIVERED, PENDING
from bodega_shop.orders.tending import Tending
from bodega_shop.settings.profile import Profile

FIRST_QUERY_SECONDS = 30

_PLACE = """
    with picked as materialized (
        select id from code
         where sku_id = $1 and state = 'free' and (expires_on is null or expires_on > $2)
         order by rank limit $3 for update skip locked
    ), placed as (
        insert into purchase (id, number, state, contact, contact_digest, locale, currency, total, channel_id, address,
                              idempotency_digest, request_digest, source, consent, placed_at, expires_at)
        select $4, $5, 'pending', $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18
         where (select count(*) from picked) = $3
        returning id
    ), line as (
        insert into purchase_line (id, purchase_id, sku_id, product_id, product_title, sku_name, quantity, unit_price,
                                   amount, reasons)
        select $19, id, $1, $20, $21, $22, $3, $23, $10, $24 from placed
    ), reserved as (
        update code set state = 'reserved', purchase_id = $4
         where id = any(array(select id from picked)) and exists (select 1 from placed)
    ), promised as (
        insert into payment (id, purchase_id, channel_id, out_trade_no, attempt, amount, currency, state, created_at,
                             expires_at, query_at)
        select $25, id, $11, $26, 1, $10, $9, 'created', $17, $18, $27 from placed where $11::uuid is not null
    ), told as (
        insert into purchase_event (id, purchase_id, at, kind, to_state, actor, detail)
        select $28, id, $17, 'placed', 'pending', $15, '{}' from placed
    )
    select id from placed"""

_REPEATED = """
    select o.id, o.number, o.state, o.total, o.currency, o.channel_id, o.request_digest, p.out_trade_no, o.expires_at,
           l.product_title
      from purchase o
      join purchase_line l on l.purchase_id = o.id
      left join payment p on p.purchase_id = o.id and p.attempt = 1
     where o.idempotency_digest = $1"""


@dataclass(frozen=True)
class OrderRequest:
    """What a buyer asks for. `channel` is a channel's code, empty for an order of 0.00."""

    sku_id: UUID
    quantity: int
    contact: str
    channel: str
    locale: str
    address: str
    source: str
    consent: str
    idempotency_key: str | None = None


@dataclass(frozen=True)
class PlacedOrder:
    """An order that stands. `out_trade_no` is empty when nothing needs to be paid."""

    id: UUID
    number: str
    token: str
    state: str
    total: Money
    channel_id: UUID | None
    out_trade_no: str
    subject: str
    expires_at: datetime
    repeated: bool = False


async def place_order(
    shop: Shop,
    profile: Profile,
    tending: Tending,
    request: OrderRequest,
    *,
    limit_per_address: int,
    now: datetime,
) -> PlacedOrder:
    """Place `request` in `shop`; the same idempotency key brings back the same order.

    `limit_per_address` is how many unpaid orders one client address may hold, 0 for no limit.
    """
    contact_digest = shop.vault.fingerprint(request.contact, "contact")
    locks = _locks(shop, profile, request, contact_digest, counts_address=limit_per_address > 0)
    try:
        async with shop_scope(shop, locks=locks) as scope:
            if repeated := await _find_repeated(shop, scope, request):
                return repeated
            if not shop.takes_orders:
                raise ShopClosed
            offer = await read_offer(scope, request.sku_id, request.channel, contact_digest, request.address)
            _check_limits(offer, profile.unpaid_per_contact, limit_per_address)
            line = _price(offer, request)
            order = await _insert(shop, scope, profile, request, offer, line, contact_digest, tending, now)
    except asyncpg.UniqueViolationError:
        return await _after_a_race(shop, request)
    if order.out_trade_no:
        tending.committed(shop, now)
    return order


def _locks(
    shop: Shop, profile: Profile, request: OrderRequest, contact_digest: bytes, *, counts_address: bool
) -> list[int]:
    """Numbers for whoever must wait in line: orders of one contact or address are counted in turn, keys used once."""
    names = [contact_digest] if profile.unpaid_per_contact else []
    if counts_address:
        names.append(shop.vault.fingerprint(request.address, "address"))
    if digest := _key_digest(shop, request):
        names.append(digest)
    return [struct.unpack(">q", name[:8])[0] for name in names]


def _check_limits(offer: Offer, per_contact: int, per_address: int) -> None:
    if per_contact and offer.unpaid_by_contact >= per_contact:
        raise TooManyRequests(
            "You have %(count)s unpaid orders. Please pay or cancel one of them first.",
            count=offer.unpaid_by_contact,
        )
    if per_address and offer.unpaid_by_address >= per_address:
        raise TooManyRequests(
            "Too many unpaid orders come from your network. Please pay or cancel one of them first."
        )


def _price(offer: Offer, request: OrderRequest) -> PricedLine:
    if not offer.min_quantity <= request.quantity <= offer.max_quantity:
        raise InvalidInput(
            "Please order between %(least)s and %(most)s.",
            field="quantity", least=offer.min_quantity, most=offer.max_quantity,
        )  # fmt: skip
    line = price_line(Money(offer.price, offer.currency), request.quantity)
    if line.amount.minor == 0:
        return line
    if offer.channel_id is None:
        raise InvalidInput("Please choose how to pay.", field="channel")
    least, most = offer.channel_minimum, offer.channel_maximum
    if (least is not None and line.amount.minor < least) or (most is not None and line.amount.minor > most):
        raise InvalidInput(
            "This way of paying does not take this amount. Please choose another.", field="channel"
        )
    return line


async def _insert(
    shop: Shop,
    scope: Scope,
    profile: Profile,
    request: OrderRequest,
    offer: Offer,
    line: PricedLine,
    contact_digest: bytes,
    tending: Tending,
    now: datetime,
) -> PlacedOrder:
    free = line.amount.minor == 0
    order = PlacedOrder(
        id=new_id(),
        number=order_number(now),
        token="",
        state=PENDING,
        total=line.amount,
        channel_id=None if free else offer.channel_id,
        out_trade_no="",
        subject=offer.title,
        expires_at=now + timedelta(minutes=profile.reserve_minutes),
    )
    order = replace(
        order,
        token=access_token(shop, order.id),
        out_trade_no="" if free else f"{order.number}01",
    )
    placed = await scope.fetchval(
        _PLACE,
        request.sku_id, _today(now), request.quantity,
        order.id, order.number, request.contact, contact_digest, request.locale, line.amount.currency,
        line.amount.minor, order.channel_id, request.address,
        _key_digest(shop, request), _request_digest(request), request.source, request.consent, now, order.expires_at,
        new_id(), offer.product_id, offer.title, offer.sku_name, line.unit.minor, line.reasons_as_json(),
        new_id(), order.out_trade_no, now + timedelta(seconds=FIRST_QUERY_SECONDS),
        new_id(),
    )  # fmt: skip
    if placed is None:
        raise OutOfStock
    if free:
        await deliver_free_order(scope, order.id, now=now)
        return replace(order, state=DELIVERED)
    await tending.ensure(scope, shop, now)
    return order


async def _find_repeated(shop: Shop, scope: Scope, request: OrderRequest) -> PlacedOrder | None:
    digest = _key_digest(shop, request)
    row = await scope.fetchrow(_REPEATED, digest) if digest else None
    if row is None:
        return None
    if row["request_digest"] != _request_digest(request):
        raise DifferentRequest
    return PlacedOrder(
        id=row["id"],
        number=row["number"],
        token=access_token(shop, row["id"]),
        state=row["state"],
        total=Money(row["total"], row["currency"]),
        channel_id=row["channel_id"],
        out_trade_no=row["out_trade_no"] or "",
        subject=row["product_title"],
        expires_at=row["expires_at"],
        repeated=True,
    )


async def _after_a_race(shop: Shop, request: OrderRequest) -> PlacedOrder:
    """Two requests with one key came at once; the other one stands."""
    async with shop_scope(shop) as scope:
        repeated = await _find_repeated(shop, scope, request)
    if repeated is None:
        raise NotFound
    return repeated


def _key_digest(shop: Shop, request: OrderRequest) -> bytes | None:
    return shop.vault.fingerprint(request.idempotency_key, "idempotency") if request.idempotency_key else None


def _request_digest(request: OrderRequest) -> bytes:
    asked = (str(request.sku_id), request.quantity, request.contact, request.channel)
    return hashlib.sha256(msgspec.json.encode(asked)).digest()


def _today(now: datetime) -> date:
    return now.date()
