"""A shop that is open and what it may sell: the wish for more that is under way, or the last one that was answered.

A wish is an application of its own: it says only what it adds, and what the shop may sell already is never touched by it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from bodega.kernel.database import Scope, platform_scope
from bodega.kernel.errors import NotFound
from bodega.onboarding.application import CATEGORIES, OPEN, WITHDRAWN, Application, find_application
from bodega.onboarding.asked_steps import asked_steps, why_refused
from bodega.onboarding.steps import Step
from bodega.qualifications.china_day import china_day
from bodega.qualifications.facts import facts_of_shop
from bodega.qualifications.judge_needs import MET
from bodega.qualifications.read_standing import Standing, read_standing
from bodega.street.lifecycle import WORKING

_SHOP = (
    "select id, name, state, vouched, trades from shop where id = $1 and owner_id = $2 and rehearses is null"
)
_LAST = """
    select a.id from application a
     where a.shop_id = $1 and a.account_id = $2 and a.kind = 'categories'
     order by a.state = any($3::text[]) desc, a.created_at desc, a.id desc limit 1"""


@dataclass(frozen=True)
class OwnShop:
    """`approved` are the categories that were granted, `sold_now` those of them whose papers count today."""

    id: UUID
    name: str
    state: str
    vouched: bool
    approved: tuple[str, ...]
    sold_now: frozenset[str]

    @property
    def may_ask(self) -> bool:
        """Not before it is open, nor while it stands still; and one that is vouched for has all there is."""
        return self.state in WORKING and not self.vouched


@dataclass(frozen=True)
class MoreCategories:
    """`wish` is None while nothing was ever asked for; `standing` is that of the wish, or of the shop without one."""

    shop: OwnShop
    wish: Application | None
    standing: Standing
    words: Mapping[Step, list[str]]
    verdict: tuple[str, ...]

    @property
    def is_open(self) -> bool:
        return self.wish is not None and self.wish.is_changeable

    @property
    def can_be_handed_in(self) -> bool:
        return self.is_open and not self.standing.missing and not self.closed

    @property
    def closed(self) -> list[str]:
        """What is asked for and no longer for sale on this street."""
        return [code for code in self.wanted if not self.standing.catalogue.is_open(code)]

    @property
    def wanted(self) -> tuple[str, ...]:
        return tuple(self.wish.answer("goods").get("categories") or ()) if self.wish else ()

    @property
    def reused(self) -> int:
        """How many of the papers that are asked for are there and approved already."""
        return sum(judged.need.required and judged.state == MET for judged in self.standing.needs)


async def read_more_categories(
    shop_id: UUID, account_id: UUID, *, locale: str, now: datetime
) -> MoreCategories:
    """Raises `NotFound` for a shop of somebody else."""
    async with platform_scope() as scope:
        shop = await own_shop(scope, shop_id, account_id)
        wish = await last_wish(scope, shop_id, account_id)
        if wish is not None and wish.state in OPEN:
            standing = await read_standing(scope, on=china_day(now), application_id=wish.id)
        else:
            standing = await read_standing(scope, on=china_day(now), shop_id=shop_id)
        words = await asked_steps(scope, wish, locale) if wish else {}
        verdict = tuple(await why_refused(scope, wish)) if wish else ()
    return MoreCategories(shop, wish, standing, words, verdict)


async def own_shop(scope: Scope, shop_id: UUID, account_id: UUID, *, lock: bool = False) -> OwnShop:
    """Raises `NotFound` for a shop of somebody else."""
    row = await scope.fetchrow(_SHOP + (" for update" if lock else ""), shop_id, account_id)
    if row is None:
        raise NotFound
    facts = await facts_of_shop(scope, shop_id)
    return OwnShop(
        row["id"], row["name"], row["state"], row["vouched"], facts.categories, frozenset(row["trades"])
    )


async def last_wish(
    scope: Scope, shop_id: UUID, account_id: UUID, *, lock: bool = False
) -> Application | None:
    """The one under way before those that are over; None when there is none, or the last one was withdrawn."""
    found = await scope.fetchval(_LAST, shop_id, account_id, list(OPEN))
    if found is None:
        return None
    wish = await find_application(scope, found, account_id, kind=CATEGORIES, lock=lock)
    return None if wish.state == WITHDRAWN else wish
