"""The public page on which anybody checks what was verified of a shop, and when."""

from typing import Any

from litestar import Response, get
from litestar.params import FromPath

from bodega.kernel.database import platform_scope
from bodega.kernel.errors import NotFound
from bodega.kernel.i18n import format_date, time_zone
from bodega.platform_pages.deed_words import STATES, TONES
from bodega.qualifications.read_trust import Mark, Trust, read_trust
from bodega.staff.door_page import DoorPage
from bodega.street.shop import ANSWERING_STATES, Shop
from bodega.web.given import NamedDependency

_CHINA = time_zone("Asia/Shanghai")


@get("/verify/{slug:str}")
async def show_verified(page: NamedDependency[DoorPage], slug: FromPath[str]) -> Response[Any]:
    shop, trust = await _verified(page, slug)
    host = shop.leading_host or shop.canonical_host
    return await page.show(
        "verify.html",
        shop_shown=shop.name,
        host=host,
        front_url=page.runtime.settings.address_of(host),
        state=page.say(STATES[shop.state]),
        tone=TONES.get(shop.state, ""),
        vouched=shop.vouched,
        marks=[_mark(page, mark) for mark in trust.marks],
        trades=[trade.in_locale(page.visit.locale) for trade in trust.trades],
        at=page.moment(page.visit.now),
    )


async def _verified(page: DoorPage, slug: str) -> tuple[Shop, Trust]:
    """Raises `NotFound` for a shop that has not opened: what is being looked at is nobody's business yet.

    Nor has a twin: it sells nothing, and nobody answers for it.
    """
    shop = await page.runtime.directory.by_slug(slug)
    if shop is None or shop.rehearses is not None or shop.state not in ANSWERING_STATES:
        raise NotFound
    async with platform_scope() as scope:
        return shop, await read_trust(scope, shop.id, now=page.visit.now)


def _mark(page: DoorPage, mark: Mark) -> dict[str, str]:
    locale = page.visit.locale
    return {
        "name": mark.name.in_locale(locale),
        "holder": mark.holder,
        "number": mark.number,
        "host": mark.host,
        "verified": format_date(mark.verified_on, locale, _CHINA),
        "until": format_date(mark.valid_until, locale, _CHINA) if mark.valid_until else "",
    }
