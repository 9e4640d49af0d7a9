"""Believe that a payment arrived, and let the order have its goods: one statement when all is as promised.

That statement is a transaction by itself, and undoes itself when anything is not as promised. Everything else (late,
short, second, unknown, top-ups, orders that the balance pays in part, money that the platform collects) takes the same
steps in a transaction that goes on with `settle_odd_payment`.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import asyncpg

from bodega.kernel.database import Scope, fetch_alone, shop_scope
from bodega.kernel.ids import new_id
from bodega.street.shop import Shop
from bodega_shop.orders.announce_order import announce_order, announce_sql
from bodega_shop.orders.event_chain import canonical_sql, digest_sql
from bodega_shop.orders.states import PENDING
from bodega_shop.payments.claim import Claim
from bodega_shop.payments.divide_by_trade import claim_by_trade
from bodega_shop.payments.settle_odd_payment import settle_odd_payment
from bodega_shop.payments.tell_platform import tell_platform
from bodega_shop.settings.profile import Profile

DELIVERED = "delivered"
DUPLICATE = "duplicate"
ACCEPTED = frozenset(
    {DELIVERED, "duplicate", "already_paid", "late", "needs_review", "surplus", "exception", "topped_up"}
)


def _event_text(seq: str, event: str, kind: str, before: str, after: str) -> str:
    return canonical_sql(
        "d.id",
        seq,
        event,
        "$5::timestamptz",
        f"'{kind}'",
        f"'{before}'",
        f"'{after}'",
        "$12::text",
        "'{}'::jsonb",
    )


_PAID_TEXT = _event_text("last.seq + 1", "$10::uuid", "paid", "pending", "paid")
_DELIVERED_TEXT = _event_text("d.seq + 2", "$11::uuid", "delivered", "paid", "delivered")

# The state waited for is a value: as a constant it would offer the planner the short indexes of all unpaid orders.
_STEPS = f"""
    with heard as (
        insert into gateway_event (id, channel_id, event_key, out_trade_no, outcome, received_at, body)
        values ($1, $2, $3, $4, 'applied', $5::timestamptz, $6)
        on conflict (channel_id, event_key) do nothing
        returning id
    ), paid as (
        update payment set state = 'succeeded', received = $7::bigint, received_currency = $8, gateway_txn = $9,
                           paid_at = $5::timestamptz, query_at = null, fee = $18::bigint, fee_from = $19,
                           commission = $17::bigint
         where out_trade_no = $4 and channel_id = $2 and amount = $7::bigint and currency = $8
           and state in ('created', 'processing', 'pending') and exists (select 1 from heard)
        returning id, purchase_id, surcharge
    ), delivered as (
        update purchase set state = 'delivered', paid = $7::bigint, paid_at = $5::timestamptz,
                            delivered_at = $5::timestamptz
         where id = (select purchase_id from paid) and state = $20 and kind = 'goods' and wallet_part = 0
        returning id, number
    ), sold as (
        update code set state = 'sold', sold_at = $5::timestamptz
         where purchase_id = (select id from delivered) and state = 'reserved'
        returning id
    ), whole as materialized (
        select (select count(*) from sold) = sum(l.quantity) as enough
          from purchase_line l where l.purchase_id = (select id from delivered)
    ), booked as (
        insert into transfer (id, source, source_id, leg, debit, credit, amount, currency, phase, at)
        select leg.id, 'payment', p.id, leg.name, leg.debit, leg.credit, leg.amount, $8, 'posted', $5::timestamptz
          from paid p
          join delivered d on d.id = p.purchase_id
         cross join lateral (values ($14::uuid, 'sale', $13::text, 'sales', $7::bigint - p.surcharge),
                                    ($15::uuid, 'surcharge', $13::text, 'surcharge', p.surcharge),
                                    ($16::uuid, 'commission', 'commission', $13::text, $17::bigint)
                            ) as leg (id, name, debit, credit, amount)
         where leg.amount > 0 and (select enough from whole)
    ), last as materialized (
        select seq, digest from purchase_event where purchase_id = (select id from delivered) order by seq desc limit 1
    ), first_step as materialized (
        select d.id, last.seq, {digest_sql("last.digest", _PAID_TEXT)} as digest from delivered d cross join last
    ), told as (
        insert into purchase_event (id, purchase_id, at, kind, from_state, to_state, actor, detail, seq, digest)
        select step.id, d.id, $5::timestamptz, step.kind, step.before, step.after, $12::text, '{{}}', d.seq + step.n,
               step.digest
          from first_step d
         cross join lateral (values
             ($10::uuid, 'paid', 'pending', 'paid', 1, d.digest),
             ($11::uuid, 'delivered', 'paid', 'delivered', 2, {digest_sql("d.digest", _DELIVERED_TEXT)})
         ) as step (id, kind, before, after, n, digest)
         where (select enough from whole)
    )"""

_OUTCOME = """
    select exists (select 1 from heard) as heard,
           (select purchase_id from paid) as paid,
           (select number from delivered) as number,
           (select enough from whole) as enough"""

_CONFIRM = _STEPS + _OUTCOME

# What was not heard before and is not wholly as promised makes no number, and a statement that fails leaves nothing.
_OR_NOTHING = """,
           case when not exists (select 1 from heard) or (select enough from whole) then 1
                else ('This payment needs a closer look' || (select count(*) from heard))::int end as whole"""
_CONFIRM_ALONE = _STEPS + _OUTCOME + _OR_NOTHING
_CONFIRM_AND_TELL = (
    f"{_STEPS}, news as ({announce_sql('delivered where (select enough from whole)')}){_OUTCOME}{_OR_NOTHING}"
)
_EARLIER = "select outcome from gateway_event where channel_id = $1 and event_key = $2"

_NeedsCloserLook = asyncpg.InvalidTextRepresentationError


@dataclass(frozen=True)
class Outcome:
    """What became of a claim. `order_id` and `number` are set when an order of this shop moved."""

    word: str
    order_id: UUID | None = None
    number: str = ""

    @property
    def accepted(self) -> bool:
        """Whether the service may stop telling us."""
        return self.word in ACCEPTED


async def confirm_payment(shop: Shop, profile: Profile, claim: Claim, *, now: datetime) -> Outcome:
    """Apply `claim` once: whoever says it again, or at the same time, changes nothing."""
    # Commission by category, which must be counted first, comes with the platform's channels only.
    if claim.terms.platform_channel_id is None and (outcome := await _confirm_alone(shop, claim, now)):
        return outcome
    async with shop_scope(shop, one_plan=True) as scope:
        return await confirm_in(scope, shop, profile, claim, now=now)


async def confirm_in(scope: Scope, shop: Shop, profile: Profile, claim: Claim, *, now: datetime) -> Outcome:
    """The same inside a transaction that is open already."""
    claim = await claim_by_trade(scope, claim)
    terms = claim.terms
    row = await scope.fetchrow(_CONFIRM, *_values(claim, now))
    if row is None or not row["heard"]:
        return _repeat_of(await scope.fetchval(_EARLIER, claim.channel_id, claim.event_key))
    if terms.platform_channel_id is not None:
        await tell_platform(scope, claim.out_trade_no)
    if row["enough"]:
        await announce_order(scope, shop, row["paid"], row["number"])
        return Outcome(DELIVERED, row["paid"], row["number"])
    word, order_id, number = await settle_odd_payment(
        scope,
        shop,
        claim,
        moved=row["paid"] is not None,
        short=row["number"] is not None,
        accept_late=profile.accept_late,
        now=now,
    )
    await scope.execute(
        "update gateway_event set outcome = $3 where channel_id = $1 and event_key = $2",
        claim.channel_id, claim.event_key, word,
    )  # fmt: skip
    return Outcome(word, order_id, number)


async def _confirm_alone(shop: Shop, claim: Claim, now: datetime) -> Outcome | None:
    """None, and nothing written, for what was not heard before and is not the whole payment of an order."""
    sql = _CONFIRM_AND_TELL if shop.listeners else _CONFIRM_ALONE
    try:
        [row] = await fetch_alone(shop, sql, *_values(claim, now))
    except _NeedsCloserLook:
        return None
    if row["heard"]:
        return Outcome(DELIVERED, row["paid"], row["number"])
    earlier = await fetch_alone(shop, _EARLIER, claim.channel_id, claim.event_key)
    return _repeat_of(earlier[0]["outcome"])


def _repeat_of(earlier: str) -> Outcome:
    """This event was stored before: what was answered then is answered again."""
    return Outcome(DUPLICATE if earlier in ACCEPTED or earlier == "applied" else earlier)


def _values(claim: Claim, now: datetime) -> tuple[object, ...]:
    terms, money = claim.terms, claim.money
    fee = claim.fee or terms.fee(money)
    return (
        new_id(), claim.channel_id, claim.event_key, claim.out_trade_no, now, claim.body,
        money.minor, money.currency, claim.gateway_txn,
        new_id(), new_id(), claim.actor, terms.account(claim.channel_id), new_id(), new_id(), new_id(),
        claim.commission.minor, fee.minor, "gateway" if claim.fee else "rule", PENDING,
    )  # fmt: skip
