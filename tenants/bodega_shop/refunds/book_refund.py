"""The legs of a refund: promised when it begins, posted or given up when it ends, mirrored when a success fails later."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from bodega.kernel.database import Scope
from bodega.kernel.money import Money
from bodega_shop.books.accounts import (
    ADJUSTMENTS,
    BONUSES,
    COMMISSION,
    HELD,
    PLATFORM,
    REFUNDS,
    bonus_of,
    wallet_of,
)
from bodega_shop.books.book_transfer import Leg, book, give_up, keep_promise, promise
from bodega_shop.books.read_held import read_held_in
from bodega_shop.refunds.plan_refund import Part, RefundWish, commission_back
from bodega_shop.refunds.read_money import OrderMoney, PaidIn, is_topup

REFUND = "refund"
COMMISSION_LEG = "commission"
OVER_LEG = "over"

_PROMISED = "select leg from transfer where source = 'refund' and source_id = $1 and phase = 'pending'"

_MOVED = """
    select leg, debit, credit, amount, currency from transfer
     where source = 'refund' and source_id = $1 and phase in ('posted', 'post') and leg not like '%:back' order by leg"""

_COMMISSION_BEFORE = """
    select coalesce(sum(t.amount), 0)::bigint from transfer t join refund r on r.id = t.source_id
     where t.source = 'refund' and t.leg = 'commission' and r.payment_id = $1 and r.state <> 'failed'"""

Side = tuple[str, int]


async def book_part(
    scope: Scope,
    refund_id: UUID,
    money: OrderMoney,
    part: Part,
    wish: RefundWish,
    shares: tuple[int, int],
    *,
    now: datetime,
) -> None:
    """Write the legs of one part: a promise where a service has to say yes, final otherwise.

    `shares` are principal and bonus of what goes back to a balance.
    """
    write = promise if part.target == "source" else book
    takings = await _debits(scope, money, part.payment, part.money)
    givings = _credits(money, part, shares)
    for place, (debit, credit, minor) in enumerate(pair(takings, givings), 1):
        leg = Leg(REFUND, refund_id, f"part{place}", debit, credit, Money(minor, part.money.currency))
        await write(scope, leg, now=now)
    if part.payment is None:
        return
    if part.target == "source" and part.payment.commission.minor:
        before = await scope.fetchval(_COMMISSION_BEFORE, part.payment.id)
        share = commission_back(part.payment, before, part.money)
        await write(
            scope, Leg(REFUND, refund_id, COMMISSION_LEG, part.payment.account, COMMISSION, share), now=now
        )
    if is_topup(money) and money.customer_id and wish.bonus:
        taken = Money(wish.bonus, part.money.currency)
        await write(
            scope, Leg(REFUND, refund_id, "bonus", bonus_of(money.customer_id), BONUSES, taken), now=now
        )


async def book_foreign(
    scope: Scope,
    refund_id: UUID,
    money: OrderMoney,
    payment: PaidIn,
    counted: Money,
    over: Money,
    shares: tuple[int, int],
    *,
    now: datetime,
) -> None:
    """A refund that was made at the service: what the payment still held, and what went beyond it as a loss.

    `shares` are principal and bonus that a top-up's balance still had; the rest of it was spent, and is a loss too.
    """
    takings = await _debits(scope, money, payment, counted)
    if is_topup(money) and payment.counts and money.customer_id:
        takings = [(wallet_of(money.customer_id), shares[0]), (REFUNDS, counted.minor - shares[0])]
        taken = Money(shares[1], counted.currency)
        await book(
            scope, Leg(REFUND, refund_id, "bonus", bonus_of(money.customer_id), BONUSES, taken), now=now
        )
    for place, (debit, credit, minor) in enumerate(pair(takings, [(payment.account, counted.minor)]), 1):
        leg = Leg(REFUND, refund_id, f"part{place}", debit, credit, Money(minor, counted.currency))
        await book(scope, leg, now=now)
    await book(scope, Leg(REFUND, refund_id, OVER_LEG, REFUNDS, payment.account, over), now=now)
    if payment.account == PLATFORM and counted.minor:
        before = await scope.fetchval(_COMMISSION_BEFORE, payment.id)
        share = commission_back(payment, before, counted)
        await book(scope, Leg(REFUND, refund_id, COMMISSION_LEG, payment.account, COMMISSION, share), now=now)


async def _debits(scope: Scope, money: OrderMoney, payment: PaidIn | None, amount: Money) -> list[Side]:
    """From where it is taken: what is held for the order, then, for goods that were delivered, the shop's own."""
    if payment is not None and payment.holder.partition(":")[0] not in (HELD, "sales"):
        return [(payment.holder, amount.minor)]
    held = min(await read_held_in(scope, money.id, amount.currency), amount)
    return [(HELD, held.minor), (REFUNDS, (amount - held).minor)]


def _credits(money: OrderMoney, part: Part, shares: tuple[int, int]) -> list[Side]:
    if part.target == "wallet" and money.customer_id is not None:
        return [(wallet_of(money.customer_id), shares[0]), (bonus_of(money.customer_id), shares[1])]
    if part.payment is None:
        raise ValueError("what a balance paid goes back to a balance")
    # What the platform took, it still has when somebody of the shop gives it back by hand.
    by_hand = part.target == "hand" and part.payment.account == PLATFORM
    return [(ADJUSTMENTS if by_hand else part.payment.account, part.money.minor)]


def pair(takings: Sequence[Side], givings: Sequence[Side]) -> list[tuple[str, str, int]]:
    """Transfers that empty the one side into the other; both sides sum to the same."""
    moves = []
    taking, giving = [side for side in takings if side[1]], [side for side in givings if side[1]]
    while taking and giving:
        (debit, owed), (credit, wanted) = taking.pop(0), giving.pop(0)
        minor = min(owed, wanted)
        moves.append((debit, credit, minor))
        if owed > minor:
            taking.insert(0, (debit, owed - minor))
        if wanted > minor:
            giving.insert(0, (credit, wanted - minor))
    return moves


async def keep_refund(scope: Scope, refund_id: UUID, *, now: datetime) -> None:
    """The money went: every promise of this refund is kept."""
    for row in await scope.fetch(_PROMISED, refund_id):
        await keep_promise(scope, REFUND, refund_id, row["leg"], now=now)


async def give_up_refund(scope: Scope, refund_id: UUID, *, now: datetime) -> None:
    """The money stays: every promise of this refund is given up."""
    for row in await scope.fetch(_PROMISED, refund_id):
        await give_up(scope, REFUND, refund_id, row["leg"], now=now)


async def reverse_refund(scope: Scope, refund_id: UUID, *, now: datetime) -> None:
    """The money came back after it had gone: each leg is met by one in the other direction."""
    for row in await scope.fetch(_MOVED, refund_id):
        back = Money(row["amount"], row["currency"])
        name = f"{row['leg'].removesuffix(':post')}:back"
        await book(scope, Leg(REFUND, refund_id, name, row["credit"], row["debit"], back), now=now)
