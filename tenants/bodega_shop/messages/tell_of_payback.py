"""Tell a customer what the shop decided about the money that was asked back: the job behind `announce_payback`."""

from typing import Any
from uuid import UUID

from bodega.kernel.database import shop_scope
from bodega.kernel.money import Money
from bodega.runtime import Runtime
from bodega.street.shop import Shop
from bodega_shop.contracts.notifier import Message
from bodega_shop.floor import floor_of
from bodega_shop.messages.send_to_person import send_to_person

_SELECT = """
    select p.id, p.principal, p.currency, p.state, p.answer, c.locale,
           case when c.email <> '' then c.email else c.phone end as contact
      from payback p join customer c on c.id = p.customer_id
     where p.id = $1 and p.state in ('granted', 'refused') and c.state = 'active'"""


async def tell_of_payback(runtime: Runtime, shop: Shop, payload: dict[str, Any]) -> None:
    """The job. Nothing is sent to an account that is gone."""
    async with shop_scope(shop) as scope:
        row = await scope.fetchrow(_SELECT, UUID(payload["payback"]))
    if row is not None and row["contact"]:
        await send_to_person(runtime, shop, await _message(runtime, shop, dict(row)))


async def _message(runtime: Runtime, shop: Shop, row: dict[str, Any]) -> Message:
    profile = await floor_of(runtime).profiles.of(shop)
    say, locale = runtime.translations.gettext, row["locale"]
    known = {
        "shop": profile.name,
        "amount": Money(row["principal"], row["currency"]),
        "answer": row["answer"],
        "address": runtime.settings.address_of(shop.canonical_host, "/account"),
    }
    if row["state"] == "granted":
        subject = say(locale, "%(shop)s: %(amount)s of your balance goes back to you", **known)
        text = say(
            locale,
            "You asked for %(amount)s of your balance back, and the shop agreed. The money is on its way; a bank may "
            "need some days to show it.\n\nYour balance and its statement:\n%(address)s\n\n%(shop)s",
            **known,
        )
    else:
        subject = say(locale, "%(shop)s: your balance stays as it is", **known)
        text = say(
            locale,
            "You asked for %(amount)s of your balance back, and the shop did not agree. It says:\n\n%(answer)s\n\n"
            "The money is in your balance:\n%(address)s\n\n%(shop)s",
            **known,
        )
    return Message(key=f"{row['id']}-decided", recipient=row["contact"], subject=subject, text=text)
