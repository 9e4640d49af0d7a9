"""The voucher of a purchase: what was sold by whom, what was paid and when, fit to be kept and shown.

It is kept at least as long as the shop's settings say, counted from the end of the transaction; in China that is not
less than three years (Consumer and e-commerce law as told in the documents of the product).
"""

from dataclasses import dataclass
from datetime import date, datetime

from bodega.kernel.database import Scope, shop_scope
from bodega.kernel.errors import StateConflict
from bodega.kernel.money import Money
from bodega.street.shop import Shop
from bodega_shop.orders.find_order import Order, read_order
from bodega_shop.orders.mask_contact import mask_contact
from bodega_shop.orders.states import DELIVERED, REFUNDED

_SUMS = "select paid, refunded, currency from purchase where id = $1"

_PAYMENTS = """
    select coalesce(c.name, '') as channel, p.received, p.received_currency, p.surcharge, p.gateway_txn, p.paid_at
      from payment p left join channel c on c.id = p.channel_id
     where p.purchase_id = $1 and p.state = 'succeeded' order by p.paid_at"""

_PROOF = "select seq, encode(digest, 'hex') as digest from purchase_event where purchase_id = $1 order by seq desc limit 1"


@dataclass(frozen=True)
class VoucherPayment:
    """One payment that arrived, by the name of its channel and the service's own number."""

    channel: str
    received: Money
    surcharge: Money
    gateway_txn: str
    paid_at: datetime | None


@dataclass(frozen=True)
class Voucher:
    """`proof` is the digest of the order's last event, the `events`-th of its chain."""

    order: Order
    contact_masked: str
    paid: Money
    refunded: Money
    from_balance: Money
    payments: tuple[VoucherPayment, ...]
    proof: str
    events: int
    kept_until: date


async def read_voucher(shop: Shop, number: str, *, years: int) -> Voucher:
    """Raises `NotFound`, and `StateConflict` for an order that was not delivered."""
    async with shop_scope(shop) as scope:
        order = await read_order(scope, number)
        if order.state not in (DELIVERED, REFUNDED) or order.delivered_at is None:
            raise StateConflict("There is a voucher once the goods are delivered.")
        return await _voucher(scope, order, order.delivered_at.date(), years)


async def _voucher(scope: Scope, order: Order, ended: date, years: int) -> Voucher:
    sums = await scope.fetchrow(_SUMS, order.id)
    proof = await scope.fetchrow(_PROOF, order.id)
    if sums is None or proof is None:
        raise StateConflict
    payments = tuple(
        VoucherPayment(
            row["channel"],
            Money(row["received"], row["received_currency"]),
            Money(row["surcharge"], row["received_currency"]),
            row["gateway_txn"],
            row["paid_at"],
        )
        for row in await scope.fetch(_PAYMENTS, order.id)
    )
    paid = Money(sums["paid"], sums["currency"])
    arrived = Money.total((one.received for one in payments), paid.currency)
    return Voucher(
        order=order,
        contact_masked=mask_contact(order.contact),
        paid=paid,
        refunded=Money(sums["refunded"], sums["currency"]),
        from_balance=max(paid - arrived, Money.zero(paid.currency)),
        payments=payments,
        proof=proof["digest"],
        events=proof["seq"],
        kept_until=_years_after(ended, years),
    )


def _years_after(day: date, years: int) -> date:
    """The same day that many years later; of a leap day the day before."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)
