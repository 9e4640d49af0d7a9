"""Hold back deletion: for the whole shop, a customer or an order, with who says so, why, and until when."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from bodega.kernel.database import Scope, shop_scope
from bodega.kernel.errors import InvalidInput, StateConflict
from bodega.kernel.ids import new_id
from bodega.street.shop import Shop
from bodega_shop.orders.mask_contact import mask_contact
from bodega_shop.settings.record_deed import Actor, record_deed

_CUSTOMER = "select id from customer where email = $1 or phone = $1"
_ORDER = "select id from purchase where number = $1"
_INSERT = """
    insert into legal_hold (id, subject, subject_id, label, reason, placed_by, placed_at, until)
    values ($1, $2, $3, $4, $5, $6, $7, $8)"""
_RELEASE = "update legal_hold set released_by = $2, released_at = $3 where id = $1 and released_at is null"
_LIST = """
    select id, subject, label, reason, placed_by, placed_at, until, released_by, released_at,
           released_at is null and (until is null or until > $1) as in_force
      from legal_hold order by placed_at desc limit 200"""

# Whether customer $1 (or null) of order o.id is free of holds at moment $2 is asked in several statements.
IN_FORCE = "h.released_at is null and (h.until is null or h.until > $2)"


@dataclass(frozen=True)
class Hold:
    """`label` is the order number or the masked address; without `until` it lasts until it is released."""

    id: UUID
    subject: str
    label: str
    reason: str
    placed_by: str
    placed_at: datetime
    until: datetime | None
    released_by: str
    released_at: datetime | None
    in_force: bool


@dataclass(frozen=True)
class WantedHold:
    """What somebody asks to be held."""

    subject: str
    label: str
    reason: str
    until: datetime | None


async def place_hold(shop: Shop, wanted: WantedHold, *, by: Actor, now: datetime) -> None:
    """Raises `InvalidInput` when there is no such customer or order."""
    async with shop_scope(shop) as scope:
        subject_id = await _find(scope, wanted)
        hold_id = new_id()
        # A hold outlives an account: it names the customer only as far as its owner needs to recognise them.
        label = mask_contact(wanted.label) if wanted.subject == "customer" else wanted.label
        await scope.execute(
            _INSERT, hold_id, wanted.subject, subject_id, label, wanted.reason, by.name, now, wanted.until
        )  # fmt: skip
        await record_deed(scope, "hold.placed", str(hold_id), by=by, now=now, held=wanted.subject)


async def release_hold(shop: Shop, hold_id: UUID, *, by: Actor, now: datetime) -> None:
    """Raises `StateConflict` for one that is released."""
    async with shop_scope(shop) as scope:
        if not await scope.execute(_RELEASE, hold_id, by.name, now):
            raise StateConflict
        await record_deed(scope, "hold.released", str(hold_id), by=by, now=now)


async def list_holds(scope: Scope, *, now: datetime) -> Sequence[Hold]:
    """The newest first."""
    return [Hold(**dict(row)) for row in await scope.fetch(_LIST, now)]


async def shop_is_held(scope: Scope, *, now: datetime) -> bool:
    sql = f"select exists (select 1 from legal_hold h where h.subject = 'shop' and $1 and {IN_FORCE})"
    return bool(await scope.fetchval(sql, True, now))


async def _find(scope: Scope, wanted: WantedHold) -> UUID | None:
    if wanted.subject == "shop":
        return None
    sql = _CUSTOMER if wanted.subject == "customer" else _ORDER
    found: UUID | None = await scope.fetchval(sql, wanted.label)
    if found is None:
        raise InvalidInput("There is nobody and no order of that name.", field="label")
    return found
