"""Place an order: price it, reserve its codes and promise a payment, in one transaction of two statements.

Raises `ShopClosed`, `NotFound` (no such good or channel), `InvalidInput` (quantity, contact, channel limits, currency),
`PriceChanged`, `OutOfStock`, `TooManyRequests` (too many unpaid orders), `DifferentRequest` (an idempotency key with
another body).
"""

import struct
from datetime import datetime, timedelta

import asyncpg

from bodega.kernel.database import Scope, shop_scope
from bodega.kernel.errors import Conflict, InvalidInput, NotFound, ShopClosed, TooManyRequests
from bodega.kernel.ids import new_id, order_number
from bodega.kernel.money import Money
from bodega.street.shop import Shop
from bodega_shop.catalog.price_line import PricedLine
from bodega_shop.contracts.giving import Giving, must_spend
from bodega_shop.customers.remember_choice import remember_choice
from bodega_shop.delivery.deliver_order import deliver_paid_for
from bodega_shop.guests.cap_orders import cap_orders, lock_of
from bodega_shop.orders.access_token import access_token
from bodega_shop.orders.find_repeated import find_repeated, key_digest
from bodega_shop.orders.insert_order import OrderToWrite, insert_order
from bodega_shop.orders.name_shortage import name_shortage
from bodega_shop.orders.order_request import MOST_LINES, OrderRequest, PlacedOrder
from bodega_shop.orders.price_goods import price_goods
from bodega_shop.orders.read_offers import OfferedChannel, Offers, read_offers
from bodega_shop.orders.states import PENDING
from bodega_shop.orders.tending import Tending
from bodega_shop.settings.profile import Profile
from bodega_shop.wallet.hold_part import hold_part


class PriceChanged(Conflict):
    """The price has changed since you saw it. Nothing was ordered: please look at the new sum."""

    kind = "price-changed"


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
    _check_lines(request)
    contact_digest = shop.vault.fingerprint(request.contact, "contact")
    locks = _locks(shop, profile, request, contact_digest, counts_address=limit_per_address > 0)
    try:
        async with shop_scope(shop, locks=locks, one_plan=True) as scope:
            order = await _place(
                shop, scope, profile, tending, request, contact_digest, limit_per_address, now
            )
    except asyncpg.UniqueViolationError:
        return await _after_a_race(shop, request)
    if order.out_trade_no and not order.repeated:
        tending.committed(shop, now)
    return order


async def _place(
    shop: Shop,
    scope: Scope,
    profile: Profile,
    tending: Tending,
    request: OrderRequest,
    contact_digest: bytes,
    limit_per_address: int,
    now: datetime,
) -> PlacedOrder:
    key = key_digest(shop, request)
    offers = await read_offers(scope, request.lines, request.channel, contact_digest, request.address, key)
    if key and (offers is None or offers.repeated) and (old := await find_repeated(shop, scope, request)):
        return old
    if not shop.takes_orders:
        raise ShopClosed
    if shop.soft_launch is not None:
        await cap_orders(scope, shop.soft_launch, profile, now=now)
    if offers is None:
        raise NotFound("This good is not on sale any more.")
    _check_limits(offers, profile.unpaid_per_contact, limit_per_address)
    lines = await price_goods(scope, offers.goods, request)
    it = await _decide(shop, scope, profile, request, offers, lines, contact_digest, key, now)
    if not await insert_order(scope, it, now=now):
        raise await name_shortage(scope, request, offers.goods, now=now)
    if request.buyer is not None:
        used = request.channel if it.order.out_trade_no else ""
        await remember_choice(
            scope,
            request.buyer.customer_id,
            contact=request.contact,
            channel=used,
            consent=request.consent,
            now=now,
        )
    if it.order.out_trade_no:
        await tending.ensure(scope, shop, now)
        return it.order
    return await deliver_paid_for(scope, shop, it.order, it.wallet_part, now=now)


