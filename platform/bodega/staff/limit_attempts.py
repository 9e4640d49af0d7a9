"""Limit how often a password or a code may be tried, for each account and for each address that tries."""

from bodega.kernel.contact import parse_email
from bodega.kernel.errors import InvalidInput
from bodega.runtime import Runtime

PER_SECONDS = 15 * 60
# Several people may sit behind one address, so it gets more than one account does.
_TIMES_MORE_PER_ADDRESS = 5


async def admit_attempt(runtime: Runtime, who: str, address: str) -> None:
    """Raises `TooManyRequests`; an unknown e-mail address is counted like a known one.

    `who` names the account and what is tried: a right password must not buy more tries at the second factor.
    """
    limit = runtime.settings.sign_in_attempts
    await runtime.throttle.admit(f"sign-in address {address}", limit * _TIMES_MORE_PER_ADDRESS, PER_SECONDS)
    await runtime.throttle.admit(_account_key(who), limit, PER_SECONDS)


async def forgive_attempts(runtime: Runtime, who: str) -> None:
    """After a success. The address is not forgiven: an account of one's own must not buy tries at others."""
    await runtime.throttle.forgive(_account_key(who))


def _account_key(who: str) -> str:
    """One key for all ways to type one address, such as in full-width letters: each would buy tries of its own."""
    try:
        who = parse_email(who)
    except InvalidInput:
        who = who.strip().lower()
    return f"sign-in account {who}"
