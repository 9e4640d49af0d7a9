"""A buyer's bank takes money back, or decides that it stays: the order stops revealing codes, and the books follow."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from bodega.kernel.database import Scope, shop_scope
from bodega.kernel.ids import new_id
from bodega.runtime import Runtime
from bodega.street.shop import Shop
from bodega_shop.books.accounts import money_account
from bodega_shop.contracts.gateway_errors import Unsupported
from bodega_shop.contracts.paying import VerifiedEvent
from bodega_shop.contracts.refunding import DisputeStatus
from bodega_shop.orders.record_event import record_event
from bodega_shop.orders.say_order_changed import say_order_changed
from bodega_shop.payments.match_payment import Matched, match_payment
from bodega_shop.payments.open_channel import OpenChannel
from bodega_shop.payments.tell_platform import tell_platform_of
from bodega_shop.refunds.announce_refund import announce_lost_dispute
from bodega_shop.refunds.book_dispute import book_dispute

# What may follow what; a message that came late or twice moves nothing back.
_FOLLOWS = {
    "": ("warning", "open", "won", "lost"),
    "warning": ("open", "won", "lost"),
    "open": ("won", "lost"),
    "won": (),
    "lost": ("won",),
}

_LOCK = """
    select t.debit as account from payment p join purchase o on o.id = p.purchase_id
      left join transfer t on t.source_id = p.id and t.source = 'payment' and t.leg in ('received', 'sale')
     where p.id = $1 for update of p, o"""

_INSERT = """
    insert into dispute (id, channel_id, reference, purchase_id, payment_id, state, amount, currency, reason, opened_at,
                         changed_at)
    values ($1, $2, $3, $4, $5, 'warning', $6, $7, $8, $9, $10)"""

_MOVE = """
    update dispute set state = $2::text, fee = greatest(fee, $3), changed_at = $4::timestamptz, reason = $5,
           ended_at = case when $2::text in ('won', 'lost') then $4::timestamptz end where id = $1"""

_FREEZE = "update purchase set disputed_at = coalesce(disputed_at, $2) where id = $1"

_FREE = """
    update purchase set disputed_at = null where id = $1
       and not exists (select 1 from dispute where purchase_id = $1 and state in ('open', 'lost'))"""

_MARK = """
    update payment set disputed = exists (select 1 from dispute where payment_id = $1 and state in ('open', 'lost'))
     where id = $1"""


@dataclass(frozen=True)
class _Known:
    id: UUID
    state: str


async def hear_dispute(
    runtime: Runtime, shop: Shop, channel: OpenChannel, event: VerifiedEvent, *, now: datetime
) -> str:
    """One word for what came of it. Raises what the gateway raises: the message is then heard again later."""
    try:
        status = await runtime.dispatcher.guarded(
            shop.slug,
            channel.plugin,
            "query_dispute",
            lambda: channel.gateway.query_dispute(channel.context, event.reference),
        )
    except Unsupported:
        return "ignored"
    async with shop_scope(shop) as scope:
        payment = await match_payment(
            scope,
            channel.id,
            out_trade_no=status.out_trade_no or event.out_trade_no,
            gateway_txn=status.gateway_txn or event.gateway_txn,
        )
        if payment is None:
            return "unknown_order"
        moved = await _apply(scope, channel, payment, status, now)
    if moved:
        await say_order_changed(runtime, shop, payment.purchase_id)
    return f"dispute_{status.state}" if moved else "dispute_known"


async def _apply(
    scope: Scope, channel: OpenChannel, payment: Matched, status: DisputeStatus, now: datetime
) -> bool:
    row = await scope.fetchrow(_LOCK, payment.id)
    known = await _find_or_open(scope, channel, payment, status, now)
    if status.state not in _FOLLOWS[known.state]:
        return False
    account = (row and row["account"]) or money_account(channel.id, channel.terms.money_to)
    await book_dispute(scope, known.id, known.state, status, account, now=now)
    await tell_platform_of(scope, payment.id)
    if "lost" in (known.state, status.state):
        regained = status.state == "won"
        await announce_lost_dispute(scope, known.id, now=now, reversed_after=regained)
    fee = status.fee.minor if status.fee and status.fee.currency == status.money.currency else 0
    await scope.execute(_MOVE, known.id, status.state, fee, now, status.reason)
    await scope.execute(_MARK, payment.id)
    if status.state in ("open", "lost"):
        await scope.execute(_FREEZE, payment.purchase_id, now)
    else:
        await scope.execute(_FREE, payment.purchase_id)
    await record_event(
        scope, payment.purchase_id, f"dispute_{status.state}", None, None, actor=f"channel:{channel.code}", now=now,
        dispute=status.reference, amount=status.money.minor, currency=status.money.currency, fee=fee,
    )  # fmt: skip
    return True


async def _find_or_open(
    scope: Scope, channel: OpenChannel, payment: Matched, status: DisputeStatus, now: datetime
) -> _Known:
    """The row of this dispute; a new one has no state yet. The caller holds the order, so nobody opens it meanwhile."""
    row = await scope.fetchrow(
        "select id, state from dispute where channel_id = $1 and reference = $2", channel.id, status.reference
    )
    if row is not None:
        return _Known(row["id"], row["state"])
    dispute_id = new_id()
    await scope.execute(
        _INSERT, dispute_id, channel.id, status.reference, payment.purchase_id, payment.id, status.money.minor,
        status.money.currency, status.reason, status.opened_at or now, now,
    )  # fmt: skip
    return _Known(dispute_id, "")
