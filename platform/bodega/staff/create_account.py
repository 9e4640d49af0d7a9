"""Create the account of somebody who will work here; places in shops are given to it later."""

from datetime import datetime
from uuid import UUID

import asyncpg

from bodega.kernel.contact import parse_email
from bodega.kernel.database import platform_scope
from bodega.kernel.errors import Conflict
from bodega.kernel.ids import new_id
from bodega.kernel.passwords import hash_password
from bodega.kernel.weak_passwords import check_password
from bodega.published.keep_consent import Consent, keep_consent
from bodega.staff.audit import record


async def create_account(
    *,
    email: str,
    name: str,
    password: str,
    locale: str,
    now: datetime,
    actor: str = "",
    consent: Consent | None = None,
) -> UUID:
    """The id of the new account; `actor` is who made it, if not the person, who then gives the `consent`.

    Raises `InvalidInput` for an e-mail address or a password that cannot be one, `Conflict` for an address in use.
    """
    email = parse_email(email)
    check_password(password, email)
    hashed = await hash_password(password)
    account_id = new_id()
    async with platform_scope() as scope:
        try:
            await scope.execute(
                "insert into account (id, email, name, password_hash, locale, created_at)"
                " values ($1, $2, $3, $4, $5, $6)",
                account_id, email, name, hashed, locale, now,
            )  # fmt: skip
        except asyncpg.UniqueViolationError as error:
            raise Conflict("There is an account with the address %(email)s already.", email=email) from error
        if consent is not None:
            await keep_consent(
                scope, account_id, "sign_up", consent.versions, address=consent.address, now=now
            )
        await record(
            scope, deed="account.created", actor_id=account_id, actor=actor or name, now=now, email=email
        )
    return account_id
