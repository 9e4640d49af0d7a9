"""Choose a new password with a link that was sent to the account's address."""

from datetime import datetime

from bodega.kernel.contact import parse_email
from bodega.kernel.database import platform_scope
from bodega.kernel.errors import TooManyRequests
from bodega.kernel.passwords import hash_password
from bodega.kernel.weak_passwords import check_password
from bodega.mail.post_mail import post_mail
from bodega.runtime import Runtime
from bodega.staff.account_links import AccountLink, find_link, make_link, use_link
from bodega.staff.audit import record
from bodega.staff.end_sessions import end_other_sessions
from bodega.staff.find_account import find_account
from bodega.staff.prove_address import note_proven

_PER_SECONDS = 60 * 60
_PER_ADDRESS = 20
_PER_ACCOUNT = 3

SUBJECT = "Choose a new password"
# Whoever asks for it may have made the account with somebody else's address and a name of many words.
TEXT = (
    "Hello,\n\non this page you choose a new password. The link works once, within half an hour:\n\n%(link)s"
    "\n\nYou did not ask for this? Then do nothing: your password stays as it is."
)
DONE_SUBJECT = "Your password was changed"
DONE_TEXT = (
    "Hello %(name)s,\n\nyour password was changed with a link that we sent to this address, and you were signed out"
    " everywhere.\n\nThat was not you? Then ask whoever runs this street for help at once."
)


async def send_reset_link(runtime: Runtime, email: str, *, address: str, now: datetime) -> None:
    """The same for an address that nobody has: who asks is told nothing.

    Raises `InvalidInput` for a text that is no address, and `TooManyRequests` for a computer that asks too often. An
    account that is asked for too often gets no more mail, silently.
    """
    email = parse_email(email)
    await runtime.throttle.admit(f"password link from {address}", _PER_ADDRESS, _PER_SECONDS)
    try:
        await runtime.throttle.admit(f"password link of {email}", _PER_ACCOUNT, _PER_SECONDS)
    except TooManyRequests:
        return
    async with platform_scope() as scope:
        account = await find_account(scope, email)
        if account is None:
            return
        token = await make_link(scope, account.id, account.email, "password", now=now)
        settings = runtime.settings
        link = settings.address_of(settings.base_domain, f"/my/passwords/{token}")
        await post_mail(
            scope, runtime, to=account.email, locale=account.locale, subject=SUBJECT, text=TEXT, now=now,
            link=link,
        )  # fmt: skip


async def whose_reset(token: str, *, now: datetime) -> AccountLink:
    """Raises `LinkSpent`."""
    async with platform_scope() as scope:
        return await find_link(scope, token, "password", now=now)


async def choose_password(runtime: Runtime, token: str, password: str, *, now: datetime) -> None:
    """Every session of the account ends; its second factor stays.

    Raises `LinkSpent`, and `InvalidInput` for a password that is easily guessed, which leaves the link good.
    """
    link = await whose_reset(token, now=now)
    check_password(password, link.email)
    hashed = await hash_password(password)
    async with platform_scope() as scope:
        await use_link(scope, token, "password", now=now)
        await scope.execute("update account set password_hash = $2 where id = $1", link.account_id, hashed)
        await end_other_sessions(scope, link.account_id)
        await note_proven(scope, link.account_id, link.name, now=now)
        await record(
            scope,
            deed="account.password_reset",
            actor_id=link.account_id,
            actor=link.name,
            now=now,
            email=link.email,
        )
        await post_mail(
            scope, runtime, to=link.email, locale=link.locale, subject=DONE_SUBJECT, text=DONE_TEXT, now=now,
            name=link.name,
        )  # fmt: skip
