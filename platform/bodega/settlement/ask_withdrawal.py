"""Ask for money: by the owner's hand, by itself where the owner wants that, and the last of it when a shop has closed."""

from datetime import datetime
from uuid import UUID

import asyncpg

from bodega.billing.tell_owner import tell_owner
from bodega.kernel.database import Scope, platform_scope
from bodega.kernel.errors import InvalidInput, NotFound, Refused, StateConflict
from bodega.kernel.ids import new_id
from bodega.kernel.money import Money
from bodega.runtime import Runtime
from bodega.settlement.payout_account import current_account
from bodega.settlement.read_balances import read_balance
from bodega.settlement.shop_money import ShopMoney, hold_shop_money
from bodega.settlement.terms import read_terms
from bodega.settlement.withdrawal import book_asked, find_withdrawal
from bodega.staff.audit import record
from bodega.staff.staff_member import StaffMember

LEFT = "Money of %(shop)s is left"
LEFT_TEXT = (
    "Hello %(name)s,\n\n%(shop)s is closed, and money that buyers paid is still with the platform. Please enter the account that it"
    " shall go to; then it is paid out without anything else to do:\n\n%(link)s"
)
_ACCOUNT_ASKED = "update shop_money set account_asked_at = $2 where shop_id = $1 and account_asked_at is null"
_INSERT = """
    insert into withdrawal (id, shop_id, currency, amount, fee, state, account_id, automatic, asked_by, asked_at)
    values ($1, $2, $3, $4, $5, 'asked', $6, $7, $8, $9)"""


async def ask_withdrawal(shop_id: UUID, money: Money, *, by: StaffMember, now: datetime) -> UUID:
    """By the owner. Raises `NotFound` for somebody else's shop, `InvalidInput`, `Refused`, `StateConflict`."""
    try:
        async with platform_scope() as scope:
            shop = await hold_shop_money(scope, shop_id, now=now)
            if shop.owner_id != by.account_id:
                raise NotFound
            return await ask_in(scope, shop_id, shop, money, actor=(by.account_id, by.name), now=now)
    except asyncpg.UniqueViolationError as error:
        raise StateConflict(
            "A withdrawal is on its way already. Another one can be asked for once it has gone out."
        ) from error


async def ask_in(
    scope: Scope,
    shop_id: UUID,
    shop: ShopMoney,
    money: Money,
    *,
    actor: tuple[UUID | None, str],
    now: datetime,
) -> UUID:
    """The same for a caller who holds the shop's money; an `actor` without an id is the platform itself.

    Raises `Refused`, `InvalidInput`, and the database's word for a second open one.
    """
    if shop.stands_still(now):
        raise Refused("This shop's money is held at the moment. Nothing is lost: it waits here.")
    account = await current_account(scope, shop_id, now=now)
    if account is None:
        raise Refused("Please enter the account that the money shall go to first.")
    account.refuse_unless_usable(now)
    terms, balance = (
        await read_terms(scope, shop_id),
        await read_balance(scope, shop_id, money.currency, now=now),
    )
    least = Money(0 if shop.state == "closed" else terms.least.get(money.currency, 0), money.currency)
    fee = Money(terms.fees.get(money.currency, 0), money.currency)
    if money < least:
        raise InvalidInput("At least %(least)s, please.", field="amount", least=least.to_decimal_text())
    if money <= fee:
        raise InvalidInput(
            "This must be more than the fee of %(fee)s.", field="amount", fee=fee.to_decimal_text()
        )
    if money > balance.available:
        raise InvalidInput(
            "At most %(most)s is available.", field="amount", most=balance.available.to_decimal_text()
        )
    withdrawal_id, (actor_id, name) = new_id(), actor
    await scope.execute(
        _INSERT, withdrawal_id, shop_id, money.currency, money.minor, fee.minor, account.id, actor_id is None, actor_id, now
    )  # fmt: skip
    await book_asked(scope, await find_withdrawal(scope, withdrawal_id), now=now)
    await record(
        scope, deed="withdrawal.asked", actor_id=actor_id, actor=name, now=now, shop_id=shop_id,
        amount=money.to_decimal_text(), currency=money.currency,
    )  # fmt: skip
    return withdrawal_id


async def ask_by_itself(scope: Scope, runtime: Runtime, shop_id: UUID, *, now: datetime) -> list[UUID]:
    """What is available of each currency, where the owner wants it so or the shop has closed; what cannot go, stays."""
    shop = await hold_shop_money(scope, shop_id, now=now)
    if not (shop.automatic or shop.state == "closed"):
        return []
    terms, asked = await read_terms(scope, shop_id), []
    for row in await scope.fetch(_ASKABLE, shop_id):
        balance = await read_balance(scope, shop_id, row["currency"], now=now)
        least = 1 if shop.state == "closed" else terms.least.get(row["currency"], 1)
        if balance.available.minor < max(least, terms.fees.get(row["currency"], 0) + 1):
            continue
        try:
            asked.append(
                await ask_in(scope, shop_id, shop, balance.available, actor=(None, "Bodega"), now=now)
            )
        except Refused:
            # Held, or no account to use: the owner's page says which.
            if shop.state == "closed":
                await _ask_for_account(scope, runtime, shop_id, now)
    return asked


async def _ask_for_account(scope: Scope, runtime: Runtime, shop_id: UUID, now: datetime) -> None:
    """Once: whoever has closed a shop does not look at its pages any more."""
    account = await current_account(scope, shop_id, now=now)
    if account is not None and account.state == "current":
        return
    if await scope.execute(_ACCOUNT_ASKED, shop_id, now):
        await tell_owner(scope, runtime, shop_id, LEFT, LEFT_TEXT, path=f"/my/money/{shop_id}", now=now)


_ASKABLE = """
    select distinct s.currency from settlement s
     where s.shop_id = $1 and not exists (
           select 1 from withdrawal w
            where w.shop_id = $1 and w.currency = s.currency and w.state in ('asked', 'batched'))
     order by s.currency"""
