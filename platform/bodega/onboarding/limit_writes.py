"""How often one account may write: people never meet these limits, programs do."""

from uuid import UUID

from bodega.runtime import Runtime

_HOUR = 60 * 60
_STARTS, _SAVES, _HAND_INS, _CHECKS = 10, 200, 10, 600


async def admit_start(runtime: Runtime, account_id: UUID) -> None:
    """Each of these raises `TooManyRequests`."""
    await runtime.throttle.admit(f"application start {account_id}", _STARTS, _HOUR)


async def admit_save(runtime: Runtime, account_id: UUID) -> None:
    await runtime.throttle.admit(f"application save {account_id}", _SAVES, _HOUR)


async def admit_hand_in(runtime: Runtime, account_id: UUID) -> None:
    await runtime.throttle.admit(f"application hand-in {account_id}", _HAND_INS, _HOUR)


async def admit_check(runtime: Runtime, account_id: UUID) -> None:
    """Names and addresses checked while they are typed: a pause after each letter still fits."""
    await runtime.throttle.admit(f"name check {account_id}", _CHECKS, _HOUR)
