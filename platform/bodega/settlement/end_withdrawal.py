"""End a withdrawal that has not gone out: taken back by the owner, or refused by somebody of the platform."""

from datetime import datetime
from functools import partial
from uuid import UUID

from bodega.billing.tell_owner import tell_owner
from bodega.kernel.database import Scope, platform_scope
from bodega.kernel.errors import NotFound, StateConflict
from bodega.runtime import Runtime
from bodega.settlement.withdrawal import Withdrawal, book_back, find_withdrawal
from bodega.staff.audit import record
from bodega.staff.staff_member import StaffMember
from bodega.street.lifecycle import check_reason

REFUSED = "A withdrawal of %(shop)s was refused"
REFUSED_TEXT = (
    "Hello %(name)s,\n\nthe withdrawal of %(amount)s from %(shop)s was refused. Why:\n\n%(reason)s\n\n"
    "The money is part of the shop's balance again:\n\n%(link)s"
)
_WAITING = ("asked", "batched")
_END = """
    update withdrawal set state = $2, reason = $3, ended_at = $4, batch_id = null where id = $1 and state = any($5)"""


async def cancel_withdrawal(withdrawal_id: UUID, *, by: StaffMember, now: datetime) -> UUID:
    """By the owner, as long as nobody has begun to send it; the shop. Raises `NotFound`, `StateConflict`."""
    async with platform_scope() as scope:
        one = await find_withdrawal(scope, withdrawal_id)
        owner = await scope.fetchval("select owner_id from shop where id = $1", one.shop_id)
        if owner != by.account_id:
            raise NotFound
        await _end(scope, one, "cancelled", "", ("asked",), now=now)
        await record(
            scope, deed="withdrawal.cancelled", actor_id=by.account_id, actor=by.name, now=now, shop_id=one.shop_id,
            amount=one.money.to_decimal_text(), currency=one.currency,
        )  # fmt: skip
    return one.shop_id


async def refuse_withdrawal(
    runtime: Runtime, withdrawal_id: UUID, reason: str, *, by: StaffMember, now: datetime
) -> None:
    """By staff, until it is approved. Raises `InvalidInput` without a reason, `NotFound`, `StateConflict`."""
    reason = check_reason(reason)
    async with platform_scope() as scope:
        one = await find_withdrawal(scope, withdrawal_id)
        await _end(scope, one, "refused", reason, _WAITING, now=now)
        await record(
            scope, deed="withdrawal.refused", actor_id=by.account_id, actor=by.name, now=now, shop_id=one.shop_id,
            amount=one.money.to_decimal_text(), currency=one.currency, reason=reason,
        )  # fmt: skip
        await tell_owner(
            scope, runtime, one.shop_id, REFUSED, REFUSED_TEXT, path=f"/my/money/{one.shop_id}", now=now,
            amount=partial(one.money.format), reason=reason,
        )  # fmt: skip


async def cancel_for_new_account(scope: Scope, shop_id: UUID, *, now: datetime) -> None:
    """What was asked for under the account before and has not gone, also out of a batch that waits for its second person."""
    rows = await scope.fetch(
        "select id from withdrawal where shop_id = $1 and state = any($2)", shop_id, list(_WAITING)
    )
    for row in rows:
        await _end(scope, await find_withdrawal(scope, row["id"]), "cancelled", "", _WAITING, now=now)


async def _end(
    scope: Scope, one: Withdrawal, state: str, reason: str, leaving: tuple[str, ...], *, now: datetime
) -> None:
    if not await scope.execute(_END, one.id, state, reason, now, list(leaving)):
        raise StateConflict
    await book_back(scope, one, now=now)
