"""Verify the exported evidence of one order, with nothing but the file: its chain, its place in the seals, its texts."""

import hashlib
from typing import Any

import msgspec

from bodega.plugins.proof_door import Verdict
from bodega_shop.evidence.evidence_file import EvidenceFile, FiledEvent, FiledSeal, read_evidence_file
from bodega_shop.evidence.export_order import FORMAT
from bodega_shop.evidence.merkle import root_by_path
from bodega_shop.evidence.seal_chain import Sealed, before_first_seal, seal_digest
from bodega_shop.orders.keep_evidence import text_digest

Seals = dict[int, FiledSeal]


def verify_export(content: bytes) -> Verdict:
    """What was looked at, and the first link that does not hold; raises `InvalidInput` for a file of another kind."""
    file = read_evidence_file(content, FORMAT)
    try:
        broken = _broken_event(file) or _broken_seal(file) or _broken_place(file) or _broken_text(file)
    except (ValueError, msgspec.DecodeError) as error:
        # A digest that is not written in hex, or a text that is no JSON.
        broken = f"the file cannot be read: {error}"
    return Verdict(_looked_at(file), broken)


def _looked_at(file: EvidenceFile) -> tuple[str, ...]:
    unsealed = sum(1 for event in file.events if event.sealed is None)
    erased = sum(1 for text in file.texts if text.erased_at is not None)
    anchors = sum(len(seal.anchors) for seal in file.seals)
    return (
        f"order {file.order.number} of {file.shop.name} ({file.shop.host}, {file.shop.id})",
        f"{len(file.events)} events, {unsealed} of them too young for a seal",
        f"{len(file.seals)} seals with {anchors} receipts of anchors{_last(file)}",
        f"{len(file.texts)} texts, {erased} of them erased",
    )


def _last(file: EvidenceFile) -> str:
    """The end of the chain, to be compared with what the shop or an anchor says of it."""
    return f"; the last is seal {file.seals[-1].number}, {file.seals[-1].digest}" if file.seals else ""


def _broken_event(file: EvidenceFile) -> str:
    previous = b""
    for seq, event in enumerate(file.events, 1):
        order_id, said = _order_and_number(event)
        if said != seq:
            return f"event {seq} is missing"
        if order_id != str(file.order.id):
            return f"event {seq} is of another order"
        digest = hashlib.sha256(previous + event.text.encode()).digest()
        if digest.hex() != event.digest:
            return f"event {seq} is not what was written then"
        previous = digest
    return "" if file.events else "there is no event"


def _order_and_number(event: FiledEvent) -> tuple[Any, Any]:
    fields = msgspec.json.decode(event.text, type=list[Any])
    if len(fields) < 2:
        raise ValueError("an event has too few fields")
    return fields[0], fields[1]


def _broken_seal(file: EvidenceFile) -> str:
    before: FiledSeal | None = None
    for seal in file.seals:
        if before is not None and (seal.number, seal.previous) != (before.number + 1, before.digest):
            return f"seal {seal.number} does not follow seal {before.number}"
        if seal.number == 1 and seal.previous != before_first_seal(file.shop.id).hex():
            return "seal 1 is not the first one of this shop"
        sealed = Sealed(seal.number, seal.since, seal.until, seal.events, bytes.fromhex(seal.root))
        if seal_digest(bytes.fromhex(seal.previous), sealed).hex() != seal.digest:
            return f"seal {seal.number} is not what was written then"
        before = seal
    return ""


def _broken_place(file: EvidenceFile) -> str:
    seals: Seals = {seal.number: seal for seal in file.seals}
    for seq, event in enumerate(file.events, 1):
        if event.sealed is None:
            continue
        seal = seals.get(event.sealed.seal)
        path = [bytes.fromhex(beside) for beside in event.sealed.path]
        if seal is None or root_by_path(
            bytes.fromhex(event.digest), event.sealed.place, seal.events, path
        ) != bytes.fromhex(seal.root):
            return f"event {seq} is not under seal {event.sealed.seal}"
    return ""


def _broken_text(file: EvidenceFile) -> str:
    """Each text must belong to a digest that an event holds."""
    for place, text in enumerate(file.texts, 1):
        if (
            text.text is not None
            and text_digest(bytes.fromhex(text.salt or ""), text.text).hex() != text.digest
        ):
            return f"text {place} is not what was written then"
        if not any(f'"{text.digest}"' in event.text for event in file.events):
            return f"text {place} belongs to no event of this order"
    return ""
