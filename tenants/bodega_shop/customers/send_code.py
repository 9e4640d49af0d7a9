"""Send the code, or the word that goes in its place, to the contact that somebody named: the job behind `ask_proof`."""

from typing import Any
from uuid import UUID

from bodega.kernel.database import shop_scope
from bodega.kernel.jobs import enqueue
from bodega.runtime import Runtime
from bodega.street.shop import Shop
from bodega_shop.contracts.notifier import Message
from bodega_shop.customers.ask_proof import FORGOTTEN, NEW_CONTACT, SEND_JOB, SIGN_UP, code_of
from bodega_shop.floor import floor_of
from bodega_shop.messages.send_to_person import send_to_person

_SELECT = """
    select id, purpose, contact, detail from customer_proof
     where id = $1 and used_at is null and expires_at > $2"""

_CODE_TEXTS = {
    SIGN_UP: "%(code)s is your code to open an account at %(shop)s. It is good for 15 minutes.\n\n"
    "You did not ask for it? Then somebody mistyped their address, and you need do nothing.",
    FORGOTTEN: "%(code)s is your code to choose a new password at %(shop)s. It is good for 15 minutes.\n\n"
    "You did not ask for it? Then leave it: your password stays as it is. Never tell the code to anybody.",
    NEW_CONTACT: "%(code)s is your code to use this address for your account at %(shop)s. It is good for 15 minutes.\n\n"
    "You did not ask for it? Then somebody mistyped their address, and you need do nothing.",
}
_SUBJECTS = {
    True: "%(code)s is your code at %(shop)s",
    False: "Your account at %(shop)s",
}
_TAKEN_TEXTS = {
    SIGN_UP: "Somebody wanted to open an account at %(shop)s with this address, and there is one already.\n\n"
    "Was it you? Then please sign in, or choose a new password there: %(address)s",
    NEW_CONTACT: "Somebody wanted to use this address for their account at %(shop)s, and it belongs to another one.\n\n"
    "Nothing was changed.",
}


async def send_code(runtime: Runtime, shop: Shop, payload: dict[str, Any]) -> None:
    """The job. A code that has expired meanwhile is not sent any more."""
    async with shop_scope(shop) as scope:
        row = await scope.fetchrow(_SELECT, UUID(payload["proof_id"]), runtime.clock.now())
    message = await _message(runtime, shop, dict(row)) if row is not None else None
    if message is not None:
        await send_to_person(runtime, shop, message)


async def send_code_again(shop: Shop, proof_id: UUID) -> None:
    """The same code once more; callers limit how often."""
    async with shop_scope(shop) as scope:
        await enqueue(scope, SEND_JOB, {"proof_id": str(proof_id)})


async def _message(runtime: Runtime, shop: Shop, row: dict[str, Any]) -> Message | None:
    """None where a message would only bother somebody: no account of theirs is asked about."""
    text = (_CODE_TEXTS if row["detail"]["may_come_true"] else _TAKEN_TEXTS).get(row["purpose"])
    if text is None:
        return None
    profile = await floor_of(runtime).profiles.of(shop)
    locale, say = row["detail"]["locale"], runtime.translations.gettext
    code = code_of(shop, row["id"])
    address = runtime.settings.address_of(shop.canonical_host, "/account/sign-in")
    return Message(
        key=f"{row['id']}-code",
        recipient=row["contact"],
        subject=say(locale, _SUBJECTS[row["detail"]["may_come_true"]], code=code, shop=profile.name),
        text=say(locale, text, code=code, shop=profile.name, address=address),
    )
