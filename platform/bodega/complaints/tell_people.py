"""Tell both sides of a complaint by mail how it goes on. What was said stands on their pages, not in the mail."""

from datetime import datetime

from bodega.complaints.complaint import Complaint, buyers_path, open_buyer
from bodega.kernel.database import Scope
from bodega.kernel.i18n import format_datetime
from bodega.kernel.ids import display_order_number
from bodega.mail.post_mail import post_mail
from bodega.qualifications.china_day import CHINA
from bodega.runtime import Runtime

_OWNER = """
    select a.email, a.locale, s.name, (select h.host from shop_host h where h.shop_id = s.id and h.canonical) as host
      from shop s join account a on a.id = s.owner_id where s.id = $1"""

_TO_BUYER_SUBJECT = {
    "opened": "Your complaint about %(shop)s is open",
    "repeated": "Your complaint about %(shop)s is open already",
    "shop_said": "%(shop)s answered your complaint",
    "platform_said": "The platform wrote about your complaint",
    "overdue": "%(shop)s has not answered in time",
    "decided": "Your complaint about %(shop)s is decided",
    "refunded": "%(shop)s gave your money back",
    "refund_missed": "%(shop)s has not given your money back in time",
}
_TO_BUYER = {
    "opened": "Hello,\n\n%(shop)s found your order %(number)s, and your complaint is open. The shop has until %(until)s to answer; we tell you when it does.\n\nFollow it, add to it or take it back here. Keep this link to yourself: %(link)s",
    "repeated": "Hello,\n\nsomebody just complained about your order %(number)s at %(shop)s again. There is an open complaint about it already, and this is its page: %(link)s",
    "shop_said": "Hello,\n\n%(shop)s answered your complaint about the order %(number)s. Read it, add to it, or say that it is solved: %(link)s",
    "platform_said": "Hello,\n\nthere is a word of the platform about your complaint about the order %(number)s at %(shop)s: %(link)s",
    "overdue": "Hello,\n\n%(shop)s let its time to answer your complaint about the order %(number)s pass. The platform now decides with what it has. You may still add to it: %(link)s",
    "decided": "Hello,\n\nyour complaint about the order %(number)s at %(shop)s is decided. What was decided, and why: %(link)s",
    "refunded": "Hello,\n\n%(shop)s gave back what it was told to for the order %(number)s. A payment service may take some days to show it: %(link)s",
    "refund_missed": "Hello,\n\n%(shop)s was told to give money back for the order %(number)s and has not done so in time. The platform knows, and sees to it: %(link)s",
}
_TO_OWNER_SUBJECT = {
    "opened": "%(shop)s: a buyer complains about the order %(number)s",
    "buyer_said": "%(shop)s: the buyer of %(number)s added to the complaint",
    "platform_said": "%(shop)s: the platform wrote about the complaint about %(number)s",
    "withdrawn": "%(shop)s: the complaint about %(number)s is over",
    "overdue": "%(shop)s: the complaint about %(number)s was not answered in time",
    "decided": "%(shop)s: the complaint about %(number)s is decided",
    "refund_missed": "%(shop)s: the money for %(number)s did not go back in time",
}
_TO_OWNER = {
    "opened": "Hello,\n\na buyer of %(shop)s complains to the platform about the order %(number)s. Please answer until %(until)s. An answer that does not come is counted, and the platform may decide without it.\n\n%(link)s",
    "buyer_said": "Hello,\n\nthe buyer of the order %(number)s of %(shop)s added to the complaint: %(link)s",
    "platform_said": "Hello,\n\nthere is a word of the platform about the complaint about the order %(number)s of %(shop)s: %(link)s",
    "withdrawn": "Hello,\n\nthe buyer of the order %(number)s of %(shop)s ended the complaint. Nothing is left to do: %(link)s",
    "overdue": "Hello,\n\nthe time to answer the complaint about the order %(number)s of %(shop)s is over. This is counted, and the platform may now decide. You may still answer until it does: %(link)s",
    "decided": "Hello,\n\nthe complaint about the order %(number)s of %(shop)s is decided. What was decided, why, and whether something is left to do: %(link)s",
    "refund_missed": "Hello,\n\nthe platform decided that %(shop)s gives money back for the order %(number)s, and the time for it is over. It stands in the record of your shop, and the platform may freeze it. Please give it back now: %(link)s",
}


async def tell_buyer(
    runtime: Runtime,
    scope: Scope,
    complaint: Complaint,
    news: str,
    *,
    now: datetime,
    once: str | None = None,
) -> None:
    """Nothing for a buyer who left a phone number and no address: their page says all of it."""
    buyer = open_buyer(runtime.platform_vault, complaint)
    if buyer is None or not buyer.email:
        return
    settings = runtime.settings
    await post_mail(
        scope, runtime, to=buyer.email, locale=complaint.locale, subject=_TO_BUYER_SUBJECT[news], text=_TO_BUYER[news],
        now=now, once=once, shop=complaint.shop_name, number=display_order_number(complaint.number),
        until=_day(complaint, complaint.locale), link=settings.address_of(settings.base_domain, buyers_path(runtime, complaint.id)),
    )  # fmt: skip


async def tell_owner(
    runtime: Runtime, scope: Scope, complaint: Complaint, news: str, *, now: datetime
) -> None:
    owner = await scope.fetchrow(_OWNER, complaint.shop_id)
    if owner is None:
        return
    await post_mail(
        scope, runtime, to=owner["email"], locale=owner["locale"], subject=_TO_OWNER_SUBJECT[news],
        text=_TO_OWNER[news], now=now, shop=owner["name"], number=display_order_number(complaint.number),
        until=_day(complaint, owner["locale"]),
        link=runtime.settings.address_of(owner["host"] or "", f"/console/complaints/{complaint.id}"),
    )  # fmt: skip


def _day(complaint: Complaint, locale: str) -> str:
    """The last moment of the shop's time to answer, as it is in China, where the working days are counted."""
    return format_datetime(complaint.due_at, locale, CHINA, "short") if complaint.due_at else ""
