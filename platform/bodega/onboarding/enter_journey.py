"""Come in from the street: an account for who has none yet, a session, and the first step of an application."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from bodega.kernel.contact import parse_email
from bodega.kernel.database import platform_scope
from bodega.kernel.errors import InvalidInput
from bodega.onboarding.application import OPEN, applications_of
from bodega.onboarding.start_application import start_application
from bodega.published.keep_consent import Consent, check_shown
from bodega.published.kinds import FOR_ACCOUNTS
from bodega.runtime import Runtime
from bodega.staff.create_account import create_account
from bodega.staff.find_account import FoundAccount, find_account
from bodega.staff.prove_address import ask_for_proof
from bodega.staff.sign_in import Caller, WrongPassword, sign_in

_PER_SECONDS = 60 * 60


class KnownAddress(InvalidInput):
    """There is an account with this e-mail address already, and this is not its password."""

    status = 401


@dataclass(frozen=True)
class Newcomer:
    """What somebody fills in at the entrance; `agreed` are the versions of the texts that stood beside the tick."""

    email: str
    name: str
    password: str
    locale: str
    agreed: str = ""


@dataclass(frozen=True)
class Entered:
    """The token of the session, and the application to go on with; None where there is more than one way."""

    token: str
    application_id: UUID | None


async def enter_journey(runtime: Runtime, newcomer: Newcomer, *, caller: Caller, now: datetime) -> Entered:
    """A new account goes straight into its first application; a known one with open applications chooses itself.

    Raises `InvalidInput` naming the field, `KnownAddress`, `TextsChanged`, and `TooManyRequests` for an address that asks too often.
    """
    await runtime.throttle.admit(f"sign-up {caller.address}", runtime.settings.sign_in_attempts, _PER_SECONDS)
    known = await _find(newcomer.email)
    if known is None:
        await check_shown(FOR_ACCOUNTS, newcomer.agreed, now=now)
        await _create(runtime, newcomer, caller, now)
    try:
        token = await sign_in(
            runtime, None, email=newcomer.email, password=newcomer.password, caller=caller, now=now, as_reseller=True
        )  # fmt: skip
    except WrongPassword as error:
        raise KnownAddress(field="password") from error
    account = known or await _find(newcomer.email)
    if account is None or await _chooses_itself(account):
        return Entered(token, None)
    return Entered(token, await start_application(runtime, account.id, actor=account.name, now=now))


async def _find(email: str) -> FoundAccount | None:
    async with platform_scope() as scope:
        return await find_account(scope, parse_email(email))


async def _create(runtime: Runtime, newcomer: Newcomer, caller: Caller, now: datetime) -> None:
    account_id = await create_account(
        email=newcomer.email,
        name=newcomer.name,
        password=newcomer.password,
        locale=newcomer.locale,
        now=now,
        consent=Consent(newcomer.agreed, caller.address),
    )
    await ask_for_proof(runtime, account_id, now=now)


async def _chooses_itself(account: FoundAccount) -> bool:
    """Nothing is begun for somebody whose second factor is still to come."""
    async with platform_scope() as scope:
        open_ones = [one for one in await applications_of(scope, account.id) if one.state in OPEN]
    return account.has_second_factor or bool(open_ones)
