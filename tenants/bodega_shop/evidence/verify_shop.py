"""Verify a shop's evidence: compute every order's chain and every seal again, and name the first link that breaks."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from bodega.kernel.database import Scope, shop_scope
from bodega.kernel.one_moment import read_one_moment
from bodega.plugins.proof_door import Verdict
from bodega.street.shop import Shop
from bodega_shop.evidence.merkle import DIGEST_BYTES, root_of
from bodega_shop.evidence.seal_chain import Sealed, before_first_seal, micros, seal_digest
from bodega_shop.evidence.seal_events import LATEST
from bodega_shop.orders.event_chain import NO_DIGEST, STORED_TEXT, digest_sql

# The order of the answer is that of the breaking: orders by their number, within one the first event.
_BROKEN_EVENT = f"""
    with chained as (
        select e.purchase_id, e.seq, e.kind, e.digest,
               lag(e.digest) over (partition by e.purchase_id order by e.seq) as previous,
               row_number() over (partition by e.purchase_id order by e.seq) as place,
               {STORED_TEXT} as text
          from purchase_event e
    )
    select o.number, c.seq, c.kind, c.place
      from chained c join purchase o on o.id = c.purchase_id
     where c.seq <> c.place or c.digest <> {digest_sql(f"coalesce(c.previous, {NO_DIGEST})", "c.text")}
     order by o.placed_at, o.number, c.seq limit 1"""

_SEALS = """
    select id, number, since, until, events, root, previous, digest from event_seal order by number"""

_LEAVES = "select leaves from event_seal where id = $1"

_DIGESTS = """
    select e.digest, o.number, e.seq, e.at from purchase_event e join purchase o on o.id = e.purchase_id
     where (e.at >= $1 or $3) and e.at < $2 order by e.at, e.id"""

_COUNTS = """
    select (select count(*) from purchase_event) as events, (select count(*) from purchase) as orders"""

Event = tuple[str, int, datetime]


async def verify_shop(shop: Shop) -> Verdict:
    """Everything at one moment, while the shop goes on selling."""
    async with shop_scope(shop) as scope:
        await read_one_moment(scope)
        counts = await scope.fetchrow(_COUNTS)
        seals = [dict(row) for row in await scope.fetch(_SEALS)]
        broken = await _broken_event(scope) or await _broken_seal(scope, shop, seals)
    events, orders = (counts["events"], counts["orders"]) if counts else (0, 0)
    return Verdict((f"{events} events of {orders} orders", f"{len(seals)} seals"), broken)


async def _broken_event(scope: Scope) -> str:
    row = await scope.fetchrow(_BROKEN_EVENT)
    if row is None:
        return ""
    if row["seq"] != row["place"]:
        return f"event {row['place']} of the order {row['number']} is missing"
    return f"event {row['seq']} ({row['kind']}) of the order {row['number']} is not what was written then"


async def _broken_seal(scope: Scope, shop: Shop, seals: Sequence[dict[str, Any]]) -> str:
    previous, number = before_first_seal(shop.id), 1
    waiting: dict[bytes, Event] = {}
    for seal in seals:
        leaves = _split(await scope.fetchval(_LEAVES, seal["id"]))
        broken = _not_itself(seal, number, previous, leaves) or _not_there(
            seal["number"], leaves, waiting, await _digests(scope, seal)
        )
        if broken:
            return broken
        previous, number = seal["digest"], number + 1
    return _never_sealed(waiting, seals[-1]["until"]) if seals else ""


def _never_sealed(waiting: dict[bytes, Event], until: datetime) -> str:
    """The next seal takes in what committed late, but only so far back."""
    left = sorted((order, seq) for order, seq, at in waiting.values() if at < until - LATEST)
    return (
        f"event {left[0][1]} of the order {left[0][0]} is older than the last seal and is in none"
        if left
        else ""
    )


def _split(leaves: bytes) -> list[bytes]:
    return [leaves[place : place + DIGEST_BYTES] for place in range(0, len(leaves), DIGEST_BYTES)]


def _not_itself(seal: dict[str, Any], number: int, previous: bytes, leaves: Sequence[bytes]) -> str:
    """Whether the seal's own numbers, root and digest belong together and to the seal before it."""
    if seal["number"] != number:
        return f"seal {number} is missing"
    if seal["previous"] != previous:
        return f"seal {number} does not follow the one before it"
    if not leaves or root_of(leaves) != seal["root"]:
        return f"seal {number} does not have the root of its events"
    sealed = Sealed(number, micros(seal["since"]), micros(seal["until"]), seal["events"], seal["root"])
    if seal["digest"] != seal_digest(previous, sealed):
        return f"seal {number} is not what was written then"
    return ""


async def _digests(scope: Scope, seal: dict[str, Any]) -> dict[bytes, Event]:
    rows = await scope.fetch(_DIGESTS, seal["since"], seal["until"], seal["number"] == 1)
    return {row["digest"]: (row["number"], row["seq"], row["at"]) for row in rows}


def _not_there(
    number: int, leaves: Sequence[bytes], waiting: dict[bytes, Event], window: dict[bytes, Event]
) -> str:
    """Whether every sealed event is still there. What the window holds beyond them waits for a later seal."""
    waiting.update(window)
    for digest in leaves:
        if waiting.pop(digest, None) is None:
            return f"seal {number} covers an event that is not there any more, or was changed"
    return ""
