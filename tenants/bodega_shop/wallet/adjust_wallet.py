"""Correct a customer's balance by hand: the owner's deed, with a reason that stands in the record and the statement."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from bodega.kernel.database import Scope, shop_scope
from bodega.kernel.errors import InvalidInput, NotFound, Refused
from bodega.kernel.ids import new_id
from bodega.kernel.money import Money
from bodega.street.shop import Shop
from bodega_shop.books.accounts import ADJUSTMENTS, bonus_of, wallet_of
from bodega_shop.books.book_transfer import Leg, book
from bodega_shop.contracts.giving import Giving, must_spend
from bodega_shop.settings.record_deed import Actor, record_deed
from bodega_shop.wallet.credit_topup import open_wallet
from bodega_shop.wallet.hold_part import move

ADJUSTMENT = "adjustment"
DEED = "wallet.adjusted"

Part = Literal["principal", "bonus"]

_LOCK = "select principal, bonus, currency from wallet where customer_id = $1 for update"


@dataclass(frozen=True)
class Adjustment:
    """`amount` is added to that part of the balance, or taken where it is negative."""

    customer_id: UUID
    part: Part
    amount: Money
    reason: str


async def adjust_wallet(shop: Shop, wanted: Adjustment, *, by: Actor, now: datetime) -> None:
    """Raises `InvalidInput` for nothing, no reason, or more than is there, `Refused` beyond the platform's cap.

    A gift counts against what a soft launch may give away: `BudgetSpent` beyond it.
    """
    if not wanted.amount.minor:
        raise InvalidInput("Please enter an amount above zero.", field="amount")
    if not wanted.reason.strip():
        raise InvalidInput("Please fill this in.", field="reason")
    async with shop_scope(shop) as scope:
        if wanted.part == "bonus":
            await must_spend(scope, shop, Giving(ADJUSTMENT, new_id(), wanted.amount), now=now)
        await _require_room(scope, shop, wanted, now=now)
        principal, bonus = (
            (wanted.amount.minor, 0) if wanted.part == "principal" else (0, wanted.amount.minor)
        )
        await move(scope, wanted.customer_id, principal, bonus, now=now)
        await book(scope, _leg(wanted), now=now)
        await record_deed(
            scope, DEED, str(wanted.customer_id), by=by, now=now,
            part=wanted.part, amount=wanted.amount.minor, currency=wanted.amount.currency, reason=wanted.reason,
        )  # fmt: skip


async def _require_room(scope: Scope, shop: Shop, wanted: Adjustment, *, now: datetime) -> None:
    if not await scope.fetchval("select 1 from customer where id = $1", wanted.customer_id):
        raise NotFound
    await open_wallet(scope, wanted.customer_id, wanted.amount.currency, now=now)
    row = await scope.fetchrow(_LOCK, wanted.customer_id)
    if row is None or row["currency"] != wanted.amount.currency:
        raise InvalidInput("This customer's balance is kept in another currency.", field="amount")
    there = Money(row[wanted.part], row["currency"])
    if (there + wanted.amount).minor < 0:
        raise InvalidInput("Only %(left)s are there.", field="amount", left=there)
    most = shop.policy.most_balance(row["currency"])
    whole = Money(row["principal"] + row["bonus"], row["currency"]) + wanted.amount
    if wanted.amount.minor > 0 and whole > most:
        raise Refused("The platform allows a balance of at most %(most)s.", most=most)


def _leg(wanted: Adjustment) -> Leg:
    account = wallet_of(wanted.customer_id) if wanted.part == "principal" else bonus_of(wanted.customer_id)
    sides = (ADJUSTMENTS, account) if wanted.amount.minor > 0 else (account, ADJUSTMENTS)
    size = Money(abs(wanted.amount.minor), wanted.amount.currency)
    return Leg(ADJUSTMENT, new_id(), wanted.part, *sides, size)
