"""Sign somebody in on one host with e-mail address and password."""

from dataclasses import dataclass
from datetime import datetime

import structlog

from bodega.kernel.database import Scope, platform_scope
from bodega.kernel.errors import Forbidden, InvalidInput
from bodega.kernel.passwords import hash_password, needs_rehash, verify_password
from bodega.runtime import Runtime
from bodega.staff.audience import audience_of
from bodega.staff.audit import record
from bodega.staff.end_sessions import end_replaced_sessions
from bodega.staff.enter_as_visitor import enter_as_visitor, note_in_shop
from bodega.staff.find_account import FoundAccount, find_account
from bodega.staff.keep_in_shop import keep_in_shop
from bodega.staff.limit_attempts import admit_attempt, forgive_attempts
from bodega.staff.staff_member import RESELLER
from bodega.staff.start_session import start_session
from bodega.street.shop import Shop

log = structlog.get_logger()


class WrongPassword(InvalidInput):
    """The e-mail address or the password is not right."""

    status = 401
    kind = "wrong-password"


class NoPlaceHere(Forbidden):
    """You are right about the password, but this account has no place here. Please ask the owner for one."""

    kind = "no-place-here"


@dataclass(frozen=True)
class Caller:
    """From where somebody signs in, and the session that this browser had before, if any."""

    address: str
    agent: str
    old_token: str = ""


async def sign_in(
    runtime: Runtime,
    shop: Shop | None,
    *,
    email: str,
    password: str,
    caller: Caller,
    now: datetime,
    as_reseller: bool = False,
) -> str:
    """The token of the new session; without `shop` it is one on the platform, where any account is let in
    `as_reseller`.

    An unknown address gets the same answer after the same work. Raises `TooManyRequests`, `WrongPassword`, and
    `NoPlaceHere` once the password was right.
    """
    account = await check_sign_in(runtime, email, password, address=caller.address)
    outdated = needs_rehash(account.password_hash)
    new_hash = await hash_password(password) if outdated else account.password_hash
    async with platform_scope() as scope:
        role = await _role_here(scope, account, shop) or (RESELLER if shop is None and as_reseller else None)
        visits = shop is not None and role is None and await enter_as_visitor(scope, shop, account, now=now)
        if role is None and not visits:
            raise NoPlaceHere
        await _keep_hash(scope, account, new_hash)
        await end_replaced_sessions(scope, account.id, caller.old_token, now=now)
        token = await start_session(
            scope, account.id, audience_of(shop), now=now, address=caller.address, agent=caller.agent
        )
        if account.platform_role and shop is None:
            await record(scope, deed="staff.signed_in", actor_id=account.id, actor=account.name, now=now)
    if shop is not None and role is None:
        await note_in_shop(shop, "visit.entered", account.id, account.name, now=now)
    elif shop is not None and role is not None:
        await keep_in_shop(shop, account.id, account.name, account.email, role, now=now)
    return token


async def check_sign_in(runtime: Runtime, email: str, password: str, *, address: str) -> FoundAccount:
    """The account, when the password is its own. Raises `TooManyRequests` and `WrongPassword`."""
    await admit_attempt(runtime, email, address)
    async with platform_scope() as scope:
        account = await find_account(scope, email)
    matches = await verify_password(password, account.password_hash if account else None)
    if account is None or not matches:
        log.info("sign_in_refused", address=address)
        raise WrongPassword
    await forgive_attempts(runtime, email)
    return account


async def _role_here(scope: Scope, account: FoundAccount, shop: Shop | None) -> str | None:
    if shop is None:
        return account.platform_role
    role: str | None = await scope.fetchval(
        "select role from membership where account_id = $1 and shop_id = $2", account.id, shop.id
    )
    return role


async def _keep_hash(scope: Scope, account: FoundAccount, new_hash: str) -> None:
    """Checking a password takes a while: one that was changed meanwhile opens nothing, and is not put back."""
    if new_hash == account.password_hash:
        sql = "select 1 from account where id = $1 and password_hash = $2 for share"
        still = await scope.fetchval(sql, account.id, account.password_hash)
    else:
        sql = "update account set password_hash = $3 where id = $1 and password_hash = $2"
        still = await scope.execute(sql, account.id, account.password_hash, new_hash)
    if not still:
        raise WrongPassword
