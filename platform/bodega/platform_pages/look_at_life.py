"""How a shop is doing: its checklist, an appeal, an announced closing, a handover, complaints, as staff see them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from bodega.billing.say_reason import say_reason
from bodega.complaints.complaints_of import Complaints, complaints_of
from bodega.kernel.database import platform_scope
from bodega.lifecycle.appeal import Appeal, list_appeals
from bodega.lifecycle.checklist import Check, is_clean, read_checklist
from bodega.lifecycle.hand_over import Handover, handover_of
from bodega.staff.door_page import DoorPage
from bodega.street.lifecycle import UNPAID

_SHOP = """
    select closes_at, closing_reason, state = 'frozen' and state_reason <> $2 as for_cause from shop where id = $1"""


@dataclass(frozen=True)
class Life:
    """What the shop's page shows beside its state; `waiting` is the application to open, if one waits."""

    checks: Sequence[dict[str, Any]]
    clean: bool
    waiting: UUID | None
    appeals: Sequence[Appeal]
    closes_at: datetime | None
    closing_reason: str
    frozen_for_cause: bool
    handover: Handover | None
    complaints: Complaints

    def no_occasion(self) -> set[str]:
        """The codes of acts for which there is none."""
        appealed = any(appeal.state == "open" for appeal in self.appeals)
        none = set() if appealed else {"appeal-granted", "appeal-refused"}
        none |= {"freeze"} if self.frozen_for_cause else set()
        return none | ({"closing-off"} if self.closes_at is None else {"closing"})


async def look_at_life(page: DoorPage, shop_id: UUID) -> Life:
    """Texts are in the reader's language."""
    async with platform_scope() as scope:
        checks = await read_checklist(scope, shop_id, now=page.visit.now)
        row = await scope.fetchrow(_SHOP, shop_id, UNPAID)
        waiting = await scope.fetchval(
            "select id from application where shop_id = $1 and kind = 'launch' and state in ('submitted', 'more')",
            shop_id,
        )
        complaints = (await complaints_of(scope, [shop_id], now=page.visit.now))[shop_id]
    return Life(
        checks=[_line(page, check) for check in checks],
        clean=is_clean(checks),
        waiting=waiting,
        appeals=[
            replace(one, reason=say_reason(page.say, one.reason)) for one in await list_appeals(shop_id)
        ],
        closes_at=row["closes_at"] if row else None,
        closing_reason=row["closing_reason"] if row else "",
        frozen_for_cause=bool(row and row["for_cause"]),
        handover=await handover_of(shop_id),
        complaints=complaints,
    )


def _line(page: DoorPage, check: Check) -> dict[str, Any]:
    locale = page.visit.locale
    return {
        "title": check.title.in_locale(locale),
        "state": check.state,
        "figures": [(label.in_locale(locale), value) for label, value in check.figures],
        "problems": [problem.in_locale(locale) for problem in check.problems],
    }
