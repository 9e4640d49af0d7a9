"""Place a top-up of a customer's balance: an order without goods that is paid, looked after and expires like any other.

The bonus that is promised now is written into its first event, and given whenever the money comes.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from bodega.kernel.database import Scope, shop_scope
from bodega.kernel.errors import InvalidInput, Refused, ShopClosed, TooManyRequests
from bodega.kernel.ids import new_id, order_number
from bodega.kernel.money import Money
from bodega.runtime import Runtime
from bodega.street.shop import Shop
from bodega_shop.contracts.giving import Giving, must_spend
from bodega_shop.floor import floor_of
from bodega_shop.orders.access_token import access_token
from bodega_shop.orders.record_event import record_event
from bodega_shop.orders.states import PENDING
from bodega_shop.payments.offer_channels import OfferedChannel, offer_channels
from bodega_shop.settings.profile import Profile
from bodega_shop.wallet.bonus_steps import bonus_of_steps, read_bonus_steps

FIRST_QUERY_SECONDS = 30
MOST_UNPAID = 3

_READ = """
    select (select count(*) from purchase where customer_id = $1 and kind = 'topup' and state = 'pending') as unpaid,
           (select coalesce(sum(total), 0) from purchase
             where customer_id = $1 and kind = 'topup' and state = 'pending')::bigint as coming,
           (select coalesce(sum(principal + bonus), 0) from wallet where customer_id = $1)::bigint as balance,
           (select id from channel where code = $2 and enabled) as channel_id"""

_INSERT = """
    insert into purchase (id, number, state, kind, contact, contact_digest, locale, currency, total, channel_id, address,
                          source, consent, placed_at, expires_at, customer_id)
    values ($1, $2, 'pending', 'topup', $3, $4, $5, $6, $7, $8, $9, 'storefront', $10, $11, $12, $13)"""

_PROMISE = """
    insert into payment (id, purchase_id, channel_id, out_trade_no, attempt, amount, currency, state, created_at,
                         expires_at, query_at, surcharge)
    values ($1, $2, $3, $4, 1, $5, $6, 'created', $7, $8, $9, $10)"""


@dataclass(frozen=True)
class TopupRequest:
    """What a customer wants to pay in. `contact` is where the account is reached, `channel` a channel's code."""

    customer_id: UUID
    amount: Money
    channel: str
    contact: str
    locale: str
    address: str
    consent: str


@dataclass(frozen=True)
class PlacedTopup:
    """A top-up that waits for its payment."""

    id: UUID
    number: str
    token: str
    bonus: Money


async def place_topup(
    runtime: Runtime, shop: Shop, profile: Profile, request: TopupRequest, *, now: datetime
) -> PlacedTopup:
    """Raises `InvalidInput` (amount, channel), `Refused` beyond the platform's cap, `TooManyRequests`, `ShopClosed`,
    `BudgetSpent` for a bonus beyond what a soft launch may give away.

    The cap is held against what the customer has and what is on its way; nobody pays for a top-up that is refused.
    """
    if not shop.takes_orders:
        raise ShopClosed
    if request.amount.currency != profile.currency or request.amount.minor <= 0:
        raise InvalidInput("Please enter how much you want to pay in.", field="amount")
    channel = await _channel(runtime, shop, request)
    tending = floor_of(runtime).tending
    async with shop_scope(shop) as scope:
        placed = await _place(
            scope, shop, request, channel, now + timedelta(minutes=profile.reserve_minutes), now
        )
        await tending.ensure(scope, shop, now)
    tending.committed(shop, now)
    return placed


async def _channel(runtime: Runtime, shop: Shop, request: TopupRequest) -> OfferedChannel:
    for channel in await offer_channels(runtime, shop, request.amount):
        if channel.code == request.channel and channel.takes_amount:
            return channel
    raise InvalidInput(
        "This way of paying does not take this amount. Please choose another.", field="channel"
    )


async def _place(
    scope: Scope,
    shop: Shop,
    request: TopupRequest,
    channel: OfferedChannel,
    expires_at: datetime,
    now: datetime,
) -> PlacedTopup:
    """Those of one customer wait in line, so that the cap counts every one of them."""
    await scope.execute("select 1 from customer where id = $1 for no key update", request.customer_id)
    row = await scope.fetchrow(_READ, request.customer_id, request.channel)
    if row is None or row["channel_id"] is None:
        raise InvalidInput("Please choose how to pay.", field="channel")
    if row["unpaid"] >= MOST_UNPAID:
        raise TooManyRequests(
            "You have %(count)s unpaid orders. Please pay or cancel one of them first.", count=row["unpaid"]
        )
    amount = request.amount
    bonus = bonus_of_steps(await read_bonus_steps(scope, amount.currency), shop.policy, amount)
    _check_cap(shop, Money(row["balance"] + row["coming"], amount.currency), amount + bonus)
    order_id, number = new_id(), order_number(now)
    await scope.execute(
        _INSERT, order_id, number, request.contact, shop.vault.fingerprint(request.contact, "contact"), request.locale,
        amount.currency, amount.minor, row["channel_id"], request.address, request.consent, now, expires_at,
        request.customer_id,
    )  # fmt: skip
    # What is promised now is given later, whatever the cap is by then.
    await must_spend(scope, shop, Giving("topup", order_id, bonus, order_id), now=now)
    await scope.execute(
        _PROMISE, new_id(), order_id, row["channel_id"], f"{number}01", amount.minor + channel.surcharge.minor,
        amount.currency, now, expires_at, now + timedelta(seconds=FIRST_QUERY_SECONDS), channel.surcharge.minor,
    )  # fmt: skip
    await record_event(
        scope, order_id, "placed", None, PENDING, actor="storefront", now=now, bonus=bonus.minor
    )
    return PlacedTopup(order_id, number, access_token(shop, number), bonus)


def _check_cap(shop: Shop, there: Money, more: Money) -> None:
    most = shop.policy.most_balance(there.currency)
    if there + more <= most:
        return
    raise Refused(
        "A balance may reach %(most)s at most, and yours would come to %(sum)s. You have not been charged.",
        most=most, sum=there + more,
    )  # fmt: skip
