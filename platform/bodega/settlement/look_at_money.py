"""Look at a shop's money with the platform as its owner and staff see it: balances, settlements, withdrawals, account."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from bodega.kernel.database import Scope, platform_scope
from bodega.kernel.errors import NotFound
from bodega.settlement.payout_account import PayoutAccount, current_account
from bodega.settlement.read_balances import Balance, read_balances
from bodega.settlement.shop_money import ShopMoney, read_shop_money
from bodega.settlement.terms import Terms, read_terms
from bodega.street.shop import ANSWERING_STATES

_OF_OWNER = """
    select id from shop where owner_id = $1 and rehearses is null and state = any($2) order by created_at, id"""
_WITH_MONEY = (
    "select m.shop_id from shop_money m join shop s on s.id = m.shop_id order by s.name, s.id limit 500"
)
_SETTLEMENTS = """
    select id, currency, begins, ends, collected, commission, refunds, disputes, fees, net, reserve, available_at
      from settlement where shop_id = $1 order by ends desc, currency limit 24"""
_WITHDRAWALS = """
    select w.id, w.currency, w.amount, w.fee, w.state, w.automatic, w.reference, w.reason, w.asked_at, w.paid_at,
           w.batch_id, a.bank, a.account
      from withdrawal w join payout_account a on a.id = w.account_id where w.shop_id = $1
     order by w.asked_at desc, w.id desc limit 24"""


@dataclass(frozen=True)
class MoneyOfShop:
    """`settlements` and `withdrawals` are the latest first."""

    shop_id: UUID
    shop: ShopMoney
    balances: list[Balance]
    terms: Terms
    account: PayoutAccount | None
    settlements: list[dict[str, Any]]
    withdrawals: list[dict[str, Any]]


async def money_of_owner(owner_id: UUID, *, now: datetime) -> list[MoneyOfShop]:
    """All shops of that owner, those without any money too."""
    async with platform_scope() as scope:
        rows = await scope.fetch(_OF_OWNER, owner_id, list(ANSWERING_STATES))
        return [await _look(scope, row["id"], now) for row in rows]


async def money_of_shop(shop_id: UUID, *, owner_id: UUID | None = None, now: datetime) -> MoneyOfShop:
    """For its owner, or for staff without one. Raises `NotFound`, for somebody else's too."""
    async with platform_scope() as scope:
        found = await _look(scope, shop_id, now)
    if owner_id is not None and found.shop.owner_id != owner_id:
        raise NotFound
    return found


async def money_of_street(*, now: datetime) -> list[tuple[UUID, str, list[Balance]]]:
    """Every shop whose money the platform has or had, by name."""
    async with platform_scope() as scope:
        rows = await scope.fetch(_WITH_MONEY)
        return [
            (
                row["shop_id"],
                (await read_shop_money(scope, row["shop_id"])).name,
                await read_balances(scope, row["shop_id"], now=now),
            )
            for row in rows
        ]


async def _look(scope: Scope, shop_id: UUID, now: datetime) -> MoneyOfShop:
    return MoneyOfShop(
        shop_id,
        await read_shop_money(scope, shop_id),
        await read_balances(scope, shop_id, now=now),
        await read_terms(scope, shop_id),
        await current_account(scope, shop_id, now=now),
        [dict(row) for row in await scope.fetch(_SETTLEMENTS, shop_id)],
        [dict(row) for row in await scope.fetch(_WITHDRAWALS, shop_id)],
    )
