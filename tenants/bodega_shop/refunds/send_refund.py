"""Send a refund to its payment service, outside any transaction, and write down what it said.

Before the call the row says that nobody knows the outcome: whoever crashes in between leaves a refund that is asked
about under its number, and never a second one.
"""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import structlog

from bodega.kernel.database import shop_scope
from bodega.kernel.errors import BodegaError, NotFound, Refused
from bodega.kernel.money import Money
from bodega.plugins.dispatch import PluginRests
from bodega.runtime import Runtime
from bodega.street.shop import Shop
from bodega_shop.contracts.gateway_errors import ConfigInvalid, GatewayRejected, Temporary, Unsupported
from bodega_shop.contracts.refunding import RefundRequest, RefundStatus
from bodega_shop.floor import floor_of
from bodega_shop.refunds.plan_query import ask_at, pause_after
from bodega_shop.refunds.settle_refund import settle_refund

FIRST_PAUSE = timedelta(seconds=5)
ENOUGH_TRIES = timedelta(days=1)

_CLAIM = """
    update refund r set state = 'unknown', sends = r.sends + 1, failure = '' from payment p
      join channel c on c.id = p.channel_id
     where r.id = $1 and r.state = 'created' and p.id = r.payment_id
    returning r.id, r.number, r.amount, r.currency, r.reason, r.created_at, p.channel_id, p.out_trade_no, p.gateway_txn,
              p.gateway_ref, p.received, p.refunded, p.commission, c.code"""

_NOT_SENT = "update refund set state = 'created' where id = $1 and state = 'unknown'"

# What these say was surely not carried out, and would not be another time.
_NO = (GatewayRejected, ConfigInvalid, Unsupported, Refused)
_NOT_ASKED = (Temporary, PluginRests, NotFound)

log = structlog.get_logger()


async def send_refund(runtime: Runtime, shop: Shop, payload: dict[str, Any]) -> None:
    """The job; a second one for the same refund finds that it was sent."""
    await send(runtime, shop, UUID(payload["refund"]), now=runtime.clock.now())


async def send(runtime: Runtime, shop: Shop, refund_id: UUID, *, now: datetime) -> None:
    """Claim the refund, plan to ask about it, send it, and apply the answer."""
    async with shop_scope(shop) as scope:
        row = await scope.fetchrow(_CLAIM, refund_id)
        if row is None:
            return
        await ask_at(scope, refund_id, now + FIRST_PAUSE)
    status = await _ask(runtime, shop, dict(row), now)
    if status is None:
        return
    await settle_refund(runtime, shop, refund_id, status, actor=f"channel:{row['code']}", now=now)


async def _ask(runtime: Runtime, shop: Shop, row: dict[str, Any], now: datetime) -> RefundStatus | None:
    """The service's answer; None when nobody knows it, or the service was not reached: then it is asked again."""
    try:
        channel = await floor_of(runtime).channels.open(runtime, shop, row["channel_id"])
        status = await runtime.dispatcher.guarded(
            shop.slug,
            channel.plugin,
            "refund",
            lambda: channel.gateway.refund(channel.context, _request(row)),
        )
    except _NOT_ASKED as error:
        log.warning("refund_not_sent", refund=row["number"], kind=error.kind)
        return await _try_later(shop, row, error, now)
    except _NO as error:
        return RefundStatus("failed", failure=error.kind)
    except BodegaError as error:
        log.warning("refund_unknown", refund=row["number"], kind=error.kind)
        return None
    return status if status.merchant_matches and status.state != "not_found" else None


def _request(row: dict[str, Any]) -> RefundRequest:
    currency = row["currency"]
    return RefundRequest(
        out_refund_no=row["number"],
        out_trade_no=row["out_trade_no"],
        gateway_txn=row["gateway_txn"],
        gateway_ref=row["gateway_ref"],
        money=Money(row["amount"], currency),
        paid=Money(row["received"], currency),
        refunded_before=Money(row["refunded"] - row["amount"], currency),
        reason=row["reason"],
        platform_fee_back=row["commission"] > 0,
    )


async def _try_later(
    shop: Shop, row: dict[str, Any], error: BodegaError, now: datetime
) -> RefundStatus | None:
    """It was surely not carried out: the same number is sent again later, for a day; then it has failed."""
    if now - row["created_at"] > ENOUGH_TRIES:
        return RefundStatus("failed", failure=error.kind)
    async with shop_scope(shop) as scope:
        await scope.execute(_NOT_SENT, row["id"])
        await ask_at(scope, row["id"], now + pause_after(now - row["created_at"]))
    return None
