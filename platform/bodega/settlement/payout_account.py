"""Where a shop's money goes: the account of its owner's application until the owner names another one."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from bodega.kernel.database import Scope
from bodega.kernel.errors import Refused
from bodega.kernel.ids import new_id
from bodega.onboarding.save_settlement import ACCOUNT
from bodega.onboarding.seal_personal import masked, open_personal
from bodega.runtime import Runtime

_COLUMNS = "id, owner_id, way, holder, bank, account, sealed_for, state, usable_at"
# Somebody who owned the shop before gets nothing any more.
_CURRENT = f"""
    select {_COLUMNS} from payout_account
     where shop_id = $1 and state <> 'replaced' and owner_id = (select owner_id from shop where id = $1)"""
_REPLACE = "update payout_account set state = 'replaced' where shop_id = $1 and state <> 'replaced'"
_INSERT = """
    insert into payout_account (id, shop_id, owner_id, way, holder, bank, account, sealed_for, state, usable_at, created_at)
    values ($1, $2, $3, $4, $5, $6, $7, $8, 'current', $9, $10)
    on conflict do nothing"""
_APPROVED = """
    select id, account_id, answers -> 'settlement' as said from application
     where shop_id = $1 and kind = 'opening' and state = 'approved' and answers ? 'settlement'
       and account_id = (select owner_id from shop where id = $1)
     order by decided_at desc limit 1"""


@dataclass(frozen=True)
class PayoutAccount:
    """`account` is the number, sealed, with its end for people to read."""

    id: UUID
    owner_id: UUID
    way: str
    holder: str
    bank: str
    account: Mapping[str, Any]
    sealed_for: UUID
    state: str
    usable_at: datetime

    @property
    def shown(self) -> str:
        """`招商银行 •••• 6789`."""
        return f"{self.bank} {masked(self.account)}".strip()

    def refuse_unless_usable(self, now: datetime) -> None:
        """Raises `Refused` for one that was changed lately, or that the bank sent money back from."""
        if self.state == "returned":
            raise Refused("The bank sent money back from this account. Please enter the account again.")
        if self.usable_at > now:
            raise Refused(
                "The account was changed. It can be used from %(day)s on.", day=f"{self.usable_at:%Y-%m-%d}"
            )

    def opened(self, runtime: Runtime) -> str:
        """The whole number, for the bank. Raises `CannotOpen`."""
        return open_personal(runtime, self.sealed_for, ACCOUNT, self.account)


async def current_account(scope: Scope, shop_id: UUID, *, now: datetime) -> PayoutAccount | None:
    """The owner's; taken from the approved application the first time that somebody asks."""
    row = await scope.fetchrow(_CURRENT, shop_id)
    if row is None and (found := await scope.fetchrow(_APPROVED, shop_id)) is not None:
        said = found["said"]
        # It was looked at when the shop was approved, so it can be used at once.
        await keep_account(
            scope, shop_id, found["account_id"], (said["way"], said["holder"], said["bank"]), said[ACCOUNT],
            new_id(), sealed_for=found["id"], usable_at=now, now=now,
        )  # fmt: skip
        row = await scope.fetchrow(_CURRENT, shop_id)
    return PayoutAccount(**dict(row)) if row else None


async def keep_account(
    scope: Scope,
    shop_id: UUID,
    owner_id: UUID,
    said: tuple[str, str, str],
    account: Mapping[str, Any],
    account_id: UUID,
    *,
    sealed_for: UUID,
    usable_at: datetime,
    now: datetime,
) -> None:
    """In place of the one before; `said` are the way, the holder and the bank."""
    await scope.execute(_REPLACE, shop_id)
    await scope.execute(
        _INSERT, account_id, shop_id, owner_id, *said, dict(account), sealed_for, usable_at, now
    )
