"""Get from the payment service what the buyer must do now: go to an address, or scan a code.

A gateway that only signs an address is asked each time, and nothing is written. One that makes a call is called once
per payment number: the answer is kept, and a second asker waits for it.
"""

import asyncio
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from bodega.kernel.database import shop_scope
from bodega.kernel.errors import PluginError, StateConflict, Unavailable
from bodega.kernel.money import Money
from bodega.plugins.dispatch import PluginRests
from bodega.runtime import Runtime
from bodega.street.shop import Shop
from bodega_shop.contracts.gateway_errors import Temporary, UnknownOutcome
from bodega_shop.contracts.paying import CreatePayment, CreateResult, PaymentAction
from bodega_shop.payments.divide_by_trade import commission_of
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
    cancel_url: str = ""
    email: str = ""
    locale: str = "zh-CN"
    openid: str = ""


async def begin_payment(runtime: Runtime, shop: Shop, wanted: Wanted) -> PaymentAction:
    """What the buyer does now. Raises the gateway's errors, and `StateConflict` when the payment is not open."""
    if wanted.channel.gateway.creates_offline(wanted.channel.context.settings):
        return (await _create(runtime, shop, wanted)).action
    if action := await _kept_action(shop, wanted.out_trade_no):
        return action
    key = f"creating:{shop.id}:{wanted.out_trade_no}"
    if not await runtime.redis.set(key, b"1", nx=True, ex=CALL_SECONDS):
        return await _wait_for_action(shop, wanted.out_trade_no)
    try:
        result = await _create_once(runtime, shop, wanted)
        await _keep(shop, wanted.out_trade_no, result)
    finally:
        await runtime.redis.delete(key)
    return result.action


async def _create_once(runtime: Runtime, shop: Shop, wanted: Wanted) -> CreateResult:
    """Ask; where nobody knows what the service did, the payment says so and is asked about.

    The buyer may press again: the same number is sent, so that no second payment comes of it.
    """
    try:
        return await _create(runtime, shop, wanted)
    except PluginRests as error:
        raise Temporary from error
    except (UnknownOutcome, PluginError) as error:
        async with shop_scope(shop) as scope:
            await scope.execute(
                "update payment set state = 'processing' where out_trade_no = $1 and state = 'created'",
                wanted.out_trade_no,
            )
        raise UnknownOutcome from error


async def _create(runtime: Runtime, shop: Shop, wanted: Wanted) -> CreateResult:
    request = CreatePayment(
        out_trade_no=wanted.out_trade_no,
        money=wanted.money,
        subject=wanted.subject,
        expires_at=wanted.expires_at,
        return_url=wanted.return_url,
        address=wanted.address,
        device=wanted.device,
        cancel_url=wanted.cancel_url,
        email=wanted.email,
        locale=wanted.locale,
        openid=wanted.openid,
        platform_fee=await _platform_fee(shop, wanted),
        metadata={"shop": shop.slug, "channel": str(wanted.channel.id)},
    )
    channel = wanted.channel
    result: CreateResult = await runtime.dispatcher.guarded(
        shop.slug, channel.plugin, "create", lambda: channel.gateway.create(channel.context, request)
    )
    return result


async def _platform_fee(shop: Shop, wanted: Wanted) -> Money | None:
    """What a service that divides payments hands to the platform; elsewhere the books alone know of it."""
    channel = wanted.channel
    terms = channel.terms
    if not channel.gateway.capabilities(channel.context.settings).divides:
        return None
    if not terms.trade_points:
        return terms.commission(wanted.money) if terms.commission_points else None
    async with shop_scope(shop) as scope:
        part = await commission_of(scope, terms, wanted.out_trade_no, wanted.money)
    return part if part.minor else None


async def _kept_action(shop: Shop, out_trade_no: str) -> PaymentAction | None:
    async with shop_scope(shop) as scope:
        row = await scope.fetchrow("select state, action from payment where out_trade_no = $1", out_trade_no)
    if row is None or row["state"] not in ("created", "processing", "pending"):
        raise StateConflict
    return action_from_json(row["action"]) if row["action"] else None


async def _keep(shop: Shop, out_trade_no: str, result: CreateResult) -> None:
    async with shop_scope(shop) as scope:
        await scope.execute(
            "update payment set action = $2, gateway_ref = $3, state = 'pending',"
            " gateway_txn = case when gateway_txn = '' then $4 else gateway_txn end"
            " where out_trade_no = $1 and state in ('created', 'processing')",
            out_trade_no, action_as_json(result.action), result.gateway_ref, result.gateway_txn,
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
