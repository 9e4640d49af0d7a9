"""Mark what a bank has paid, and what it sent back: each once, whoever says it and however often."""

from collections.abc import Sequence
from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID

from bodega.billing.tell_owner import tell_owner
from bodega.kernel.database import Scope, platform_scope
from bodega.kernel.errors import InvalidInput, StateConflict
from bodega.kernel.jobs import enqueue
from bodega.runtime import Runtime
from bodega.settlement.end_withdrawal import cancel_for_new_account
from bodega.settlement.tell_shop import TELL_JOB
from bodega.settlement.withdrawal import Withdrawal, book_back, book_paid, book_returned, find_withdrawal
from bodega.staff.audit import record
from bodega.staff.refuse_own import refuse_own
from bodega.staff.staff_member import StaffMember
from bodega.street.lifecycle import check_reason

PAID = "%(amount)s of %(shop)s is on its way to your account"
PAID_TEXT = "Hello %(name)s,\n\n%(amount)s of %(shop)s was paid out. The bank's reference is %(reference)s.\n\n%(link)s"
RETURNED = "A withdrawal of %(shop)s came back"
RETURNED_TEXT = (
    "Hello %(name)s,\n\nthe bank sent %(amount)s of %(shop)s back. Why:\n\n%(reason)s\n\n"
    "The money is part of the shop's balance again. Please enter the account once more before you withdraw it:\n\n%(link)s"
)
_LONGEST_REFERENCE = 100
_PAY = """
    update withdrawal set state = 'paid', reference = $2, paid_at = $3 where id = $1 and state = 'approved'"""
_RETURN = """
    update withdrawal set state = 'returned', reason = $2, ended_at = $3 where id = $1 and state = $4"""
_CLOSE_ACCOUNT = "update payout_account set state = 'returned' where id = $1 and state = 'current'"


async def mark_paid(
    runtime: Runtime, withdrawal_ids: Sequence[UUID], reference: str, *, by: StaffMember, now: datetime
) -> None:
    """All or none. Raises `InvalidInput` without a reference, `NotFound`, `OwnMatter`, `StateConflict` when one is not approved."""
    reference = " ".join(reference.split())
    if not reference or len(reference) > _LONGEST_REFERENCE:
        raise InvalidInput("Please enter the bank's reference.", field="reference")
    if not withdrawal_ids:
        raise InvalidInput("Please choose at least one.")
    async with platform_scope() as scope:
        # In one order, so that two who do the same do not wait for one another.
        for withdrawal_id in sorted(set(withdrawal_ids)):
            one = await find_withdrawal(scope, withdrawal_id)
            await refuse_own(scope, by.account_id, one.shop_id)
            if not await scope.execute(_PAY, one.id, reference, now):
                raise StateConflict
            await book_paid(scope, one, now=now)
            await _tell(
                scope, runtime, one, ("withdrawal.paid", PAID, PAID_TEXT), by, now, reference=reference
            )


async def mark_returned(
    runtime: Runtime, withdrawal_id: UUID, reason: str, *, by: StaffMember, now: datetime
) -> None:
    """Before or after it was marked as paid. Raises `InvalidInput` without a reason, `NotFound`, `OwnMatter`, `StateConflict`."""
    reason = check_reason(reason)
    async with platform_scope() as scope:
        one = await find_withdrawal(scope, withdrawal_id)
        await refuse_own(scope, by.account_id, one.shop_id)
        if one.state not in ("approved", "paid") or not await scope.execute(
            _RETURN, one.id, reason, now, one.state
        ):
            raise StateConflict
        await (book_returned if one.state == "paid" else book_back)(scope, one, now=now)
        await scope.execute(_CLOSE_ACCOUNT, one.account_id)
        await cancel_for_new_account(scope, one.shop_id, now=now)
        await _tell(
            scope, runtime, one, ("withdrawal.returned", RETURNED, RETURNED_TEXT), by, now, reason=reason
        )


async def _tell(
    scope: Scope,
    runtime: Runtime,
    one: Withdrawal,
    words: tuple[str, str, str],
    by: StaffMember,
    now: datetime,
    **said: Any,
) -> None:
    """The trail, the shop's own books, and the owner."""
    deed, subject, text = words
    await record(
        scope, deed=deed, actor_id=by.account_id, actor=by.name, now=now, shop_id=one.shop_id,
        amount=one.goes_out.to_decimal_text(), currency=one.currency, **said,
    )  # fmt: skip
    await enqueue(scope, TELL_JOB, {"withdrawal_id": str(one.id), "shop_id": str(one.shop_id)})
    await tell_owner(
        scope, runtime, one.shop_id, subject, text, path=f"/my/money/{one.shop_id}", now=now,
        amount=partial(one.goes_out.format), **said,
    )  # fmt: skip