async def _decide(
    shop: Shop,
    scope: Scope,
    profile: Profile,
    request: OrderRequest,
    offers: Offers,
    lines: tuple[PricedLine, ...],
    contact_digest: bytes,
    key: bytes | None,
    now: datetime,
) -> OrderToWrite:
    """What is paid by whom: the balance first, where the buyer says so, then the channel with its surcharge."""
    order_id, number = new_id(), order_number(now)
    total = Money.total((line.amount for line in lines), lines[0].amount.currency)
    if request.expected is not None and request.expected != total.minor:
        raise PriceChanged
    if shop.soft_launch is not None:
        less = _list_total(offers, request) - total
        await must_spend(scope, shop, Giving("discount", order_id, less, order_id), now=now)
    part = Money.zero(total.currency)
    if request.buyer is not None and request.buyer.use_balance:
        part = await hold_part(scope, request.buyer.customer_id, order_id, total, now=now)
    rest = total - part
    channel = _channel_for(offers.channel, rest) if rest.minor else None
    surcharge = channel.terms.surcharge(rest) if channel else Money.zero(total.currency)
    order = PlacedOrder(
        id=order_id,
        number=number,
        token=access_token(shop, number),
        state=PENDING,
        total=total,
        to_pay=rest + surcharge,
        channel_id=channel.id if channel else None,
        out_trade_no=f"{number}01" if channel else "",
        subject=offers.goods[0].title,
        expires_at=now + timedelta(minutes=profile.reserve_minutes),
    )
    return OrderToWrite(order, request, offers.goods, lines, part, surcharge, contact_digest, key)


def _list_total(offers: Offers, request: OrderRequest) -> Money:
    """Without what any rule took off."""
    return Money.total(
        (
            Money(good.price, good.currency) * line.quantity
            for good, line in zip(offers.goods, request.lines, strict=True)
        ),
        offers.goods[0].currency,
    )


def _check_lines(request: OrderRequest) -> None:
    if not request.lines:
        raise InvalidInput("Please choose something first.", field="quantity")
    if len(request.lines) > MOST_LINES:
        raise InvalidInput("One order holds at most %(most)s different goods.", most=MOST_LINES)
    if len({line.sku_id for line in request.lines}) < len(request.lines):
        raise InvalidInput("One of the goods is named twice.", field="quantity")


def _locks(
    shop: Shop, profile: Profile, request: OrderRequest, contact_digest: bytes, *, counts_address: bool
) -> list[int]:
    """Numbers for whoever must wait in line: orders of one contact or address are counted in turn, keys used once."""
    names = [contact_digest] if profile.unpaid_per_contact else []
    if counts_address:
        names.append(shop.vault.fingerprint(request.address, "address"))
    if digest := key_digest(shop, request):
        names.append(digest)
    numbers = [struct.unpack(">q", name[:8])[0] for name in names]
    return numbers if shop.soft_launch is None else [*numbers, lock_of(shop)]


def _check_limits(offers: Offers, per_contact: int, per_address: int) -> None:
    if per_contact and offers.unpaid_by_contact >= per_contact:
        raise TooManyRequests(
            "You have %(count)s unpaid orders. Please pay or cancel one of them first.",
            count=offers.unpaid_by_contact,
        )
    if per_address and offers.unpaid_by_address >= per_address:
        raise TooManyRequests(
            "Too many unpaid orders come from your network. Please pay or cancel one of them first."
        )


def _channel_for(channel: OfferedChannel | None, amount: Money) -> OfferedChannel:
    if channel is None:
        raise InvalidInput("Please choose how to pay.", field="channel")
    least, most = channel.minimum, channel.maximum
    if (
        (least is not None and amount.minor < least)
        or (most is not None and amount.minor > most)
        or channel.currency not in (None, amount.currency)
    ):
        raise InvalidInput(
            "This way of paying does not take this amount. Please choose another.", field="channel"
        )
    return channel


async def _after_a_race(shop: Shop, request: OrderRequest) -> PlacedOrder:
    """Two requests with one key came at once; the other one stands."""
    async with shop_scope(shop) as scope:
        repeated = await find_repeated(shop, scope, request)
    if repeated is None:
        raise NotFound
    return repeated
