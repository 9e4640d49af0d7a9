"""Set up, renew and take away the second factor of one's own account."""

from datetime import datetime
from uuid import UUID

from bodega.kernel.database import Scope, platform_scope
from bodega.kernel.errors import InvalidInput, StateConflict
from bodega.kernel.totp import accept_totp, new_totp_secret
from bodega.runtime import Runtime
from bodega.staff.audit import record
from bodega.staff.recovery_codes import count_recovery_codes, write_recovery_codes
from bodega.staff.staff_member import StaffMember


class WrongCode(InvalidInput):
    """This code is not right, or it was used already. Please wait for the next one."""

    kind = "wrong-code"


async def begin_second_factor(runtime: Runtime, staff: StaffMember) -> str:
    """The secret to show as a QR code: the same until it is confirmed, so that a reloaded page still fits the app.

    Raises `StateConflict` once a second factor is in use.
    """
    async with platform_scope() as scope:
        row = await scope.fetchrow(
            "select totp_sealed, totp_confirmed_at from account where id = $1 for update", staff.account_id
        )
        if row is None or row["totp_confirmed_at"] is not None:
            raise StateConflict
        if row["totp_sealed"] is not None:
            return open_secret(runtime, row["totp_sealed"], staff.account_id)
        secret = new_totp_secret()
        sealed = runtime.platform_vault.seal(
            secret, table="account", column="totp_sealed", row_id=staff.account_id
        )
        await scope.execute("update account set totp_sealed = $2 where id = $1", staff.account_id, sealed)
    return secret


async def confirm_second_factor(
    runtime: Runtime, staff: StaffMember, code: str, *, now: datetime
) -> list[str]:
    """Take it into use with a first right code; the recovery codes come back and are shown this once.

    Raises `WrongCode`, and `StateConflict` when there is nothing to confirm.
    """
    async with platform_scope() as scope:
        row = await scope.fetchrow(
            "select totp_sealed from account where id = $1 and totp_confirmed_at is null for update",
            staff.account_id,
        )
        if row is None or row["totp_sealed"] is None:
            raise StateConflict
        step = accept_totp(open_secret(runtime, row["totp_sealed"], staff.account_id), code, now, None)
        if step is None:
            raise WrongCode(field="code")
        await scope.execute(
            "update account set totp_confirmed_at = $2, totp_last_step = $3 where id = $1",
            staff.account_id, now, step,
        )  # fmt: skip
        await scope.execute("update sign_in set second_factor = true where id = $1", staff.session_id)
        codes = await write_recovery_codes(scope, runtime, staff.account_id)
        await _record(scope, "account.second_factor_set_up", staff, now)
    return codes


async def renew_recovery_codes(runtime: Runtime, staff: StaffMember, *, now: datetime) -> list[str]:
    """New recovery codes; the old ones stop working."""
    async with platform_scope() as scope:
        codes = await write_recovery_codes(scope, runtime, staff.account_id)
        await _record(scope, "account.recovery_codes_renewed", staff, now)
    return codes


async def recovery_codes_left(staff: StaffMember) -> int:
    async with platform_scope() as scope:
        return await count_recovery_codes(scope, staff.account_id)


async def drop_second_factor(staff: StaffMember, *, now: datetime) -> None:
    """Take it away; platform staff are led to set up another one at once."""
    async with platform_scope() as scope:
        await forget_second_factor(scope, staff.account_id)
        await _record(scope, "account.second_factor_dropped", staff, now)


async def forget_second_factor(scope: Scope, account_id: UUID) -> None:
    await scope.execute("delete from recovery_code where account_id = $1", account_id)
    await scope.execute(
        "update account set totp_sealed = null, totp_confirmed_at = null, totp_last_step = 0 where id = $1",
        account_id,
    )


def open_secret(runtime: Runtime, sealed: bytes, account_id: UUID) -> str:
    return runtime.platform_vault.open(
        sealed, table="account", column="totp_sealed", row_id=account_id
    ).decode()


async def _record(scope: Scope, deed: str, staff: StaffMember, now: datetime) -> None:
    await record(scope, deed=deed, actor_id=staff.account_id, actor=staff.name, now=now)
