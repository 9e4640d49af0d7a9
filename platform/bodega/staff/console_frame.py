"""What the shell of a console needs to know beside its navigation."""

from typing import Any
from urllib.parse import urlencode

from bodega.kernel.i18n import CHINESE, ENGLISH
from bodega.staff.announcement_board import unread_announcements
from bodega.staff.leave_word import take_words
from bodega.staff.list_visits import asks_wait
from bodega.staff.refuse_foreign_forms import csrf_token_of
from bodega.staff.staff_member import StaffMember
from bodega.web.visit import AnyRequest, provide_runtime, provide_visit


async def console_frame(request: AnyRequest, staff: StaffMember, prefix: str) -> dict[str, Any]:
    """The names that `console_base.html` asks for, but title, brand and navigation. Takes the words left for now."""
    visit = provide_visit(request)
    return {
        **language_switch(request, prefix),
        "csrf_token": csrf_token_of(request),
        "home_url": prefix,
        "account_url": f"{prefix}/account",
        "account_name": staff.name,
        "sign_out_url": f"{prefix}/sign-out",
        "visits_wait": await _visits_wait(request, staff),
        "announcements": await _announcements(request, staff),
        "flash": await take_words(provide_runtime(request), staff.session_id, visit.locale),
    }


async def _announcements(request: AnyRequest, staff: StaffMember) -> list[dict[str, str]]:
    """What the platform says to this shop and this person has not read yet."""
    shop, visit = request.scope["state"].get("shop"), provide_visit(request)
    if shop is None:
        return []
    unread = await unread_announcements(provide_runtime(request), shop, staff.account_id, now=visit.now)
    texts = [(one, *one.said(visit.locale)) for one in unread]
    return [{"id": str(one.id), "tone": one.tone, "title": title, "body": body} for one, title, body in texts]


async def _visits_wait(request: AnyRequest, staff: StaffMember) -> bool:
    """Whether somebody of the platform asks this owner to be let in."""
    shop = request.scope["state"].get("shop")
    if shop is None or not staff.is_at_least("owner"):
        return False
    return await asks_wait(provide_runtime(request), shop)


def language_switch(request: AnyRequest, prefix: str) -> dict[str, str]:
    """The link to this very page in the other language."""
    other, name = (ENGLISH, "English") if provide_visit(request).locale == CHINESE else (CHINESE, "中文")
    query = f"?{request.url.query}" if request.url.query else ""
    here = request.url.path + query if request.method == "GET" else prefix or "/"
    return {
        "alternate_locale_url": f"{prefix}/language/{other}?{urlencode({'next': here})}",
        "alternate_locale_name": name,
    }
