"""Have people told by mail of what happened to a shop, by a job planned in the transaction in which it happened."""

from typing import Literal
from uuid import UUID

from bodega.kernel.database import Scope
from bodega.kernel.ids import new_id
from bodega.kernel.jobs import enqueue

TELL_JOB = "lifecycle.tell_people"

News = Literal[
    "frozen", "thawed", "closed",
    "appeal_granted", "appeal_refused",
    "closing", "closing_near", "closing_off",
    "offered", "accepted", "withdrawn", "declined", "new_owner_refused", "handed_over", "taken_over",
]  # fmt: skip


async def plan_telling(
    scope: Scope,
    shop_id: UUID,
    news: News,
    *,
    words: str = "",
    to: UUID | None = None,
    who: UUID | None = None,
    once: str = "",
) -> None:
    """To the shop's owner, or the account `to`; `words` are what somebody wrote, `who` the other side of a handover.

    Each call is one mail and never two, however often the job runs; with `once` also however often it is called.
    """
    payload = {
        "key": once or str(new_id()),
        "shop_id": str(shop_id),
        "news": news,
        "words": words,
        "to": str(to or ""),
        "who": str(who or ""),
    }
    await enqueue(scope, TELL_JOB, payload)
