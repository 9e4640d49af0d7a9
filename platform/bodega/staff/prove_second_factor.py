"""Pass the second step of a sign-in with a code of the app, or with a recovery code."""

from datetime import datetime

from bodega.kernel.database import Scope, platform_scope
from bodega.kernel.totp import accept_totp
from bodega.runtime import Runtime
from bodega.staff.audit import record
from bodega.staff.limit_attempts import admit_attempt, forgive_attempts
from bodega.staff.recovery_codes import use_recovery_code
from bodega.staff.second_factor import WrongCode, open_secret
from bodega.staff.staff_member import StaffMember
from bodega.staff.start_session import digest_of, new_token


async def prove_second_factor(
    runtime: Runtime, staff: StaffMember, typed: str, *, address: str, now: datetime
) -> str:
    """The token that this session has from now on; the one from before the proof is worth nothing any more.

    Raises `TooManyRequests` and `WrongCode`.
    """
    who = f"second factor of {staff.account_id}"
    await admit_attempt(runtime, who, address)
    async with platform_scope() as scope:
        if not await _accept_app_code(scope, runtime, staff, typed, now):
            if not await use_recovery_code(scope, runtime, staff.account_id, typed, now=now):
                raise WrongCode(field="code")
            await record(
                scope, deed="account.recovery_code_used", actor_id=staff.account_id, actor=staff.name, now=now
            )
        token = new_token()
        await scope.execute(
            "update sign_in set token_digest = $2, second_factor = true where id = $1",
            staff.session_id, digest_of(token),
        )  # fmt: skip
    await forgive_attempts(runtime, who)
    return token


async def _accept_app_code(
    scope: Scope, runtime: Runtime, staff: StaffMember, typed: str, now: datetime
) -> bool:
    row = await scope.fetchrow(
        "select totp_sealed, totp_last_step from account where id = $1 and totp_confirmed_at is not null",
        staff.account_id,
    )
    if row is None:
        return False
    secret = open_secret(runtime, row["totp_sealed"], staff.account_id)
    step = accept_totp(secret, typed, now, row["totp_last_step"])
    if step is None:
        return False
    # Two sign-ins with one code may come at once: only the first one moves the step.
    return bool(
        await scope.execute(
            "update account set totp_last_step = $2 where id = $1 and totp_last_step < $2",
            staff.account_id,
            step,
        )
    )
