"""Prepare a batch of withdrawals, approve it or take it apart: never the same person for both."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from bodega.billing.accounts import liability, owed_to
from bodega.kernel.database import Scope, platform_scope
from bodega.kernel.errors import InvalidInput, NotFound, Refused, StateConflict
from bodega.kernel.ids import new_id
from bodega.qualifications.china_day import china_day
from bodega.settlement.accounts import settled_of
from bodega.settlement.shop_money import hold_shop_money
from bodega.staff.audit import record
from bodega.staff.refuse_own import refuse_own
from bodega.staff.staff_member import StaffMember

_INSERT = """
    insert into payout_batch (id, name, currency, state, prepared_by, prepared_name, prepared_at)
    values ($1, $2, $3, 'prepared', $4, $5, $6)"""
_TAKE = """
    update withdrawal set state = 'batched', batch_id = $1 where id = any($2) and state = 'asked' and currency = $3"""
_DECIDE = """
    update payout_batch set state = $2, decided_by = $3, decided_name = $4, decided_at = $5
     where id = $1 and state = 'prepared'"""
_OUT = "update withdrawal set state = 'asked', batch_id = null where batch_id = $1 and state = 'batched' and shop_id = any($2)"
_APART = "update withdrawal set state = 'asked', batch_id = null where batch_id = $1 and state = 'batched'"
_APPROVED = "update withdrawal set state = 'approved' where batch_id = $1 and state = 'batched'"


async def prepare_batch(withdrawal_ids: Sequence[UUID], *, by: StaffMember, now: datetime) -> UUID:
    """All of one currency, none of one's own shop.

    Raises `InvalidInput` for none or several currencies, `OwnMatter`, `StateConflict` when one has moved.
    """
    async with platform_scope() as scope:
        rows = await scope.fetch(
            "select distinct currency, shop_id from withdrawal where id = any($1)", list(withdrawal_ids)
        )
        if len({row["currency"] for row in rows}) != 1:
            raise InvalidInput("Please choose withdrawals of one currency.")
        await refuse_own(scope, by.account_id, *{row["shop_id"] for row in rows})
        batch_id, currency = new_id(), rows[0]["currency"]
        name = f"{china_day(now):%Y%m%d}-{batch_id.hex[-6:]}"
        await scope.execute(_INSERT, batch_id, name, currency, by.account_id, by.name, now)
        if await scope.execute(_TAKE, batch_id, list(set(withdrawal_ids)), currency) != len(
            set(withdrawal_ids)
        ):
            raise StateConflict
        await record(
            scope, deed="payout.prepared", actor_id=by.account_id, actor=by.name, now=now, name=name,
            count=len(set(withdrawal_ids)),
        )  # fmt: skip
    return batch_id


async def approve_batch(batch_id: UUID, *, by: StaffMember, now: datetime) -> tuple[int, int]:
    """How many go out, and how many stay: shops that are frozen or held meanwhile, or whose money went back to buyers.

    Raises `Refused` for whoever prepared it, `OwnMatter` for an owner of a shop in it, `StateConflict` when it is decided already or nothing is left of it.
    """
    async with platform_scope() as scope:
        prepared_by, name = await _prepared(scope, batch_id)
        if prepared_by == by.account_id:
            raise Refused("Whoever prepared a batch does not approve it. Please ask somebody else.")
        await refuse_own(scope, by.account_id, *await _shops(scope, batch_id))
        if not await scope.execute(_DECIDE, batch_id, "approved", by.account_id, by.name, now):
            raise StateConflict
        stay = [one for one in await _shops(scope, batch_id) if not await _may_go(scope, one, batch_id, now)]
        left = await scope.execute(_OUT, batch_id, stay)
        gone = await scope.execute(_APPROVED, batch_id)
        if not gone:
            raise StateConflict("Nothing of this batch can go out now. Please take it apart.")
        await record(
            scope, deed="payout.approved", actor_id=by.account_id, actor=by.name, now=now, name=name, count=gone, left=left
        )  # fmt: skip
    return gone, left


async def dissolve_batch(batch_id: UUID, *, by: StaffMember, now: datetime) -> None:
    """Its withdrawals wait again. By anybody, also by whoever prepared it. Raises `NotFound`, `StateConflict`."""
    async with platform_scope() as scope:
        _, name = await _prepared(scope, batch_id)
        if not await scope.execute(_DECIDE, batch_id, "dissolved", by.account_id, by.name, now):
            raise StateConflict
        await scope.execute(_APART, batch_id)
        await record(
            scope, deed="payout.dissolved", actor_id=by.account_id, actor=by.name, now=now, name=name
        )


async def _prepared(scope: Scope, batch_id: UUID) -> tuple[UUID, str]:
    row = await scope.fetchrow("select prepared_by, name from payout_batch where id = $1", batch_id)
    if row is None:
        raise NotFound
    return row["prepared_by"], row["name"]


async def _shops(scope: Scope, batch_id: UUID) -> list[UUID]:
    rows = await scope.fetch(
        "select distinct shop_id from withdrawal where batch_id = $1 and state = 'batched' order by shop_id",
        batch_id,
    )
    return [row["shop_id"] for row in rows]


async def _may_go(scope: Scope, shop_id: UUID, batch_id: UUID, now: datetime) -> bool:
    """What was set aside may still go while what is left to the shop is not less than nothing."""
    shop = await hold_shop_money(scope, shop_id, now=now)
    currency = await scope.fetchval("select currency from payout_batch where id = $1", batch_id)
    settled = await liability(scope, shop_id, settled_of(shop_id), currency)
    pending = await liability(scope, shop_id, owed_to(shop_id), currency)
    return not shop.stands_still(now) and settled + min(pending, 0) >= 0
