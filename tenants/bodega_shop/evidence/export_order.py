"""Export the evidence of one order: its events as they were written, the seals that cover them, and what was said.

The file stands alone: `bodega evidence verify` checks it without a database, and `docs/evidence.md` says how to check
it without Bodega.
"""

from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from bodega.kernel.database import Scope, shop_scope
from bodega.kernel.errors import NotFound
from bodega.kernel.one_moment import read_one_moment
from bodega.street.shop import Shop
from bodega_shop.evidence.merkle import DIGEST_BYTES, path_of
from bodega_shop.evidence.seal_chain import micros
from bodega_shop.orders.event_chain import STORED_TEXT

FORMAT = "bodega-evidence-1"

_ORDER = "select id, number from purchase where number = $1"

_EVENTS = f"""
    select e.seq, e.at, {STORED_TEXT} as text, e.digest from purchase_event e where e.purchase_id = $1 order by e.seq"""

_SEALS = """
    select s.id, s.number, s.since, s.until, s.events, s.root, s.previous, s.digest, s.sealed_at from event_seal s
     where s.until > $1 order by s.number"""

_LEAVES = "select leaves from event_seal where id = $1"

_ANCHORS = """
    select s.number, a.via, a.receipt, a.at from event_anchor a join event_seal s on s.id = a.seal_id
     where s.until > $1 order by s.number, a.via"""

_TEXTS = """
    select digest, salt, text, created_at, erased_at from evidence_text where purchase_id = $1 order by created_at, id"""

Places = dict[bytes, dict[str, Any]]


async def export_order(shop: Shop, number: str, *, now: datetime) -> bytes:
    """The file as JSON; raises `NotFound`."""
    async with shop_scope(shop) as scope:
        await read_one_moment(scope)
        order = await scope.fetchrow(_ORDER, number)
        if order is None:
            raise NotFound("There is no such order.")
        evidence = await _read(scope, order["id"])
    whole = {
        "format": FORMAT,
        "shop": {"id": str(shop.id), "name": shop.name, "host": shop.canonical_host},
        "order": {"id": str(order["id"]), "number": order["number"]},
        "exported_at": micros(now),
        **evidence,
    }
    return msgspec.json.format(msgspec.json.encode(whole), indent=2)


async def _read(scope: Scope, order_id: UUID) -> dict[str, Any]:
    events = await scope.fetch(_EVENTS, order_id)
    if not events:
        raise NotFound("Nothing is recorded of this order.")
    first = min(event["at"] for event in events)
    seals = await scope.fetch(_SEALS, first)
    places = await _places(scope, {event["digest"] for event in events}, [dict(seal) for seal in seals])
    anchors = await scope.fetch(_ANCHORS, first)
    return {
        "events": [
            {"text": event["text"], "digest": event["digest"].hex(), "sealed": places.get(event["digest"])}
            for event in events
        ],
        "seals": [_seal(dict(seal), [dict(anchor) for anchor in anchors]) for seal in seals],
        "texts": [_text(dict(text)) for text in await scope.fetch(_TEXTS, order_id)],
    }


async def _places(scope: Scope, wanted: set[bytes], seals: list[dict[str, Any]]) -> Places:
    """Where each event lies in its seal, and the path from there to the root."""
    places: Places = {}
    for seal in seals:
        if len(places) == len(wanted):
            break
        leaves = await scope.fetchval(_LEAVES, seal["id"])
        digests = [leaves[start : start + DIGEST_BYTES] for start in range(0, len(leaves), DIGEST_BYTES)]
        for place, digest in enumerate(digests):
            if digest in wanted:
                path = [beside.hex() for beside in path_of(digests, place)]
                places[digest] = {"seal": seal["number"], "place": place, "path": path}
    return places


def _seal(seal: dict[str, Any], anchors: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "number": seal["number"],
        "since": micros(seal["since"]),
        "until": micros(seal["until"]),
        "events": seal["events"],
        "root": seal["root"].hex(),
        "previous": seal["previous"].hex(),
        "digest": seal["digest"].hex(),
        "sealed_at": micros(seal["sealed_at"]),
        "anchors": [
            {"via": anchor["via"], "receipt": anchor["receipt"], "at": micros(anchor["at"])}
            for anchor in anchors
            if anchor["number"] == seal["number"]
        ],
    }


def _text(row: dict[str, Any]) -> dict[str, Any]:
    """A text with its salt, or only that it was erased."""
    if row["erased_at"] is not None:
        return {"digest": row["digest"].hex(), "erased_at": micros(row["erased_at"])}
    return {"digest": row["digest"].hex(), "salt": row["salt"].hex(), "text": row["text"]}
