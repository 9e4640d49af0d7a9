"""Sign a customer in with contact and password."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import structlog

from bodega.kernel.contact import Contact
from bodega.kernel.database import Scope, shop_scope
from bodega.kernel.errors import Forbidden, InvalidInput
from bodega.kernel.passwords import hash_password, needs_rehash, verify_password
from bodega.runtime import Runtime
from bodega.street.shop import Shop
from bodega_shop.customers.ask_proof import contact_digest
from bodega_shop.customers.start_session import start_session

PER_SECONDS = 15 * 60
_TIMES_MORE_PER_ADDRESS = 5

_SELECT = """
    select id, password_hash, state from customer
     where (email_digest = $1 or phone_digest = $1) and state <> 'erased'"""

log = structlog.get_logger()


class WrongSignIn(InvalidInput):
    """The e-mail address or mobile number, or the password, is not right."""

    status = 401
    kind = "wrong-password"


class Blocked(Forbidden):
    """The shop has blocked this account. Your balance and your orders stay yours: please write to the shop."""

    kind = "blocked"


@dataclass(frozen=True)
class Caller:
    """From where somebody comes, and the session that this browser had before, if any."""

    address: str
    agent: str
    old_token: str = ""


async def sign_in(
    runtime: Runtime, shop: Shop, contact: Contact, password: str, caller: Caller, *, now: datetime
) -> str:
    """The token of the new session; the browser's old one ends.

    An unknown contact gets the same answer after the same work. Raises `TooManyRequests`, `WrongSignIn`, and `Blocked`
    once the password was right.
    """
    await limit_tries(runtime, shop, contact.value, caller.address)
    customer_id = await check_password_of(shop, contact, password)
    if customer_id is None:
        log.info("customer_sign_in_refused", shop=shop.slug, address=caller.address)
        raise WrongSignIn
    await runtime.throttle.forgive(_key(shop, contact.value))
    async with shop_scope(shop) as scope:
        return await start_session(
            scope,
            customer_id,
            old_token=caller.old_token,
            address=caller.address,
            agent=caller.agent,
            now=now,
        )


async def limit_tries(runtime: Runtime, shop: Shop, who: str, address: str) -> None:
    """Raises `TooManyRequests`. `who` is a contact or an account; unknown ones are counted like known ones."""
    limit = runtime.settings.sign_in_attempts
    await runtime.throttle.admit(f"customer address {address}", limit * _TIMES_MORE_PER_ADDRESS, PER_SECONDS)
    await runtime.throttle.admit(_key(shop, who), limit, PER_SECONDS)


async def check_password_of(shop: Shop, contact: Contact, password: str) -> UUID | None:
    """Whose password it is, None when it is nobody's; raises `Blocked`. An outdated hash is made anew."""
    async with shop_scope(shop) as scope:
        row = await scope.fetchrow(_SELECT, contact_digest(shop, contact.value))
    kept = row["password_hash"] if row else None
    if not await verify_password(password, kept) or row is None:
        return None
    if row["state"] != "active":
        raise Blocked
    fresh = await hash_password(password) if needs_rehash(row["password_hash"]) else row["password_hash"]
    async with shop_scope(shop) as scope:
        return row["id"] if await _keep_hash(scope, row["id"], row["password_hash"], fresh) else None


async def _keep_hash(scope: Scope, customer_id: UUID, old: str, fresh: str) -> bool:
    """Checking a password takes a while: one that was changed meanwhile opens nothing, and is not put back."""
    sql = "update customer set password_hash = $3 where id = $1 and password_hash = $2 and state = 'active'"
    return bool(await scope.execute(sql, customer_id, old, fresh))


def _key(shop: Shop, who: str) -> str:
    return f"customer {shop.id} {who}"
