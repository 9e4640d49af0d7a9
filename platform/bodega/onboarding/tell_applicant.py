"""Mails to the applicant about the application itself: it was handed in, or it has been lying for long."""

from dataclasses import dataclass
from datetime import datetime

from bodega.kernel.database import Scope
from bodega.kernel.i18n import format_date, time_zone
from bodega.mail.post_mail import post_mail
from bodega.onboarding.application import Application
from bodega.runtime import Runtime

_ACCOUNT = "select email, name, locale from account where id = $1"
_UNPROVEN = "select 1 from account where id = $1 and email_proven_at is null"
_BEIJING = time_zone("Asia/Shanghai")

HANDED_IN = "Your application for %(shop)s is with us"
HANDED_IN_TEXT = (
    "Hello %(name)s,\n\nyour application for %(shop)s is with us. You have an answer by %(day)s at the latest."
    "\n\nWhere it stands, at any time:\n%(link)s"
)
LYING = "Your application for a shop is waiting for you"
LYING_TEXT = (
    "Hello %(name)s,\n\nyour application for %(shop)s has not been touched for a while. Go on with it whenever you like:"
    "\n\n%(link)s\n\nIf nothing happens we let it go on %(day)s: what you filled in is erased, and the address is free again."
)
WISH = "More categories for %(shop)s: your wish is with us"
WISH_TEXT = (
    "Hello %(name)s,\n\nyour wish for more categories for %(shop)s is with us. You have an answer by %(day)s at the latest, and"
    " until then everything stays as it is.\n\nWhere it stands, at any time:\n%(link)s"
)
LYING_WISH = "Your wish for more categories is waiting for you"
LYING_WISH_TEXT = (
    "Hello %(name)s,\n\nyour wish for more categories for %(shop)s has not been touched for a while. Go on with it whenever you"
    " like:\n\n%(link)s\n\nIf nothing happens we let it go on %(day)s. Your shop stays as it is."
)


@dataclass(frozen=True)
class _About:
    """Which application, as a letter speaks of it: the name of its shop, the day that is named, the page to go on at."""

    application: Application
    shop: str
    day: datetime
    path: str


async def tell_handed_in(
    scope: Scope, runtime: Runtime, application: Application, due: datetime, *, now: datetime
) -> None:
    about = _About(application, application.shop_name, due, f"/my/applications/{application.id}")
    await _tell(scope, runtime, about, HANDED_IN, HANDED_IN_TEXT, now)


async def tell_wish_handed_in(
    scope: Scope, runtime: Runtime, wish: Application, shop: str, due: datetime, *, now: datetime
) -> None:
    about = _About(wish, shop, due, f"/my/shops/{wish.shop_id}/categories")
    await _tell(scope, runtime, about, WISH, WISH_TEXT, now)


async def tell_lying(
    scope: Scope, runtime: Runtime, application: Application, until: datetime, *, now: datetime
) -> None:
    """`until` is when it is let go. Nothing goes to an address that is not proved: its words are anybody's."""
    if runtime.settings.asks_for_proof and await scope.fetchval(_UNPROVEN, application.account_id):
        return
    about = _About(application, application.shop_name, until, f"/my/applications/{application.id}")
    await _tell(scope, runtime, about, LYING, LYING_TEXT, now)


async def tell_wish_lying(
    scope: Scope, runtime: Runtime, wish: Application, until: datetime, *, now: datetime
) -> None:
    """`until` is when it is let go."""
    shop = await scope.fetchval("select name from shop where id = $1", wish.shop_id)
    about = _About(wish, shop, until, f"/my/shops/{wish.shop_id}/categories")
    await _tell(scope, runtime, about, LYING_WISH, LYING_WISH_TEXT, now)


async def _tell(
    scope: Scope, runtime: Runtime, about: _About, subject: str, text: str, now: datetime
) -> None:
    row = await scope.fetchrow(_ACCOUNT, about.application.account_id)
    if row is None:
        return
    settings, locale = runtime.settings, row["locale"]
    await post_mail(
        scope,
        runtime,
        to=row["email"],
        locale=locale,
        subject=subject,
        text=text,
        now=now,
        name=row["name"],
        shop=about.shop or runtime.translations.gettext(locale, "a shop without a name yet"),
        day=format_date(about.day, locale, _BEIJING),
        link=settings.address_of(settings.base_domain, about.path),
    )
