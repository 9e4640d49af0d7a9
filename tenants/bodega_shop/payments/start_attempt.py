"""Let the buyer of an unpaid order pay through another channel: one more attempt, the one before closed first.

Whatever a closed attempt still brings is expected: it settles the order, or is kept as surplus when the order is paid.
"""

from datetime import datetime, timedelta
from uuid import UUID

from bodega.kernel.database import Scope, shop_scope
from bodega.kernel.errors import InvalidInput, StateConflict, TooManyRequests
from bodega.kernel.ids import new_id
from bodega.kernel.money import Money
from bodega.runtime import Runtime
from bodega.street.shop import Shop
from bodega_shop.orders.record_event import record_event
from bodega_shop.orders.say_order_changed import say_order_changed
from bodega_shop.payments.close_payments import close_payments
from bodega_shop.payments.offer_channels import OfferedChannel, offer_channels

MOST_ATTEMPTS = 9
FIRST_QUERY_SECONDS = 30

_ORDER = """
    select number, total, wallet_part, currency, expires_at,
           (select max(attempt) from payment where purchase_id = purchase.id) as attempts
      from purchase where id = $1 and state = 'pending' and expires_at > $2"""

_INSERT = """
    insert into payment (id, purchase_id, channel_id, out_trade_no, attempt, amount, currency, state, created_at,
                         expires_at, query_at, surcharge)
    values ($1, $2, $3, $4, $5, $6, $7, 'created', $8, $9, $10, $11)"""


async def start_attempt(
    runtime: Runtime, shop: Shop, order_id: UUID, channel_code: str, *, now: datetime
) -> None:
    """Raises `StateConflict` when the order is not waiting any more, `InvalidInput` for a channel that does not take it,
    `TooManyRequests` after too many attempts.
    """
    await close_payments(runtime, shop, order_id, now=now)
    async with shop_scope(shop) as scope:
        amount = await _left_to_pay(scope, order_id, now)
    offered = await offer_channels(runtime, shop, amount)
    channel = next((one for one in offered if one.code == channel_code and one.takes_amount), None)
    if channel is None:
        raise InvalidInput(
            "This way of paying does not take this amount. Please choose another.", field="channel"
        )
    async with shop_scope(shop) as scope:
        await scope.execute("select 1 from purchase where id = $1 for update", order_id)
        await _write(scope, order_id, channel, now)
    await say_order_changed(runtime, shop, order_id)


async def _left_to_pay(scope: Scope, order_id: UUID, now: datetime) -> Money:
    row = await scope.fetchrow(_ORDER, order_id, now)
    if row is None:
        raise StateConflict
    return Money(row["total"] - row["wallet_part"], row["currency"])


async def _write(scope: Scope, order_id: UUID, channel: OfferedChannel, now: datetime) -> None:
    order = await scope.fetchrow(_ORDER, order_id, now)
    if order is None:
        raise StateConflict
    attempt = order["attempts"] + 1
    if attempt > MOST_ATTEMPTS:
        raise TooManyRequests("This order was tried too often. Please cancel it and place a new one.")
    channel_id = await scope.fetchval("select id from channel where code = $1", channel.code)
    await scope.execute(
        _INSERT, new_id(), order_id, channel_id, f"{order['number']}{attempt:02d}", attempt,
        channel.amount.minor + channel.surcharge.minor, order["currency"], now, order["expires_at"],
        now + timedelta(seconds=FIRST_QUERY_SECONDS), channel.surcharge.minor,
    )  # fmt: skip
    await scope.execute("update purchase set channel_id = $2 where id = $1", order_id, channel_id)
    await record_event(
        scope,
        order_id,
        "another_way",
        None,
        None,
        actor="buyer",
        now=now,
        channel=channel.code,
        attempt=attempt,
    )
