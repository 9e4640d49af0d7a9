"""The second step: the name over the door, the address under which the shop answers, and domains of one's own."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from bodega.kernel.database import platform_scope
from bodega.kernel.form import Form
from bodega.kernel.i18n import LOCALES
from bodega.onboarding.application import find_application
from bodega.onboarding.judge_name import check_length, judge_name
from bodega.onboarding.keep_answer import keep_answer, open_for
from bodega.onboarding.limit_writes import admit_save
from bodega.onboarding.read_domains import read_domains
from bodega.onboarding.reserve_address import reserve_address
from bodega.policy.rule import Market
from bodega.runtime import Runtime

TAKE = "take"


@dataclass(frozen=True)
class _Wish:
    shop_name: str
    slug: str
    locale: str
    domains: list[dict[str, str]]


async def save_name(
    runtime: Runtime, account_id: UUID, application_id: UUID, form: Form, *, now: datetime
) -> None:
    """The address is put aside while the application lives. A suggestion that was clicked comes as the field `take`.

    Raises `NameRefused` with suggestions, `AddressTaken`, `InvalidInput`, `NotFound`, `StateConflict`,
    `TooManyRequests`.
    """
    await admit_save(runtime, account_id)
    async with platform_scope() as scope:
        application = await find_application(scope, application_id, account_id)
    market = application.market
    wish = _read(form, runtime.settings.base_domain, market)
    form.require_ok()
    judged = await judge_name(
        runtime, wish.shop_name, owner_id=account_id, market=market, locale=wish.locale, now=now
    )
    judged.require()
    async with platform_scope() as scope:
        application = await open_for(scope, application_id, account_id, "name", now=now)
        shop_id = await reserve_address(
            scope, runtime, application, slug=wish.slug, name=wish.shop_name, locale=wish.locale, now=now
        )
        await keep_answer(scope, application, "name", _said(wish), now=now)
        await keep_answer(scope, application, "domains", wish.domains, now=now)
    await runtime.directory.announce_change(shop_id)


def _read(form: Form, base_domain: str, market: Market) -> _Wish:
    if form.filled(TAKE):
        form.values["shop_name"] = form.value(TAKE)
    name = form.required_text("shop_name", 100)
    if name and (error := check_length(name)):
        form.refuse_with(error)
    slug = form.required_text("slug", 60).lower()
    locale = form.choice("locale", LOCALES)
    domains = read_domains(form, base_domain, asks_for_filing=market == "cn")
    return _Wish(name, slug, locale, domains)


def _said(wish: _Wish) -> dict[str, Any]:
    return {"shop_name": wish.shop_name, "slug": wish.slug, "locale": wish.locale}
