"""Seal what happened in a shop since its last seal: one Merkle root over the new events, chained to that seal.

An event carries the moment at which its transaction began to work, and is seen when that commits. The last ten minutes
are therefore left to the next seal, and whatever commits later still is taken in by the seal that first sees it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from bodega.kernel.database import Scope, shop_scope
from bodega.kernel.ids import new_id
from bodega.kernel.jobs import enqueue
from bodega.runtime import Runtime
from bodega.street.shop import Shop
from bodega_shop.evidence.merkle import DIGEST_BYTES, root_of
from bodega_shop.evidence.seal_chain import Sealed, before_first_seal, micros, seal_digest
from bodega_shop.evidence.sealing import ANCHOR_JOB, ensure_sealing

MARGIN = timedelta(minutes=10)
LATEST = timedelta(hours=2)
MOST_EVENTS = 50_000

_BEGINNING = datetime(2000, 1, 1, tzinfo=UTC)

_LAST = "select number, until, digest from event_seal order by number desc limit 1"

_NEW = """
    select digest, at from purchase_event where at >= $1 and at < $2 order by at, id limit $3"""

_LATE = "select digest, at, id from purchase_event where at >= $1 and at < $2 order by at, id"

_RECENT = "select leaves from event_seal where until > $1"

_FIRST = "select min(at) from purchase_event"

_INSERT = """
    insert into event_seal (id, number, since, until, events, leaves, root, previous, digest, sealed_at)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)"""


@dataclass(frozen=True)
class _Last:
    number: int
    until: datetime
    digest: bytes


async def seal_shop_events(runtime: Runtime, shop: Shop, _: dict[str, Any]) -> None:
    """The job: seal, and come again in an hour while events are left."""
    now = runtime.clock.now()
    sealed = await seal_events(shop, now=now)
    async with shop_scope(shop) as scope:
        last = await scope.fetchval("select until from event_seal order by number desc limit 1")
        more = await scope.fetchval(
            "select exists (select 1 from purchase_event where at >= $1)", last or _BEGINNING
        )
        if more or sealed:
            await ensure_sealing(scope, now=now)


async def seal_events(shop: Shop, *, now: datetime) -> int:
    """Make as many seals as it takes; how many came of it."""
    made = 0
    while await _seal_once(shop, now=now):
        made += 1
    return made


async def _seal_once(shop: Shop, *, now: datetime) -> bool:
    # Whoever seals at the same time waits, and then finds nothing left.
    lock = int.from_bytes(shop.vault.fingerprint(shop.slug, "evidence")[:8], "big", signed=True)
    async with shop_scope(shop, locks=[lock]) as scope:
        last = await _last(scope, shop)
        if last is None:
            return False
        until, digests = await _window(scope, last, now - MARGIN)
        if not digests:
            return False
        await _keep(scope, last, until, digests, now)
    return True


async def _last(scope: Scope, shop: Shop) -> _Last | None:
    """The last seal, or what stands before the first one; None in a shop in which nothing ever happened."""
    row = await scope.fetchrow(_LAST)
    if row is not None:
        return _Last(row["number"], row["until"], row["digest"])
    first = await scope.fetchval(_FIRST)
    return None if first is None else _Last(0, first, before_first_seal(shop.id))


async def _window(scope: Scope, last: _Last, until: datetime) -> tuple[datetime, Sequence[bytes]]:
    if until <= last.until:
        return until, ()
    rows = await scope.fetch(_NEW, last.until, until, MOST_EVENTS + 1)
    if len(rows) > MOST_EVENTS and rows[-1]["at"] > last.until:
        # Events of one moment stay together, so that the next window begins after them.
        until = rows[-1]["at"]
        rows = [row for row in rows if row["at"] < until]
    late = await _late(scope, last) if last.number else []
    return until, [*late, *(row["digest"] for row in rows)]


async def _late(scope: Scope, last: _Last) -> list[bytes]:
    """What committed after the seal of its own time was made."""
    since = last.until - LATEST
    sealed = {
        leaves[place : place + DIGEST_BYTES]
        for leaves in [row["leaves"] for row in await scope.fetch(_RECENT, since)]
        for place in range(0, len(leaves), DIGEST_BYTES)
    }
    return [
        row["digest"] for row in await scope.fetch(_LATE, since, last.until) if row["digest"] not in sealed
    ]


async def _keep(scope: Scope, last: _Last, until: datetime, digests: Sequence[bytes], now: datetime) -> None:
    seal_id, root = new_id(), root_of(digests)
    sealed = Sealed(last.number + 1, micros(last.until), micros(until), len(digests), root)
    await scope.execute(
        _INSERT, seal_id, sealed.number, last.until, until, sealed.events, b"".join(digests), root, last.digest,
        seal_digest(last.digest, sealed), now,
    )  # fmt: skip
    await enqueue(scope, ANCHOR_JOB, {"seal_id": str(seal_id)})
