"""Hand in the wish for more categories: nothing is missing, it is written down as it is, and the clock starts."""

from datetime import datetime
from uuid import UUID

from bodega.kernel.database import Scope, platform_scope
from bodega.kernel.errors import Refused, StateConflict
from bodega.moderation.due_dates import due_for
from bodega.onboarding.application import Application
from bodega.onboarding.hand_in_application import HAND_IN, KEEP, NotReady, want_categories
from bodega.onboarding.limit_writes import admit_hand_in
from bodega.onboarding.more_categories import OwnShop, last_wish, own_shop
from bodega.onboarding.take_snapshot import snapshot_papers
from bodega.onboarding.tell_applicant import tell_wish_handed_in
from bodega.qualifications.china_day import china_day
from bodega.qualifications.hand_in import hand_in_papers
from bodega.qualifications.read_standing import Standing, read_standing
from bodega.runtime import Runtime
from bodega.staff.audit import record


async def hand_in_wish(
    runtime: Runtime, shop_id: UUID, account_id: UUID, *, actor: str, now: datetime
) -> datetime:
    """When an answer is due. A second time, after more was asked for, it becomes the next revision.

    Raises `NotReady`, `NotFound`, `Refused` for a shop that cannot ask now, `StateConflict`, `TooManyRequests`.
    """
    await admit_hand_in(runtime, account_id)
    async with platform_scope() as scope:
        shop = await own_shop(scope, shop_id, account_id, lock=True)
        if not shop.may_ask:
            raise Refused("A shop can ask for more once it is open, and while it does not stand still.")
        wish = await last_wish(scope, shop_id, account_id, lock=True)
        if wish is None or not wish.is_changeable:
            raise StateConflict
        standing = await read_standing(scope, on=china_day(now), application_id=wish.id)
        return await _write(scope, runtime, shop, wish, standing, actor, now)


async def _write(
    scope: Scope,
    runtime: Runtime,
    shop: OwnShop,
    wish: Application,
    standing: Standing,
    actor: str,
    now: datetime,
) -> datetime:
    wanted = [str(code) for code in wish.answer("goods")["categories"]]
    if standing.missing or any(not standing.catalogue.is_open(code) for code in wanted):
        raise NotReady
    due = await due_for(scope, wanted, now)
    own = [paper for paper in standing.papers if paper.application_id == wish.id]
    content = {
        "answers": dict(wish.answers),
        "catalogue": standing.catalogue.version,
        "papers": await snapshot_papers(scope, own),
    }
    row = await scope.fetchrow(HAND_IN, wish.id, now, due)
    if row is None:
        raise StateConflict
    await scope.execute(KEEP, wish.id, row["revision"], now, content)
    await want_categories(scope, wish.id, wanted)
    await hand_in_papers(scope, wish.id, now=now)
    await record(
        scope, deed="application.handed_in", actor_id=wish.account_id, actor=actor, now=now,
        shop_id=shop.id, application=str(wish.id), revision=row["revision"],
    )  # fmt: skip
    await tell_wish_handed_in(scope, runtime, wish, shop.name, due, now=now)
    return due
