"""Believe that a payment arrived, and let the order have its goods: one statement when all is as promised.

Everything else (late, short, second, unknown) is decided in `settle_odd_payment`, in the same transaction.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from bodega.kernel.database import Scope, shop_scope
from bodega.kernel.ids import new_id
from bodega.kernel.money import Money
from bodega.street.shop import Shop
from bodega_shop.orders.announce_order import announce_order
from bodega_shop.payments.settle_odd_payment import settle_odd_payment
from bodega_shop.settings.profile import Profile

DELIVERED = "delivered"
DUPLICATE = "duplicate"
ACCEPTED = frozenset({DELIVERED, "duplicate", "already_paid", "late", "needs_review", "surplus", "exception"})

_CONFIRM = """
    with heard as (
        insert into gateway_event (id, channel_id, event_key, out_trade_no, outcome, received_at, body)
        values ($1, $2, $3, $4, 'applied', $5, $6)
        on conflict (channel_id, event_key) do nothing
        returning id
    ), paid as (
        update payment set state = 'succeeded', received = $7, received_currency = $8, gateway_txn = $9, paid_at = $5,
                           query_at = null
         where out_trade_no = $4 and channel_id = $2 and amount = $7 and currency = $8
           and state in ('created', 'pending') and exists (select 1 from heard)
        returning purchase_id
    ), delivered as (
        update purchase set state = 'delivered', paid_at = $5, delivered_at = $5
         where id = (select purchase_id from paid) and state = 'pending'
        returning id, number
    ), sold as (
        update code set state = 'sold', sold_at = $5
         where purchase_id = (select id from delivered) and state = 'reserved'
        returning id
    ), told as (
        insert into purchase_event (id, purchase_id, at, kind, from_state, to_state, actor, detail)
        select step.id, d.id, $5, step.kind, step.before, step.after, $12, '{}'
          from delivered d
          cross join (values ($10::uuid, 'paid', 'pending', 'paid'),
                             ($11::uuid, 'delivered', 'paid', 'delivered')) as step (id, kind, before, after)
    )
    select exists (select 1 from heard) as heard,
           (select purchase_id from paid) as paid,
           (select number from delivered) as number,
           (select count(*) from sold) as sold,
           (select sum(quantity) from purchase_line where purchase_id = (select id from delivered)) as wanted"""


@dataclass(frozen=True)
class Claim:
    """A payment that somebody we believe says has arrived: a verified notify, or the gateway's own answer."""

    channel_id: UUID
    event_key: str
    out_trade_no: str
    gateway_txn: str
    money: Money
    body: bytes
    actor: str


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
    async with shop_scope(shop) as scope:
        return await confirm_in(scope, shop, profile, claim, now=now)


async def confirm_in(scope: Scope, shop: Shop, profile: Profile, claim: Claim, *, now: datetime) -> Outcome:
    """The same inside a transaction that is open already."""
    row = await scope.fetchrow(
        _CONFIRM,
        new_id(), claim.channel_id, claim.event_key, claim.out_trade_no, now, claim.body,
        claim.money.minor, claim.money.currency, claim.gateway_txn,
        new_id(), new_id(), claim.actor,
    )  # fmt: skip
    if row is None or not row["heard"]:
        return await _repeat_of(scope, claim)
    if row["number"] is not None and row["sold"] == row["wanted"]:
        await announce_order(scope, shop, row["paid"], row["number"])
        return Outcome(DELIVERED, row["paid"], row["number"])
    word, order_id, number = await settle_odd_payment(
        scope,
        shop,
        claim.channel_id,
        claim.out_trade_no,
        claim.gateway_txn,
        claim.money,
        moved=row["paid"] is not None,
        short=row["number"] is not None,
        accept_late=profile.accept_late,
        actor=claim.actor,
        now=now,
    )
    await scope.execute(
        "update gateway_event set outcome = $3 where channel_id = $1 and event_key = $2",
        claim.channel_id, claim.event_key, word,
    )  # fmt: skip
    return Outcome(word, order_id, number)


async def _repeat_of(scope: Scope, claim: Claim) -> Outcome:
    """This event was stored before: what was answered then is answered again."""
    earlier = await scope.fetchval(
        "select outcome from gateway_event where channel_id = $1 and event_key = $2",
        claim.channel_id,
        claim.event_key,
    )
    return Outcome(DUPLICATE if earlier in ACCEPTED or earlier == "applied" else str(earlier))
