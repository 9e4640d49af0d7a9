"""Render a storefront page in the shop's theme and the visitor's language."""

from dataclasses import dataclass, field
from functools import cache
from typing import Any
from urllib.parse import urlencode

from jinja2 import Environment
from litestar import Response

from bodega.kernel.i18n import LOCALES, Translations, format_date, time_zone
from bodega.kernel.markdown import render_markdown
from bodega.kernel.money import Money
from bodega.qualifications.read_trust import Trust
from bodega.runtime import Runtime
from bodega.street.shop import Shop
from bodega.web.templates import make_environment
from bodega.web.visit import LOCALE_COOKIE, AnyRequest, Visit, provide_runtime, provide_shop, provide_visit
from bodega_shop.contracts.theme import Theme
from bodega_shop.customers.customer import Customer
from bodega_shop.customers.customer_cookie import customer_token
from bodega_shop.customers.find_customer import find_customer
from bodega_shop.customers.reach_customers import reachable_kinds
from bodega_shop.floor import floor_of
from bodega_shop.settings.profile import Profile
from bodega_shop.storefront.shown.every_page import ShopFace
from bodega_shop.terms.current_terms import CurrentTerms
from bodega_shop.terms.kinds import NAMES

FALLBACK_THEME = "counter"
LANGUAGE_NAMES = {"zh-CN": "中文", "en": "English"}
YEAR_SECONDS = 31_536_000


@dataclass(frozen=True)
class Front:
    """One visit to one shop's storefront; `customer` is who is signed in, `trust` what was verified of the shop."""

    runtime: Runtime
    shop: Shop
    profile: Profile
    visit: Visit
    request: AnyRequest
    customer: Customer | None = None
    trust: Trust = field(default_factory=Trust)
    terms: CurrentTerms = field(default_factory=CurrentTerms)

    def say(self, message: str, **params: object) -> str:
        return self.runtime.translations.gettext(self.visit.locale, message, **params)

    def say_n(self, singular: str, plural: str, num: int) -> str:
        return self.runtime.translations.ngettext(self.visit.locale, singular, plural, num)

    def money(self, amount: Money) -> str:
        return amount.format(self.visit.locale)

    def html(self, template: str, **context: Any) -> str:
        environment = _environment(self._theme(), self.runtime.translations, self.visit.locale)
        return environment.get_template(template).render(shop=shop_face(self), **self._links(), **context)

    def page(self, template: str, *, status: int = 200, **context: Any) -> Response[str]:
        """The page, never kept by anybody: it shows live stock and private orders."""
        html = self.html(template, **context)
        response = Response(
            html, status_code=status, media_type="text/html", headers={"cache-control": "private, no-store"}
        )
        chosen = self.request.query_params.get("lang")
        if chosen in LOCALES:
            response.set_cookie(
                LOCALE_COOKIE, chosen, max_age=YEAR_SECONDS, samesite="lax", httponly=True, secure=self.secure
            )
        return response

    @property
    def secure(self) -> bool:
        return self.runtime.settings.public_scheme == "https"

    @property
    def asks_feedback(self) -> bool:
        """Whether guests are asked how it was."""
        return self.shop.soft_launch is not None or self.shop.rehearses is not None

    def address_of(self, path: str) -> str:
        """The address of `path` on the host that the visitor came to."""
        return self.runtime.settings.address_of(self.visit.host, path)

    def _links(self) -> dict[str, Any]:
        other = next(locale for locale in LOCALES if locale != self.visit.locale)
        query = [(key, value) for key, value in self.request.query_params.multi_items() if key != "lang"]
        return {
            "home_url": "/",
            "look_up_url": "/look-up",
            **self._account(),
            **self._policies(),
            "basket_url": "/basket",
            "basket_count": self.request.cookies.get("basket", "").count("."),
            "alternate_locale_url": f"{self.request.url.path}?{urlencode([*query, ('lang', other)])}",
            "alternate_locale_name": LANGUAGE_NAMES[other],
        }

    def _account(self) -> dict[str, str]:
        """The way to the account with its balance, or to the door where this shop offers accounts."""
        if self.customer is not None:
            return {"account_url": "/account", "purse_text": self.money(self.customer.balance)}
        offered = reachable_kinds(self.runtime, self.shop)
        return {"account_url": "/account/sign-in" if offered else "", "purse_text": ""}

    def _policies(self) -> dict[str, Any]:
        """The policy pages in force, and those that a signed-in customer is asked to agree to again."""
        now, locale = self.visit.now, self.visit.locale
        asked = self.terms.asked_again(self.customer.consent, now) if self.customer else []
        return {
            "policy_pages": [
                (NAMES[kind].in_locale(locale), f"/terms/{kind}") for kind in self.terms.in_force(now)
            ],
            "asked_again": [NAMES[kind].in_locale(locale) for kind in asked],
        }

    def _theme(self) -> Theme:
        themes = floor_of(self.runtime).themes
        for theme in themes.enabled_in(self.shop):
            if theme.code == self.profile.theme:
                return theme
        return themes.find(FALLBACK_THEME)


async def provide_front(request: AnyRequest) -> Front:
    """The dependency `front` of every storefront page. Only who brings a customer's cookie is asked for."""
    runtime, shop = provide_runtime(request), provide_shop(request)
    profile = await floor_of(runtime).profiles.of(shop)
    visit, token = provide_visit(request), customer_token(runtime, request)
    customer = await find_customer(shop, token, now=visit.now) if token else None
    trust = await floor_of(runtime).trust.of(shop, now=visit.now)
    terms = await floor_of(runtime).terms.of(shop)
    return Front(runtime, shop, profile, visit, request, customer, trust, terms)


def shop_face(front: Front) -> ShopFace:
    profile, shop = front.profile, front.shop
    return ShopFace(
        name=profile.name,
        slug=shop.slug,
        state=shop.state,  # type: ignore[arg-type]
        takes_orders=shop.takes_orders,
        notice_html=render_markdown(profile.notice),
        contact=profile.contact,
        locale=front.visit.locale,
        currency=profile.currency,
        accent=profile.accent,
        accent_css_url=f"/accent/{profile.accent.removeprefix('#')}.css",
        terms_url="/terms",
        # Each mainland domain has a filing of its own; what was verified for this one goes before what was typed.
        icp_number=front.trust.filing_of(front.visit.host) or profile.icp_number,
        about_url="/about",
        verified=len(front.trust.marks),
        rehearsal=shop.rehearses is not None,
        open_to_all=shop.is_open_to_all,
        asks_feedback=front.asks_feedback,
        closes_text=_closing_day(front),
        closing_reason=shop.closing_reason,
    )


def _closing_day(front: Front) -> str:
    closes_at = front.shop.closes_at
    if closes_at is None:
        return ""
    return format_date(closes_at, front.visit.locale, time_zone(front.profile.time_zone))


@cache
def _environment(theme: Theme, translations: Translations, locale: str) -> Environment:
    return make_environment([theme.templates], translations, locale)
