"""`bodega shop audit` and `bodega shop verify` on a shop of this machine, and `bodega evidence verify` on a file."""

import json
from datetime import UTC, datetime

import pytest
import pytest_asyncio

from bodega.kernel.database import shop_scope
from bodega.kernel.ids import new_id
from bodega_shop.evidence.export_order import export_order


@pytest.fixture
def installation(settings):
    """The settings of the street, as a command finds them in its environment."""
    return settings.as_environment()


@pytest_asyncio.fixture
async def fat_wallet(stand):
    """One doctored row: a balance without transfers. Nothing revokes changing what is only kept for speed."""
    customer_id = new_id()
    async with shop_scope(stand.shop) as scope:
        await scope.execute(
            "insert into customer (id, email_digest, password_hash, locale, state, consent, consent_at, created_at, seen_at)"
            " values ($1, $2, 'none', 'en', 'active', '1', now(), now(), now())",
            customer_id, customer_id.bytes,
        )  # fmt: skip
        await scope.execute(
            "insert into wallet (customer_id, currency, principal, changed_at) values ($1, 'CNY', 500, now())", customer_id
        )  # fmt: skip
    return customer_id


async def test_a_shop_that_adds_up_says_so(stand, installation, run_bodega):
    answer = run_bodega("shop", "audit", stand.shop.slug, environment=installation)
    assert (answer.code, answer.out) == (0, f"{stand.shop.slug}: everything adds up\n"), answer.err


async def test_a_difference_is_named_and_ends_with_1(stand, fat_wallet, installation, run_bodega):
    answer = run_bodega("shop", "audit", stand.shop.slug, environment=installation)
    assert answer.code == 1
    assert (
        f"the account wallet:{fat_wallet} holds 0.00 CNY by its transfers and 5.00 CNY is kept" in answer.out
    )


async def test_programs_get_json(stand, fat_wallet, installation, run_bodega):
    answer = run_bodega("shop", "audit", stand.shop.slug, "--json", environment=installation)
    told = json.loads(answer.out)
    assert (answer.code, told["shop"]) == (1, stand.shop.slug)
    assert [(one["area"], one["subject"]) for one in told["differences"]] == [
        ("balances", f"wallet:{fat_wallet}")
    ]


async def test_a_shop_that_is_not_there_is_named(installation, run_bodega):
    answer = run_bodega("shop", "audit", "nobody", environment=installation)
    assert answer.code == 1
    assert "There is no shop with the address nobody." in answer.err


async def test_a_chain_is_verified_from_the_command_line(stand, installation, run_bodega):
    await stand.place()
    answer = run_bodega("shop", "verify", stand.shop.slug, environment=installation)
    assert answer.code == 0, answer.err
    assert answer.out.splitlines() == ["1 events of 1 orders", "0 seals", "Every link holds."]


async def test_exported_evidence_is_checked_without_a_database(stand, tmp_path, run_bodega):
    order = await stand.place()
    file = tmp_path / "evidence.json"
    file.write_bytes(await export_order(stand.shop, order.number, now=datetime.now(UTC)))
    answer = run_bodega("evidence", "verify", file)
    assert answer.code == 0, answer.err
    assert answer.out.splitlines()[-1] == "Every link holds."
    file.write_bytes(file.read_bytes().replace(b"placed", b"bought"))
    answer = run_bodega("evidence", "verify", file)
    assert answer.code == 1
    assert "Broken: event 1 is not what was written then" in answer.out


async def test_a_file_that_is_no_evidence_is_refused_in_words(tmp_path, run_bodega):
    file = tmp_path / "shopping-list.txt"
    file.write_text("milk")
    answer = run_bodega("evidence", "verify", file)
    assert answer.code == 1
    assert "This file is no evidence that a shop exported" in answer.err
