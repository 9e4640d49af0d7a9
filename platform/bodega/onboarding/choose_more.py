"""Choose what an open shop wants to sell besides: kept as a draft until it is handed in."""

from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import UUID

from bodega.kernel.database import platform_scope
from bodega.kernel.errors import Refused, StateConflict
from bodega.kernel.form import Form
from bodega.kernel.ids import new_id
from bodega.onboarding.application import CATEGORIES, OPEN
from bodega.onboarding.keep_answer import keep_answer
from bodega.onboarding.limit_writes import admit_save
from bodega.onboarding.more_categories import last_wish, own_shop
from bodega.onboarding.save_goods import FIELD, LONGEST_AUDIENCE, MOST_CATEGORIES
from bodega.qualifications.catalogue import Catalogue
from bodega.qualifications.read_catalogue import read_catalogue
from bodega.runtime import Runtime
from bodega.staff.audit import record

_INSERT = """
    insert into application (id, account_id, shop_id, kind, state, answers, created_at, changed_at)
    values ($1, $2, $3, $4, 'draft', $5, $6, $6)"""


async def choose_more(
    runtime: Runtime, shop_id: UUID, account_id: UUID, form: Form, *, actor: str, now: datetime
) -> UUID:
    """The application.

    Raises `InvalidInput` beside its field, `NotFound`, `Refused` for a shop that cannot ask, `StateConflict` while the
    platform looks at the last wish, `TooManyRequests`.
    """
    await admit_save(runtime, account_id)
    async with platform_scope() as scope:
        # Locked, so that two clicks at once make one draft.
        shop = await own_shop(scope, shop_id, account_id, lock=True)
        if not shop.may_ask:
            raise Refused("A shop can ask for more once it is open, and while it does not stand still.")
        goods = _read(form, await read_catalogue(scope), shop.approved)
        form.require_ok()
        wish = await last_wish(scope, shop_id, account_id, lock=True)
        if wish is not None and wish.state in OPEN:
            if not wish.is_changeable:
                raise StateConflict("You have asked already, and the answer is on its way.")
            await keep_answer(scope, wish, "goods", goods, now=now)
            return wish.id
        application_id = new_id()
        await scope.execute(_INSERT, application_id, account_id, shop_id, CATEGORIES, {"goods": goods}, now)
        await record(
            scope, deed="application.started", actor_id=account_id, actor=actor, now=now, shop_id=shop_id,
            application=str(application_id),
        )  # fmt: skip
    return application_id


def _read(form: Form, catalogue: Catalogue, approved: Collection[str]) -> dict[str, Any]:
    ticked = [
        name.removeprefix(FIELD) for name in form.values if name.startswith(FIELD) and form.checkbox(name)
    ]
    if any(not catalogue.is_open(code) for code in ticked):
        form.refuse("categories", "One of these categories is not for sale on this street.")
    leaves = [code for code in catalogue.leaves(ticked) if code not in catalogue.leaves(approved)]
    if not leaves and "categories" not in form.errors:
        form.refuse("categories", "Please choose at least one category that your shop does not have yet.")
    if len(leaves) > MOST_CATEGORIES:
        form.refuse(
            "categories", "Please ask for at most %(most)s categories at a time.", most=MOST_CATEGORIES
        )
    return {"categories": leaves, "to_whom": form.lines("to_whom", LONGEST_AUDIENCE)}
