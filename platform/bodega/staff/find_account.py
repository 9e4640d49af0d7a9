"""Find an account by its e-mail address."""

from dataclasses import dataclass
from uuid import UUID

from bodega.kernel.contact import parse_email
from bodega.kernel.database import Scope
from bodega.kernel.errors import InvalidInput, NotFound


@dataclass(frozen=True)
class FoundAccount:
    """What signing in needs to know; the hash is for `verify_password` and no page."""

    id: UUID
    email: str
    name: str
    locale: str
    password_hash: str
    platform_role: str | None
    has_second_factor: bool


async def find_account(scope: Scope, email: str) -> FoundAccount | None:
    """None for an unknown address, and for a text that is no address at all."""
    try:
        address = parse_email(email)
    except InvalidInput:
        return None
    row = await scope.fetchrow(
        "select id, email, name, locale, password_hash, platform_role,"
        " totp_confirmed_at is not null as has_second_factor from account where email = $1",
        address,
    )
    return FoundAccount(**dict(row)) if row else None


async def account_of(scope: Scope, email: str) -> FoundAccount:
    """For an operator who names somebody; raises `NotFound`."""
    account = await find_account(scope, email)
    if account is None:
        raise NotFound("There is no account with the address %(email)s.", email=email)
    return account
