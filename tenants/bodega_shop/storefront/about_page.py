"""About this shop: who it is, which papers were verified, and where that can be checked."""

from litestar import Response, get

from bodega.kernel.i18n import format_date, time_zone
from bodega.qualifications.read_trust import Mark
from bodega.web.given import NamedDependency
from bodega_shop.storefront.render_page import Front
from bodega_shop.storefront.shown.texts import VerifiedPaper


@get("/about", include_in_schema=False)
async def show_about(front: NamedDependency[Front]) -> Response[str]:
    settings = front.runtime.settings
    return front.page(
        "about.html",
        title=front.say("About this shop"),
        papers=[_paper(front, mark) for mark in front.trust.marks],
        trades=[trade.in_locale(front.visit.locale) for trade in front.trust.trades],
        verify_url=settings.address_of(settings.base_domain, f"/verify/{front.shop.slug}"),
    )


def _paper(front: Front, mark: Mark) -> VerifiedPaper:
    locale, zone = front.visit.locale, time_zone("Asia/Shanghai")
    return VerifiedPaper(
        name=mark.name.in_locale(locale),
        holder=mark.holder,
        number=mark.number,
        host=mark.host,
        verified_text=format_date(mark.verified_on, locale, zone),
        until_text=format_date(mark.valid_until, locale, zone) if mark.valid_until else "",
    )
