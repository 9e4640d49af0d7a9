"""The evidence of one order in a file that anybody can check, also after what people wrote was erased."""

import hashlib
import json
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from bodega.kernel.database import shop_scope
from bodega.kernel.errors import InvalidInput, NotFound
from bodega_shop.evidence.export_order import export_order
from bodega_shop.evidence.verify_export import verify_export
from bodega_shop.orders.keep_evidence import erase_evidence


async def exported(archive, order) -> dict:
    return json.loads(await export_order(archive.stand.shop, order.number, now=datetime.now(UTC)))


def checked(evidence: dict) -> str:
    return verify_export(json.dumps(evidence).encode()).broken


@pytest.fixture
async def sealed(archive):
    """One order under the first of two seals, with something that Mei wrote, among others."""
    await archive.sell()
    order = await archive.sell()
    await archive.say(order, "Chen Hao rang: 138 0000 0000")
    await archive.seal()
    await archive.sell(datetime.now(UTC) + timedelta(minutes=5))
    await archive.seal(after=timedelta(minutes=30))
    return order


async def test_a_file_is_checked_with_nothing_else(archive, sealed):
    verdict = verify_export(await export_order(archive.stand.shop, sealed.number, now=datetime.now(UTC)))
    assert verdict.broken == ""
    assert "4 events, 0 of them too young for a seal" in verdict.looked_at
    assert "1 texts, 0 of them erased" in verdict.looked_at


async def test_events_too_young_for_a_seal_are_told(archive):
    order = await archive.sell()
    verdict = verify_export(await export_order(archive.stand.shop, order.number, now=datetime.now(UTC)))
    assert verdict.broken == ""
    assert "3 events, 3 of them too young for a seal" in verdict.looked_at


async def test_the_formulas_of_the_document_lead_to_the_same_digests(archive, sealed):
    evidence = await exported(archive, sealed)
    digest = b""
    for event in evidence["events"]:
        digest = hashlib.sha256(digest + event["text"].encode()).digest()
        assert digest.hex() == event["digest"]
    text = evidence["texts"][0]
    assert text["digest"] == hashlib.sha256(
        b"bodega text 1\x00" + bytes.fromhex(text["salt"]) + text["text"].encode()
    ).hexdigest()  # fmt: skip
    seal = evidence["seals"][0]
    before = hashlib.sha256(b"bodega shop 1\x00" + UUID(evidence["shop"]["id"]).bytes).digest()
    numbers = b"".join(seal[name].to_bytes(8, "big") for name in ("number", "since", "until", "events"))
    whole = b"bodega seal 1\x00" + before + numbers + bytes.fromhex(seal["root"])
    assert seal["digest"] == hashlib.sha256(whole).hexdigest()


async def test_an_erased_text_leaves_the_chain_as_it_was(archive, sealed):
    async with shop_scope(archive.stand.shop) as scope:
        assert await erase_evidence(scope, sealed.id, now=datetime.now(UTC)) == 1
        assert await erase_evidence(scope, sealed.id, now=datetime.now(UTC)) == 0
    evidence = await exported(archive, sealed)
    assert "138 0000 0000" not in json.dumps(evidence)
    assert evidence["texts"][0].keys() == {"digest", "erased_at"}
    assert checked(evidence) == ""
    assert await archive.broken() == ""


def change_text(evidence):
    evidence["events"][1]["text"] = evidence["events"][1]["text"].replace("paid", "gift")


def drop_event(evidence):
    del evidence["events"][1]


def borrow_order(evidence):
    evidence["order"]["id"] = "01a20106-dc88-704d-b9ed-fa458b692562"


def change_seal(evidence):
    evidence["seals"][0]["events"] += 1


def drop_seal(evidence):
    evidence["seals"].append({**evidence["seals"][1], "number": 4})


def borrow_shop(evidence):
    evidence["shop"]["id"] = "01a20106-dc88-704d-b9ed-fa458b692562"


def change_place(evidence):
    evidence["events"][2]["sealed"]["place"] += 1


def change_words(evidence):
    evidence["texts"][0]["text"] = "Chen Hao never rang"


def add_words(evidence):
    evidence["texts"].append({"digest": "ab" * 32, "erased_at": 1})


def spoil_hex(evidence):
    evidence["seals"][0]["root"] = "no hex"


@pytest.mark.parametrize(
    ("change", "broken"),
    [
        (change_text, "event 2 is not what was written then"),
        (drop_event, "event 2 is missing"),
        (borrow_order, "event 1 is of another order"),
        (change_seal, "seal 1 is not what was written then"),
        (drop_seal, "seal 4 does not follow seal 2"),
        (borrow_shop, "seal 1 is not the first one of this shop"),
        (change_place, "event 3 is not under seal 1"),
        (change_words, "text 1 is not what was written then"),
        (add_words, "text 2 belongs to no event of this order"),
        (spoil_hex, "the file cannot be read"),
    ],
)
async def test_a_file_that_was_changed_is_found_out(archive, sealed, change, broken):
    evidence = await exported(archive, sealed)
    change(evidence)
    assert broken in checked(evidence)


def test_a_file_of_another_kind_is_refused():
    with pytest.raises(InvalidInput):
        verify_export(b"codes")
    with pytest.raises(InvalidInput):
        verify_export(b'{"format": "bodega-evidence-1"}')


async def test_an_order_of_nobody_has_no_evidence(archive):
    with pytest.raises(NotFound):
        await export_order(archive.stand.shop, "20261122AAAAAAAAAA", now=datetime.now(UTC))
