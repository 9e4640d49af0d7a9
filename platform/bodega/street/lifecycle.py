"""The life of a shop: which state follows which, by whose word, and the one statement that moves it.

    draft → review → opening → rehearsal → compliance → soft → live
              ↓                    ↑____________↓  ↓_____________↑
           refused        rehearsal, compliance, soft, live ⇄ frozen; any of these → closed

Every move is a conditional update: of two that come at once the row count says who won, the other one is told. Each
writes its line into the audit trail in the same transaction. What an opening ends in stands in the row (`opens_into`).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from bodega.kernel.database import Scope, platform_scope
from bodega.kernel.errors import InvalidInput, StateConflict
from bodega.runtime import Runtime
from bodega.staff.audit import record
from bodega.street.plan_telling import News, plan_telling

LONGEST_REASON = 500
# Where a thaw leads: into the state that the frost interrupted.
FROZEN_FROM = "frozen_from"
WORKING = ("rehearsal", "compliance", "soft", "live")
# The reason under which a shop is frozen for want of money. It goes on once that is paid, so it can be frozen for
# another one meanwhile, which then stands in its place.
UNPAID = "unpaid"


@dataclass(frozen=True)
class Move:
    """From one of these states into that one.

    With `says_why` a reason is demanded, and kept with the shop; `news` is what its owner is told of by mail.
    """

    leaving: Sequence[str]
    entering: str
    deed: str
    says_why: bool = False
    news: News | None = None


MOVES = {
    # The owner hands in an application for it.
    "ask": Move(("draft",), "review", "shop.requested"),
    # The review of who wants to open, and with which papers.
    "approve": Move(("review",), "opening", "shop.approved"),
    "refuse": Move(("review",), "refused", "shop.refused", says_why=True),
    # The owner asks for the last check; staff let the shop out, or send it back.
    "ask_launch": Move(("rehearsal",), "compliance", "shop.launch_asked"),
    "take_back": Move(("compliance",), "rehearsal", "shop.launch_taken_back"),
    "send_back": Move(("compliance",), "rehearsal", "shop.sent_back", says_why=True),
    "open_soft": Move(("compliance",), "soft", "shop.soft_launched"),
    "go_live": Move(("compliance", "soft"), "live", "shop.went_live"),
    # Trouble, and the end.
    "freeze": Move(WORKING, "frozen", "shop.frozen", says_why=True, news="frozen"),
    "thaw": Move(("frozen",), FROZEN_FROM, "shop.thawed", news="thawed"),
    "close": Move((*WORKING, "frozen"), "closed", "shop.closed", says_why=True, news="closed"),
}

_MOVE = """
    update shop set state = case $2::text when 'frozen_from' then coalesce(frozen_from, 'live') else $2 end,
                    frozen_from = case when $2::text <> 'frozen' then null when state = 'frozen' then frozen_from else state end,
                    closes_at = case $2::text when 'closed' then null else closes_at end,
                    left_at = case when $2::text in ('closed', 'refused') then $5::timestamptz end,
                    state_reason = $3, version = version + 1
     where id = $1 and (state = any($4::text[])
                        or $2::text = 'frozen' and state = 'frozen' and state_reason = $6 and $3 <> $6)"""


async def move(
    scope: Scope,
    shop_id: UUID,
    name: str,
    *,
    reason: str = "",
    actor_id: UUID | None,
    actor: str,
    now: datetime,
    told: bool = True,
) -> None:
    """Make that move inside the caller's transaction; `announce_change` is the caller's, after the commit.

    With `told` False the owner reads of it in another mail. Raises `InvalidInput` without a reason where one is demanded, `StateConflict` from any other state.
    """
    wanted = MOVES[name]
    kept = check_reason(reason) if wanted.says_why else reason
    if not await scope.execute(_MOVE, shop_id, wanted.entering, kept, list(wanted.leaving), now, UNPAID):
        raise StateConflict
    detail = {"reason": kept} if kept else {}
    await record(scope, deed=wanted.deed, actor_id=actor_id, actor=actor, now=now, shop_id=shop_id, **detail)
    if wanted.news is not None and told:
        await plan_telling(scope, shop_id, wanted.news, words=kept)


async def move_shop(
    runtime: Runtime,
    shop_id: UUID,
    name: str,
    *,
    reason: str = "",
    actor_id: UUID | None,
    actor: str,
    now: datetime,
) -> None:
    """The same in a transaction of its own, told to every process."""
    async with platform_scope() as scope:
        await move(scope, shop_id, name, reason=reason, actor_id=actor_id, actor=actor, now=now)
    await runtime.directory.announce_change(shop_id)


def check_reason(reason: str) -> str:
    """A reason that its readers can do something with; raises `InvalidInput`."""
    reason = " ".join(reason.split())
    if not reason:
        raise InvalidInput("Please write down why. The owner reads this.", field="reason")
    if len(reason) > LONGEST_REASON:
        raise InvalidInput("Please use at most %(most)s characters.", field="reason", most=LONGEST_REASON)
    return reason
