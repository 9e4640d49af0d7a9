"""Get from the payment service what the buyer must do now: go to an address, or scan a code.

A gateway that only signs an address is asked each time, and nothing is written. One that makes a call is called once
per payment number: the answer is kept, and a second asker waits for it.
"""

import asyncio
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from bodega.kernel.database import shop_scope
from bodega.kernel.errors import StateConflict, Unavailable
from bodega.kernel.money import Money
from bodega.runtime import Runtime
from bodega.street.shop import Shop
from bodega_shop.contracts.paying import CreatePayment, PaymentAction
from bodega_shop.payments.keep_action import action_as_json, action_from_json
from bodega_shop.payments.open_channel import OpenChannel

CALL_SECONDS = 20
WAIT_SECONDS = 10.0


@dataclass(frozen=True)
class Wanted:
    """One payment that a buyer is about to make."""

    channel: OpenChannel
    out_trade_no: str
    money: Money
    subject: str
    expires_at: datetime
    return_url: str
    address: str
    device: Literal["pc", "mobile"]


async def begin_payment(runtime: Runtime, shop: Shop, wanted: Wanted) -> PaymentAction:
    """What the buyer does now. Raises the gateway's errors, and `StateConflict` when the payment is not open."""
    if wanted.channel.gateway.creates_offline(wanted.channel.context.settings):
        return await _create(runtime, shop, wanted)
    if action := await _kept_action(shop, wanted.out_trade_no):
        return action
    key = f"creating:{shop.id}:{wanted.out_trade_no}"
    if not await runtime.redis.set(key, b"1", nx=True, ex=CALL_SECONDS):
        return await _wait_for_action(shop, wanted.out_trade_no)
    try:
        action = await _create(runtime, shop, wanted)
        await _keep_action(shop, wanted.out_trade_no, action)
    finally:
        await runtime.redis.delete(key)
    return action


async def _create(runtime: Runtime, shop: Shop, wanted: Wanted) -> PaymentAction:
    request = CreatePayment(
        out_trade_no=wanted.out_trade_no,
        money=wanted.money,
        subject=wanted.subject,
        expires_at=wanted.expires_at,
        return_url=wanted.return_url,
        address=wanted.address,
        device=wanted.device,
    )
    channel = wanted.channel
    result = await runtime.dispatcher.guarded(
        shop.slug, channel.plugin, "create", lambda: channel.gateway.create(channel.context, request)
    )
    return result.action


async def _kept_action(shop: Shop, out_trade_no: str) -> PaymentAction | None:
    async with shop_scope(shop) as scope:
        row = await scope.fetchrow("select state, action from payment where out_trade_no = $1", out_trade_no)
    if row is None or row["state"] not in ("created", "processing", "pending"):
        raise StateConflict
    return action_from_json(row["action"]) if row["action"] else None


async def _keep_action(shop: Shop, out_trade_no: str, action: PaymentAction) -> None:
    async with shop_scope(shop) as scope:
        await scope.execute(
            "update payment set action = $2, state = 'pending' where out_trade_no = $1 and state = 'created'",
            out_trade_no, action_as_json(action),
        )  # fmt: skip


async def _wait_for_action(shop: Shop, out_trade_no: str) -> PaymentAction:
    try:
        async with asyncio.timeout(WAIT_SECONDS):
            while True:
                if action := await _kept_action(shop, out_trade_no):
                    return action
                await asyncio.sleep(0.2)
    except TimeoutError:
        raise Unavailable(
            "The payment service is slow. You have not been charged. Please try again."
        ) from None
