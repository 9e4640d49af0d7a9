"""A person says that money arrived: where the channel has nobody else to say it, or where its service says no.

At a manual channel one person with permission is enough. Against a service's own word it takes two: one who brings the
proof, and another who looks at it and grants.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from bodega.kernel.database import Scope, shop_scope
from bodega.kernel.errors import InvalidInput, NotFound, Refused, StateConflict
from bodega.kernel.ids import new_id
from bodega.kernel.money import Money
from bodega.runtime import Runtime
from bodega.street.shop import Shop
from bodega_shop.floor import floor_of
from bodega_shop.orders.keep_evidence import keep_evidence
from bodega_shop.orders.record_event import record_event
from bodega_shop.orders.say_order_changed import say_order_changed
from bodega_shop.payments.claim import Claim
from bodega_shop.payments.confirm_payment import Outcome, confirm_in
from bodega_shop.payments.open_channel import OpenChannel
from bodega_shop.settings.record_deed import Actor, record_deed

_PAYMENT = """
    select p.id, p.purchase_id, p.channel_id, p.out_trade_no, p.state, p.currency from payment p where p.id = $1"""

_ASK = """
    insert into hand_confirmation (id, purchase_id, payment_id, amount, currency, gateway_txn, proof, state, asked_by,
                                   asked_name, asked_at)
    values ($1, $2, $3, $4, $5, $6, $7, 'asked', $8, $9, $10)"""

_DECIDE = """
    update hand_confirmation set state = $2, decided_by = $3, decided_name = $4, decided_at = $5
     where id = $1 and state = 'asked' and asked_by <> $3
    returning purchase_id, payment_id, amount, currency, gateway_txn, asked_name"""

_ARRIVED = ("succeeded", "surplus", "needs_review")


@dataclass(frozen=True)
class Arrival:
    """What the person saw: the sum, and the service's or bank's own number of it."""

    payment_id: UUID
    money: Money
    reference: str


async def confirm_transfer(
    runtime: Runtime, shop: Shop, arrival: Arrival, *, by: Actor, now: datetime
) -> Outcome:
    """For channels whose money only people see. Raises `Refused` for any other, `StateConflict` when it arrived before."""
    payment, channel = await _open(runtime, shop, arrival.payment_id)
    if not channel.gateway.capabilities(channel.context.settings).confirmed_by_hand:
        raise Refused("This channel's service says itself what was paid. Search for the payment instead.")
    profile = await floor_of(runtime).profiles.of(shop)
    claim = _claim(channel, payment, arrival, f"hand:{arrival.payment_id}:{arrival.reference}", by.name)
    async with shop_scope(shop) as scope:
        outcome = await confirm_in(scope, shop, profile, claim, now=now)
        await record_deed(
            scope, "payment.confirmed", payment["out_trade_no"], by=by, now=now,
            amount=arrival.money.minor, currency=arrival.money.currency, outcome=outcome.word,
        )  # fmt: skip
    await say_order_changed(runtime, shop, payment["purchase_id"])
    return outcome


async def ask_to_confirm(
    runtime: Runtime, shop: Shop, arrival: Arrival, proof: str, *, by: Actor, now: datetime
) -> None:
    """Bring proof that the money came although the service says no; another person decides.

    Raises `StateConflict` when it arrived already, `Refused` while another request of this payment waits.
    """
    payment, _ = await _open(runtime, shop, arrival.payment_id)
    async with shop_scope(shop) as scope:
        await scope.execute("select 1 from purchase where id = $1 for update", payment["purchase_id"])
        waiting = "select 1 from hand_confirmation where payment_id = $1 and state = 'asked'"
        if await scope.fetchval(waiting, arrival.payment_id):
            raise Refused("A confirmation of this payment waits for a second person already.")
        digest = await keep_evidence(scope, payment["purchase_id"], proof, now=now)
        await scope.execute(
            _ASK, new_id(), payment["purchase_id"], arrival.payment_id, arrival.money.minor, arrival.money.currency,
            arrival.reference, digest, by.account_id, by.name, now,
        )  # fmt: skip
        await record_event(
            scope, payment["purchase_id"], "confirmation_asked", None, None, actor=by.name, now=now,
            amount=arrival.money.minor, currency=arrival.money.currency, gateway_txn=arrival.reference,
            proof_digest=digest,
        )  # fmt: skip


async def grant_confirmation(
    runtime: Runtime, shop: Shop, request_id: UUID, *, by: Actor, now: datetime
) -> Outcome:
    """The second person agrees: the money counts as arrived, under both names. Raises `Refused` for the first person."""
    payment_id = await _payment_of(shop, request_id)
    payment, channel = await _open(runtime, shop, payment_id)
    profile = await floor_of(runtime).profiles.of(shop)
    async with shop_scope(shop) as scope:
        row = await _decide(scope, request_id, "granted", by, now)
        arrival = Arrival(payment_id, Money(row["amount"], row["currency"]), row["gateway_txn"])
        claim = _claim(channel, payment, arrival, f"hand:{request_id}", f"{row['asked_name']} + {by.name}")
        outcome = await confirm_in(scope, shop, profile, claim, now=now)
        await record_deed(
            scope, "payment.confirmed", payment["out_trade_no"], by=by, now=now,
            with_=row["asked_name"], amount=row["amount"], currency=row["currency"], outcome=outcome.word,
        )  # fmt: skip
    await say_order_changed(runtime, shop, payment["purchase_id"])
    return outcome


async def refuse_confirmation(shop: Shop, request_id: UUID, *, by: Actor, now: datetime) -> None:
    """The second person is not convinced, and nothing changes. Raises `Refused` for the first person."""
    async with shop_scope(shop) as scope:
        row = await _decide(scope, request_id, "refused", by, now)
        await scope.execute("select 1 from purchase where id = $1 for update", row["purchase_id"])
        await record_event(
            scope, row["purchase_id"], "confirmation_refused", None, None, actor=by.name, now=now
        )


async def _open(runtime: Runtime, shop: Shop, payment_id: UUID) -> tuple[dict[str, Any], OpenChannel]:
    async with shop_scope(shop) as scope:
        row = await scope.fetchrow(_PAYMENT, payment_id)
    if row is None:
        raise NotFound
    if row["state"] in _ARRIVED:
        raise StateConflict("This payment has arrived already.")
    channel = await floor_of(runtime).channels.open(runtime, shop, row["channel_id"])
    if channel.terms.platform_channel_id is not None:
        # Nobody may make the platform owe money that only they have seen.
        raise Refused(
            "This payment goes through the platform: only the payment service's own word counts. Search for it instead."
        )
    return dict(row), channel


def _claim(channel: OpenChannel, payment: dict[str, Any], arrival: Arrival, key: str, actor: str) -> Claim:
    if arrival.money.minor <= 0:
        raise InvalidInput("Please enter the sum that arrived.", field="amount")
    return Claim(
        channel.id, key, payment["out_trade_no"], arrival.reference, arrival.money, b"", actor, channel.terms
    )


async def _payment_of(shop: Shop, request_id: UUID) -> UUID:
    async with shop_scope(shop) as scope:
        payment_id = await scope.fetchval(
            "select payment_id from hand_confirmation where id = $1 and state = 'asked'", request_id
        )
    if payment_id is None:
        raise StateConflict
    found: UUID = payment_id
    return found


async def _decide(scope: Scope, request_id: UUID, state: str, by: Actor, now: datetime) -> dict[str, Any]:
    row = await scope.fetchrow(_DECIDE, request_id, state, by.account_id, by.name, now)
    if row is None:
        await _say_why_not(scope, request_id)
        raise StateConflict
    return dict(row)


async def _say_why_not(scope: Scope, request_id: UUID) -> None:
    if await scope.fetchval("select 1 from hand_confirmation where id = $1 and state = 'asked'", request_id):
        raise Refused("Whoever asked cannot grant it. Another person of the shop has to look at the proof.")
