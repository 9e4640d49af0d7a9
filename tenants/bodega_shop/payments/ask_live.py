"""Ask a payment service about one payment while somebody waits for the answer, and apply what it says."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from bodega.kernel.database import shop_scope
from bodega.kernel.errors import NotFound
from bodega.runtime import Runtime
from bodega.street.shop import Shop
from bodega_shop.contracts.paying import PaymentRef, PaymentStatus
from bodega_shop.floor import floor_of
from bodega_shop.orders.say_order_changed import say_order_changed
from bodega_shop.payments.claim import Claim
from bodega_shop.payments.confirm_payment import confirm_payment
from bodega_shop.payments.query_payment import answer_key

_SELECT = "select channel_id, out_trade_no, gateway_ref, gateway_txn from payment where id = $1"


@dataclass(frozen=True)
class LiveAnswer:
    """What the service says, and what came of it here: empty when it says nothing new."""

    status: PaymentStatus
    outcome: str = ""


async def ask_live(runtime: Runtime, shop: Shop, payment_id: UUID, *, now: datetime) -> LiveAnswer:
    """Raises `NotFound`, and the gateway's errors in words for the person who asks."""
    async with shop_scope(shop) as scope:
        row = await scope.fetchrow(_SELECT, payment_id)
    if row is None:
        raise NotFound
    channel = await floor_of(runtime).channels.open(runtime, shop, row["channel_id"])
    ref = PaymentRef(row["out_trade_no"], row["gateway_ref"], row["gateway_txn"])
    status = await runtime.dispatcher.guarded(
        shop.slug, channel.plugin, "query", lambda: channel.gateway.query(channel.context, ref)
    )
    if status.state != "succeeded" or status.money is None or not status.merchant_matches:
        return LiveAnswer(status)
    key = answer_key(row["out_trade_no"], status.gateway_txn, status.money)
    claim = Claim(
        channel.id, key, row["out_trade_no"], status.gateway_txn, status.money, b"", f"query:{channel.code}",
        channel.terms, status.fee, status.platform_fee,
    )  # fmt: skip
    outcome = await confirm_payment(shop, await floor_of(runtime).profiles.of(shop), claim, now=now)
    if outcome.order_id is not None:
        await say_order_changed(runtime, shop, outcome.order_id)
    return LiveAnswer(status, outcome.word)
