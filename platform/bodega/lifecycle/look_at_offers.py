"""The shops that are offered to an account, and how far it is on the way to each."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from bodega.kernel.database import Scope, platform_scope
from bodega.kernel.errors import NotFound
from bodega.lifecycle.hand_over import Handover, offered_to
from bodega.onboarding.application import NEW_OWNER, Application, find_application
from bodega.onboarding.asked_steps import asked_steps
from bodega.qualifications.china_day import china_day
from bodega.qualifications.facts import facts_of_shop
from bodega.qualifications.read_standing import Standing, read_standing


@dataclass(frozen=True)
class Offer:
    """`wish` and `standing` are there once it is accepted; `words` are what the platform asked for."""

    handover: Handover
    wish: Application | None = None
    standing: Standing | None = None
    words: tuple[str, ...] = ()
    in_china: bool = True


async def look_at_offers(account_id: UUID, *, locale: str, now: datetime) -> list[Offer]:
    """The oldest first."""
    offers = await offered_to(account_id)
    async with platform_scope() as scope:
        return [await _look(scope, one, account_id, locale, now) for one in offers]


async def find_offer(handover_id: UUID, account_id: UUID) -> Offer:
    """One that waits for a yes. Raises `NotFound` for anybody else's."""
    found = [one for one in await offered_to(account_id) if one.id == handover_id and one.state == "offered"]
    if not found:
        raise NotFound
    async with platform_scope() as scope:
        facts = await facts_of_shop(scope, found[0].shop_id)
    return Offer(found[0], in_china=facts.market == "cn")


async def _look(scope: Scope, one: Handover, account_id: UUID, locale: str, now: datetime) -> Offer:
    if one.application_id is None:
        return Offer(one)
    wish = await find_application(scope, one.application_id, account_id, kind=NEW_OWNER)
    standing = await read_standing(scope, on=china_day(now), application_id=wish.id)
    asked = await asked_steps(scope, wish, locale)
    # What was said of the whole stands at each of its steps.
    return Offer(
        one, wish, standing, tuple(dict.fromkeys(word for words in asked.values() for word in words))
    )
