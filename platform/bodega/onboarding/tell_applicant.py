"""Mails to the applicant about the application itself: it was handed in, or it has been lying for long."""

from datetime import datetime

from bodega.kernel.database import Scope
from bodega.kernel.i18n import format_date, time_zone
from bodega.mail.post_mail import post_mail
from bodega.onboarding.application import Application
from bodega.runtime import Runtime

_ACCOUNT = "select email, name, locale from account where id = $1"
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


async def tell_handed_in(
    scope: Scope, runtime: Runtime, application: Application, due: datetime, *, now: datetime
) -> None:
    await _tell(scope, runtime, application, HANDED_IN, HANDED_IN_TEXT, due, now)


async def tell_lying(
    scope: Scope, runtime: Runtime, application: Application, until: datetime, *, now: datetime
) -> None:
    """`until` is when it is let go."""
    await _tell(scope, runtime, application, LYING, LYING_TEXT, until, now)


async def _tell(
    scope: Scope,
    runtime: Runtime,
    application: Application,
    subject: str,
    text: str,
    day: datetime,
    now: datetime,
) -> None:
    row = await scope.fetchrow(_ACCOUNT, application.account_id)
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
        shop=application.shop_name or runtime.translations.gettext(locale, "a shop without a name yet"),
        day=format_date(day, locale, _BEIJING),
        link=settings.address_of(settings.base_domain, f"/my/applications/{application.id}"),
    )
