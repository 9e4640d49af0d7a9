"""What the platform says to its shops: kept in each process, read again when something was written or taken back."""

import time
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast
from uuid import UUID

from bodega.kernel.database import platform_scope
from bodega.kernel.i18n import CHINESE
from bodega.runtime import Runtime
from bodega.street.shop import Shop

_PART = "announcements"
_KEEP_SECONDS = 60.0

_SELECT = """
    select id, title_en, title_zh, body_en, body_zh, tone, states, shop_ids, plans, trades, ends_at from announcement
     where withdrawn_at is null and ends_at > $1 order by created_at desc, id desc"""


@dataclass(frozen=True)
class Announcement:
    """One that still counts. What is empty of `states`, `shop_ids`, `plans` and `trades` leaves no shop out."""

    id: UUID
    title_en: str
    title_zh: str
    body_en: str
    body_zh: str
    tone: str
    states: tuple[str, ...]
    shop_ids: tuple[str, ...]
    plans: tuple[str, ...]
    trades: tuple[str, ...]
    ends_at: datetime

    def is_for(self, shop: Shop) -> bool:
        return (
            (not self.states or shop.state in self.states)
            and (not self.shop_ids or str(shop.id) in self.shop_ids)
            and (not self.plans or shop.limits.code in self.plans)
            and (not self.trades or any(shop.may_trade(trade) for trade in self.trades))
        )

    def said(self, locale: str) -> tuple[str, str]:
        """Title and body in that language, or in the other one where nobody wrote it."""
        pairs = ((self.title_zh, self.body_zh), (self.title_en, self.body_en))
        first, second = pairs if locale == CHINESE else reversed(pairs)
        return first if first[0] else second


class Board:
    """The announcements of one process."""

    def __init__(self, runtime: Runtime) -> None:
        self._kept: list[Announcement] | None = None
        self._until = 0.0
        runtime.directory.on_policy(self.forget)

    def forget(self) -> None:
        self._kept = None

    async def current(self, now: datetime) -> list[Announcement]:
        if self._kept is None or time.monotonic() > self._until:
            async with platform_scope() as scope:
                rows = await scope.fetch(_SELECT, now)
            self._kept = [_announcement(dict(row)) for row in rows]
            self._until = time.monotonic() + _KEEP_SECONDS
        return [one for one in self._kept if one.ends_at > now]


async def unread_announcements(
    runtime: Runtime, shop: Shop, account_id: UUID, *, now: datetime
) -> list[Announcement]:
    """For this person in this shop; without any announcement no question is asked of the database."""
    board = cast("Board | None", runtime.parts.get(_PART))
    if board is None:
        board = runtime.parts[_PART] = Board(runtime)
    said = [one for one in await board.current(now) if one.is_for(shop)]
    if not said:
        return []
    async with platform_scope() as scope:
        rows = await scope.fetch(
            "select announcement_id from announcement_reading where account_id = $1 and shop_id = $2"
            "   and announcement_id = any($3)",
            account_id, shop.id, [one.id for one in said],
        )  # fmt: skip
    read = {row["announcement_id"] for row in rows}
    return [one for one in said if one.id not in read]


def _announcement(row: dict[str, Any]) -> Announcement:
    lists = {name: tuple(row[name]) for name in ("states", "shop_ids", "plans", "trades")}
    return Announcement(**row | lists)
