"""Tell right holders and owners by mail how a notice goes on. What was said stands on their pages."""

from datetime import datetime

from bodega.kernel.database import Scope
from bodega.mail.post_mail import post_mail
from bodega.notices.notice import SUIT_DAYS, Notice, NoticeListing, holders_path, open_person
from bodega.runtime import Runtime

_OWNER = """
    select a.email, a.locale, s.name, (select h.host from shop_host h where h.shop_id = s.id and h.canonical) as host
      from shop s join account a on a.id = s.owner_id where s.id = $1"""

_HOLDER_SUBJECT = {
    "made": "Your notice has arrived",
    "more": "Your notice needs something more",
    "down": "What your notice names is off sale for now",
    "uphold": "What your notice names is off sale",
    "refuse": "Your notice is refused",
    "countered": "The shop states that it infringes nothing",
    "back": "A listing of your notice is back",
}
_HOLDER = {
    "made": "Hello,\n\nyour notice has arrived, and somebody of the platform looks at it. Follow it here, and keep this link to yourself: %(link)s",
    "more": "Hello,\n\nbefore the platform can act on your notice it needs something more from you. What, and where you add it: %(link)s",
    "down": "Hello,\n\nthe listings of your notice are off sale while the notice is looked at. The shops were told, and may state with proof that nothing is infringed: %(link)s",
    "uphold": "Hello,\n\nyour notice is complete, and the listings it names are off sale. The shops were told, and may state with proof that nothing is infringed: %(link)s",
    "refuse": "Hello,\n\nyour notice was looked at and is refused. Why: %(link)s",
    "countered": "Hello,\n\na shop states, with proof, that it does not infringe your right. You can complain to the authorities or sue. If the platform has no word of either within %(days)s days from now, it has to put the listing back. Read the statement, and tell of a suit or complaint here: %(link)s",
    "back": "Hello,\n\na listing of your notice is back on sale. Why: %(link)s",
}
_OWNER_SUBJECT = {
    "down": "%(shop)s: “%(title)s” is off sale, because a right holder objects",
    "back": "%(shop)s: “%(title)s” may be sold again",
    "suit": "%(shop)s: “%(title)s” stays off sale",
}
_OWNER_TEXT = {
    "down": "Hello,\n\na right holder says that “%(title)s” of %(shop)s infringes their right. It is off sale now. Read the notice; if nothing is infringed you can state so, with proof, and the right holder has %(days)s days to go to court: %(link)s",
    "back": "Hello,\n\nthe objection against “%(title)s” of %(shop)s is over. It is back on sale, unless something else keeps it off: %(link)s",
    "suit": "Hello,\n\nthe right holder told the platform of a suit or complaint about “%(title)s” of %(shop)s. Until that is decided it stays off sale: %(link)s",
}


async def tell_holder(runtime: Runtime, scope: Scope, notice: Notice, news: str, *, now: datetime) -> bool:
    """Whether it goes out."""
    holder = open_person(runtime.platform_vault, notice.id, notice.sealed)
    if holder is None:
        return False
    settings = runtime.settings
    return await post_mail(
        scope, runtime, to=holder.email, locale=notice.locale, subject=_HOLDER_SUBJECT[news], text=_HOLDER[news],
        now=now, days=str(SUIT_DAYS), link=settings.address_of(settings.base_domain, holders_path(runtime, notice.id)),
    )  # fmt: skip


async def tell_owner(
    runtime: Runtime, scope: Scope, listing: NoticeListing, news: str, *, now: datetime
) -> None:
    owner = await scope.fetchrow(_OWNER, listing.shop_id)
    if owner is None:
        return
    await post_mail(
        scope, runtime, to=owner["email"], locale=owner["locale"], subject=_OWNER_SUBJECT[news], text=_OWNER_TEXT[news],
        now=now, shop=owner["name"], title=listing.title, days=str(SUIT_DAYS),
        link=runtime.settings.address_of(owner["host"] or "", f"/console/notices/{listing.id}"),
    )  # fmt: skip
