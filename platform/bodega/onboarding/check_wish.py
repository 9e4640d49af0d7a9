"""What there is to say about a name and an address while they are still being typed."""

from datetime import datetime
from typing import Literal
from uuid import UUID

import msgspec

from bodega.kernel.database import platform_scope
from bodega.kernel.errors import BodegaError
from bodega.onboarding.application import find_application
from bodega.onboarding.judge_name import JudgedName, check_length, judge_name
from bodega.onboarding.limit_writes import admit_check
from bodega.onboarding.reserve_address import is_taken
from bodega.runtime import Runtime
from bodega.street.check_slug import check_slug
from bodega.street.register_shop import AddressTaken

LOOK_ALIKE = "There are shops with a name like this: %(names)s. The reviewer will look at that."

Tone = Literal["", "good", "warn", "bad"]


class Said(msgspec.Struct, frozen=True):
    """`tone` is empty while there is nothing to say. `suggestions` are names that would do."""

    tone: Tone = ""
    text: str = ""
    suggestions: tuple[str, ...] = ()


class CheckedWish(msgspec.Struct, frozen=True):
    shop_name: Said
    slug: Said


async def check_wish(
    runtime: Runtime,
    account_id: UUID,
    application_id: UUID,
    *,
    shop_name: str,
    slug: str,
    locale: str,
    now: datetime,
) -> CheckedWish:
    """Nothing is kept. Raises `NotFound` for somebody else's application, `TooManyRequests`."""
    await admit_check(runtime, account_id)
    say = runtime.translations.gettext
    async with platform_scope() as scope:
        application = await find_application(scope, application_id, account_id)
        taken = bool(slug) and await is_taken(scope, runtime, slug, but_for=application.shop_id)
    about_slug = _about_slug(runtime, slug, locale, taken=taken)
    if not shop_name:
        return CheckedWish(Said(), about_slug)
    if error := check_length(shop_name):
        return CheckedWish(Said("bad", say(locale, error.message, **error.params)), about_slug)
    judged = await judge_name(
        runtime,
        shop_name,
        owner_id=account_id,
        market=application.market,
        locale=locale,
        now=now,
        fresh=False,
    )
    return CheckedWish(_about_name(runtime, judged, locale), about_slug)


def _about_slug(runtime: Runtime, slug: str, locale: str, *, taken: bool) -> Said:
    if not slug:
        return Said()
    try:
        check_slug(slug)
        if taken:
            raise AddressTaken(slug)
    except BodegaError as error:
        return Said("bad", runtime.translations.gettext(locale, error.message, **error.params))
    return Said("good", runtime.translations.gettext(locale, "This address is free."))


def _about_name(runtime: Runtime, judged: JudgedName, locale: str) -> Said:
    say = runtime.translations.gettext
    if judged.hits:
        tone: Tone = "bad" if judged.refused else "warn"
        return Said(tone, judged.reason().in_locale(locale), judged.suggestions)
    if judged.look_alikes:
        others = "、".join(judged.look_alikes)
        return Said("warn", say(locale, LOOK_ALIKE, names=others))
    return Said("good", say(locale, "This name can be used."))
