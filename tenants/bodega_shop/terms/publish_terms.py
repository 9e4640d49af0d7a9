"""Publish a policy page: its draft with everything filled in becomes the next version, and never changes again."""

from dataclasses import dataclass
from datetime import datetime

from bodega.kernel.database import Scope, shop_scope
from bodega.kernel.errors import InvalidInput
from bodega.kernel.fill_text import Filled, require_whole
from bodega.kernel.i18n import CHINESE
from bodega.kernel.ids import new_id
from bodega.runtime import Runtime
from bodega.street.shop import Shop
from bodega_shop.settings.record_deed import Actor, record_deed
from bodega_shop.terms.write_terms import fill_drafts

ENGLISH = "en"

_LAST = """
    select number, chinese, english, effective_at from terms_version where kind = $1 order by number desc limit 1"""

_INSERT = """
    insert into terms_version (id, kind, number, chinese, english, material, note, effective_at, published_at,
                               published_by)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)"""


@dataclass(frozen=True)
class Publication:
    """`material` asks customers again; it counts from `effective_at`, at the earliest from now."""

    kind: str
    material: bool
    note: str
    effective_at: datetime


async def publish_terms(
    runtime: Runtime, shop: Shop, wanted: Publication, *, by: Actor, now: datetime
) -> int:
    """The number of the new version. Raises `InvalidInput` naming what is missing, or when nothing changed."""
    async with shop_scope(shop) as scope:
        # Whoever publishes at the same time waits here, and takes the next number.
        await scope.execute("select 1 from profile for update")
        filled = await fill_drafts(runtime, shop, scope, wanted.kind)
        for one in filled.values():
            require_whole(one)
        number = await _insert(scope, wanted, filled, by, now)
        await record_deed(
            scope, "terms.published", wanted.kind, by=by, now=now, number=number, material=wanted.material
        )
    await runtime.directory.announce_change(shop.id)
    return number


async def _insert(
    scope: Scope, wanted: Publication, filled: dict[str, Filled], by: Actor, now: datetime
) -> int:
    last = await scope.fetchrow(_LAST, wanted.kind)
    chinese, english = filled[CHINESE].text, filled[ENGLISH].text
    effective_at = max(wanted.effective_at, now)
    if last is not None and (last["chinese"], last["english"]) == (chinese, english):
        raise InvalidInput("Nothing differs from the version that is published.")
    if last is not None and last["effective_at"] > effective_at:
        raise InvalidInput(
            "A version that was published before begins later. Choose a day after it.", field="day"
        )
    number = last["number"] + 1 if last is not None else 1
    material = wanted.material or number == 1
    await scope.execute(
        _INSERT, new_id(), wanted.kind, number, chinese, english, material, wanted.note, effective_at, now, by.name
    )  # fmt: skip
    return number
