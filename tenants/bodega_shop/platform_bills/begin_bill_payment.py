"""Begin to pay a bill at one of the platform's accounts: the attempt first, then the call, once for each number."""

from datetime import datetime, timedelta
from typing import Any, Literal
from uuid import UUID

from bodega.kernel.database import Scope, platform_scope
from bodega.kernel.errors import NotFound, PluginError, StateConflict, Unavailable
from bodega.kernel.ids import new_id
from bodega.kernel.money import Money
from bodega.runtime import Runtime
from bodega_shop.collecting.open_platform_channel import (
    PLATFORM,
    OpenPlatformChannel,
    open_platform_channel,
)
from bodega_shop.collecting.platform_channel import PlatformChannel, list_platform_channels
from bodega_shop.contracts.gateway_errors import UnknownOutcome
from bodega_shop.contracts.paying import CreatePayment, CreateResult, PaymentAction
from bodega_shop.floor import floor_of
from bodega_shop.payments.keep_action import action_as_json, action_from_json
from bodega_shop.platform_bills.ask_payments import plan_asking
from bodega_shop.platform_bills.stop_collecting import stop_collecting

Device = Literal["pc", "mobile"]
OPEN_FOR = timedelta(hours=2)
FIRST_QUESTION = timedelta(seconds=30)
_CALL_SECONDS = 20

_BILL = """
    select b.id, b.year, b.number, b.state, b.currency, b.total - b.paid as owed
      from bill b join shop s on s.id = b.shop_id where b.id = $1 and s.owner_id = $2"""
# The last attempt at that account that can still be paid, so that going back and forth makes no second one.
_OPEN = """
    select out_trade_no, action, state, expires_at from bill_payment
     where bill_id = $1 and channel_id = $2 and state in ('created', 'pending') and expires_at > $3 and amount = $4
       and not collected
     order by created_at desc limit 1"""
_INSERT = """
    insert into bill_payment (id, bill_id, channel_id, out_trade_no, state, amount, currency, query_at, expires_at,
                              created_at)
    values ($1, $2, $3, $4, 'created', $5, $6, $7, $8, $9)"""
_KEEP = """
    update bill_payment set action = $2, gateway_ref = $3, state = 'pending',
           gateway_txn = case when gateway_txn = '' then $4 else gateway_txn end
     where out_trade_no = $1 and state in ('created', 'pending')"""


async def channels_for(runtime: Runtime, currency: str) -> list[PlatformChannel]:
    """The platform's accounts at which a bill of that currency can be paid."""
    installed = {gateway.code for gateway in floor_of(runtime).gateways.all()}
    return [
        channel
        for channel in await list_platform_channels()
        if channel.enabled and channel.currency == currency and channel.gateway in installed
    ]


async def begin_bill_payment(
    runtime: Runtime,
    bill_id: UUID,
    channel_id: UUID,
    *,
    owner_id: UUID,
    address: str,
    locale: str,
    device: Device = "pc",
    now: datetime,
) -> PaymentAction:
    """What the owner does now. Raises `NotFound`, `StateConflict` for a bill that is paid, the gateway's errors."""
    async with platform_scope() as scope:
        bill = await scope.fetchrow(_BILL, bill_id, owner_id)
    if bill is None:
        raise NotFound
    if bill["state"] != "open":
        raise StateConflict
    if channel_id not in {channel.id for channel in await channels_for(runtime, bill["currency"])}:
        raise NotFound
    await stop_collecting(runtime, bill_id, now=now)
    async with platform_scope() as scope:
        if await scope.fetchval("select state from bill where id = $1", bill_id) != "open":
            raise StateConflict
    # Of two who press at once the second one finds what the first one began.
    key = f"billing:{bill_id}:{channel_id}"
    if not await runtime.redis.set(key, b"1", nx=True, ex=_CALL_SECONDS):
        raise Unavailable("This payment is being prepared. Please press once more in a moment.")
    try:
        return await _begin(runtime, dict(bill), channel_id, address, locale, device, now)
    finally:
        await runtime.redis.delete(key)


async def _begin(
    runtime: Runtime,
    bill: dict[str, Any],
    channel_id: UUID,
    address: str,
    locale: str,
    device: Device,
    now: datetime,
) -> PaymentAction:
    opened = await open_platform_channel(runtime, floor_of(runtime).gateways, channel_id)
    money = Money(bill["owed"], bill["currency"])
    async with platform_scope() as scope:
        number, until, kept = await _attempt(scope, bill["id"], channel_id, money, now)
    if kept is not None:
        return kept
    back = runtime.settings.address_of(runtime.settings.base_domain, f"/my/bills/{bill['id']}")
    request = CreatePayment(
        out_trade_no=number,
        money=money,
        subject=f"{bill['year']}-{bill['number']:06d}",
        expires_at=until,
        return_url=back,
        cancel_url=back,
        address=address,
        device=device,
        locale=locale,
        metadata={"shop": PLATFORM, "channel": str(channel_id)},
    )
    await plan_asking(now)
    result = await _create(runtime, opened, request)
    async with platform_scope() as scope:
        await scope.execute(
            _KEEP, number, action_as_json(result.action), result.gateway_ref, result.gateway_txn
        )
    return result.action


async def _attempt(
    scope: Scope, bill_id: UUID, channel_id: UUID, money: Money, now: datetime
) -> tuple[str, datetime, PaymentAction | None]:
    """The number to pay under. One whose fate at the service is unknown is sent again under the same number."""
    row = await scope.fetchrow(_OPEN, bill_id, channel_id, now, money.minor)
    if row is not None:
        action = action_from_json(row["action"]) if row["action"] else None
        return row["out_trade_no"], row["expires_at"], action
    payment_id, until = new_id(), now + OPEN_FOR
    number = f"B{payment_id.hex[1:]}"
    await scope.execute(
        _INSERT, payment_id, bill_id, channel_id, number, money.minor, money.currency, now + FIRST_QUESTION, until, now
    )  # fmt: skip
    return number, until, None


async def _create(runtime: Runtime, opened: OpenPlatformChannel, request: CreatePayment) -> CreateResult:
    try:
        return await runtime.dispatcher.guarded(
            PLATFORM, opened.plugin, "create", lambda: opened.gateway.create(opened.context, request)
        )
    except PluginError as error:
        raise UnknownOutcome from error
