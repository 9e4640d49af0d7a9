"""Ask for a shop: an account for who has none yet, and a place in the registry."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from bodega.kernel.contact import parse_email
from bodega.kernel.database import platform_scope
from bodega.kernel.errors import InvalidInput
from bodega.kernel.passwords import verify_password
from bodega.published.keep_consent import Consent, check_shown, keep_agreement
from bodega.published.kinds import FOR_ACCOUNTS, FOR_SHOPS
from bodega.runtime import Runtime
from bodega.staff.create_account import create_account
from bodega.staff.find_account import find_account
from bodega.staff.limit_attempts import admit_attempt, forgive_attempts
from bodega.staff.prove_address import ask_for_proof
from bodega.street.check_slug import check_slug
from bodega.street.open_shop import ask_for_shop
from bodega.street.register_shop import AddressTaken

_PER_SECONDS = 60 * 60


class KnownAddress(InvalidInput):
    """There is an account with this e-mail address already, and this is not its password."""

    status = 401


@dataclass(frozen=True)
class Application:
    """What somebody filled in to open a shop; `agreed` are the versions of the texts that stood beside the tick."""

    email: str
    name: str
    password: str
    shop_name: str
    slug: str
    locale: str
    agreed: str = ""


async def sign_up(runtime: Runtime, application: Application, *, address: str, now: datetime) -> UUID:
    """The new shop's id. It opens at once where the operator's settings say so, else an administrator decides.

    Raises `InvalidInput` naming the field, `AddressTaken`, `TextsChanged`, and `TooManyRequests` for an address that asks too often.
    """
    slug = check_slug(application.slug)
    await runtime.throttle.admit(f"sign-up {address}", runtime.settings.sign_in_attempts, _PER_SECONDS)
    # Looked up before the account is made, so that another try after this mistake starts from nothing.
    async with platform_scope() as scope:
        if await scope.fetchval("select 1 from shop where slug = $1", slug):
            raise AddressTaken(slug)
    await check_shown((*FOR_ACCOUNTS, *FOR_SHOPS), application.agreed, now=now)
    owner_id = await _account(runtime, application, address, now)
    return await ask_for_shop(
        runtime,
        slug=slug,
        name=application.shop_name,
        owner_id=owner_id,
        locale=application.locale,
        at_once=runtime.settings.open_shops_at_once,
        now=now,
    )


async def _account(runtime: Runtime, application: Application, address: str, now: datetime) -> UUID:
    async with platform_scope() as scope:
        account = await find_account(scope, parse_email(application.email))
    if account is None:
        account_id = await create_account(
            email=application.email,
            name=application.name,
            password=application.password,
            locale=application.locale,
            now=now,
            consent=Consent(application.agreed, address),
        )
        await ask_for_proof(runtime, account_id, now=now)
        return account_id
    await admit_attempt(runtime, application.email, address)
    if not await verify_password(application.password, account.password_hash):
        raise KnownAddress(field="password")
    await forgive_attempts(runtime, application.email)
    await keep_agreement(account.id, application.agreed, address=address, now=now)
    return account.id
