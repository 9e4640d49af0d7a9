"""Take codes off the shelf, put them back, or move them to another denomination.

Only codes that lie on the shelf are taken off or moved, and only void ones come back: what is reserved or sold belongs
to its order. Many codes are changed in chunks, so that orders find codes at any moment.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final, Literal, get_args
from uuid import UUID

from bodega.kernel.database import Scope, shop_scope
from bodega.kernel.errors import InvalidInput, Refused
from bodega.street.shop import Shop
from bodega_shop.settings.record_deed import Actor, record_deed
from bodega_shop.stock.code_filter import STATE_OF_CODE, WHERE, CodeFilter

Change = Literal["void", "restore", "move"]
CHANGES: Final[tuple[Change, ...]] = get_args(Change)
CHUNK = 2_000
LONGEST_REASON = 200

_FROM: Final[Mapping[Change, str]] = {"void": "free", "restore": "void", "move": "free"}
_DEED: Final[Mapping[Change, str]] = {
    "void": "codes.voided",
    "restore": "codes.restored",
    "move": "codes.moved",
}

_COUNT = f"""
    select {STATE_OF_CODE} as shown, count(*) as codes,
           count(*) filter (where c.state = 'void' and exists (select 1 from reveal r where r.code_id = c.id)) as seen
      from code c where {WHERE} group by shown"""

_CHOSEN = f"""
    with chosen as materialized (
        select c.id from code c where {WHERE} and c.state = $7 and c.sku_id is distinct from $8
         limit $9 for no key update skip locked
    )"""

_SET_STATE = _CHOSEN + "update code set state = $10 where id = any(array(select id from chosen))"
_SET_SKU = _CHOSEN + "update code set sku_id = $8 where id = any(array(select id from chosen))"


@dataclass(frozen=True)
class ChangeSummary:
    """What a change would do now: how many codes of each shown state are meant, and how many change.

    `seen` counts void codes that somebody opened or exported: whoever saw them can use them.
    """

    by_state: Mapping[str, int]
    changing: int
    seen: int

    @property
    def staying(self) -> int:
        return sum(self.by_state.values()) - self.changing


async def summarize_change(shop: Shop, change: Change, chosen: CodeFilter, *, today: date) -> ChangeSummary:
    """Raises `InvalidInput` when all codes of the shop are meant."""
    _require_narrow(chosen)
    async with shop_scope(shop) as scope:
        rows = await scope.fetch(_COUNT, *chosen.arguments(today))
    by_state = {row["shown"]: row["codes"] for row in rows}
    changing = ("free", "expired") if _FROM[change] == "free" else ("void",)
    return ChangeSummary(
        by_state, sum(by_state.get(state, 0) for state in changing), sum(row["seen"] for row in rows)
    )


async def change_codes(
    shop: Shop,
    change: Change,
    chosen: CodeFilter,
    *,
    to_sku_id: UUID | None = None,
    reason: str = "",
    by: Actor,
    now: datetime,
) -> int:
    """How many codes changed. Raises `InvalidInput` naming the field, and `Refused` when none could."""
    _require_narrow(chosen)
    changed = 0
    while True:
        async with shop_scope(shop) as scope:
            if change == "move":
                await _require_sku(scope, to_sku_id)
            moved = await _change_chunk(scope, change, chosen, to_sku_id, now.date())
            changed += moved
            if moved < CHUNK:
                if changed:
                    detail = _detail(chosen, changed, reason, to_sku_id)
                    await record_deed(scope, _DEED[change], _subject(chosen), by=by, now=now, **detail)
                break
    if not changed:
        raise Refused("None of these codes can be changed so.")
    return changed


def _require_narrow(chosen: CodeFilter) -> None:
    if not chosen.narrows:
        raise InvalidInput("Choose codes, a batch or a denomination first.")


async def _require_sku(scope: Scope, sku_id: UUID | None) -> None:
    if not await scope.fetchval("select 1 from sku where id = $1", sku_id):
        raise InvalidInput("Please choose one of these.", field="to_sku")


async def _change_chunk(
    scope: Scope, change: Change, chosen: CodeFilter, to_sku_id: UUID | None, today: date
) -> int:
    arguments = (*chosen.arguments(today), _FROM[change], to_sku_id, CHUNK)
    if change == "move":
        return await scope.execute(_SET_SKU, *arguments)
    return await scope.execute(_SET_STATE, *arguments, "void" if change == "void" else "free")


def _subject(chosen: CodeFilter) -> str:
    return str(chosen.batch_id or chosen.sku_id or chosen.ids[0])


def _detail(chosen: CodeFilter, changed: int, reason: str, to_sku_id: UUID | None) -> dict[str, str | int]:
    detail: dict[str, str | int] = {"codes": changed}
    if reason:
        detail["reason"] = reason[:LONGEST_REASON]
    if to_sku_id:
        detail["to_sku"] = str(to_sku_id)
    if chosen.state:
        detail["state"] = chosen.state
    return detail
