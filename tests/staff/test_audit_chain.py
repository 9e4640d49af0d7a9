"""The audit trail is chained: whoever changes it, leaves something out or slips something in is found out."""

import asyncio
import json
from datetime import UTC, datetime

import asyncpg
import pytest

from bodega.kernel.database import platform_scope
from bodega.staff import verify_audit as verifier
from bodega.staff.audit import record
from bodega.staff.seal_audit import seal_audit

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)


async def _deed(deed: str, **detail: object) -> None:
    async with platform_scope() as scope:
        await record(scope, deed=deed, actor_id=None, actor="Ada", now=NOW, **detail)


@pytest.fixture
async def meddling(street):
    """Change something behind the application's back, look, and put it back as it was."""

    async def look(*statements: str) -> str:
        async with street.owner_pool.acquire() as connection:
            transaction = connection.transaction()
            await transaction.start()
            try:
                return await _broken_in(connection, statements)
            finally:
                await transaction.rollback()

    return look


async def _broken_in(connection, statements) -> str:
    """The verdict inside the meddler's transaction: its connection stands in for a scope."""

    class Seen:
        async def __aenter__(self):
            await connection.execute("set local search_path to platform")
            return connection

        async def __aexit__(self, *_):
            return None

    await connection.set_type_codec("jsonb", schema="pg_catalog", encoder=json.dumps, decoder=json.loads)
    await connection.execute("set local search_path to platform")
    for statement in statements:
        await connection.execute(statement)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(verifier, "platform_scope", Seen)
        return (await verifier.verify_audit()).broken


async def test_every_entry_gets_a_link_that_carries_the_digest_of_the_one_before(street):
    await _deed("shop.frozen", reason="卡密无效")
    await _deed("shop.thawed", sums=[1, 2.5, None])
    await seal_audit(street.runtime, {})
    async with platform_scope() as scope:
        rows = await scope.fetch("select previous, digest from audit_link order by seq desc limit 2")
    assert rows[0]["previous"] == rows[1]["digest"]
    verdict = await verifier.verify_audit()
    assert (verdict.broken, verdict.waiting) == ("", 0)


async def test_sealing_twice_at_once_makes_one_chain(street):
    await asyncio.gather(*(_deed("shop.frozen", number=number) for number in range(20)))
    await asyncio.gather(*(seal_audit(street.runtime, {}) for _ in range(4)))
    verdict = await verifier.verify_audit()
    assert (verdict.broken, verdict.waiting) == ("", 0)


async def test_a_deed_that_is_taken_back_leaves_no_entry_and_no_gap(street):
    with pytest.raises(RuntimeError):
        async with platform_scope() as scope:
            await record(scope, deed="shop.closed", actor_id=None, actor="Nobody did this", now=NOW)
            raise RuntimeError
    await seal_audit(street.runtime, {})
    assert (await verifier.verify_audit()).broken == ""
    async with platform_scope() as scope:
        assert not await scope.fetchval("select count(*) from audit_entry where actor = 'Nobody did this'")


@pytest.mark.parametrize(
    "statement",
    [
        "update audit_entry set actor = 'Bob'",
        "delete from audit_entry",
        "truncate audit_entry",
        "update audit_link set digest = previous",
        "delete from audit_link",
        "truncate audit_link",
    ],
)
async def test_the_server_itself_refuses_to_change_the_trail(street, statement):
    await _deed("shop.frozen")
    await seal_audit(street.runtime, {})
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        async with platform_scope() as scope:
            await scope.execute(statement)


@pytest.mark.parametrize(
    ("statements", "found"),
    [
        (
            [
                "update audit_entry set actor = 'Bob' where id = (select entry_id from audit_link where seq = 2)"
            ],
            "was changed",
        ),
        (
            ["delete from audit_entry where id = (select entry_id from audit_link where seq = 2)"],
            "is missing",
        ),
        (["delete from audit_link where seq = 2"], "link 2 is missing"),
        (
            [
                "insert into audit_entry values (gen_random_uuid(), now(), null, 'Bob', 'shop.approved', null, '{}')"
            ],
            "has no link",
        ),
        (
            [
                "update audit_entry set at = at + interval '1 microsecond' where id = (select entry_id from audit_link where seq = 1)"
            ],
            "was changed",
        ),
        (["update audit_link set previous = digest where seq = 2"], "does not follow"),
    ],
)
async def test_whoever_owns_the_database_and_meddles_is_found_out(street, meddling, statements, found):
    await _deed("shop.frozen")
    await _deed("shop.thawed")
    await seal_audit(street.runtime, {})
    assert await meddling() == ""
    assert found in await meddling(*statements)


async def test_a_digest_kept_elsewhere_tells_a_whole_new_chain(street):
    await _deed("shop.frozen")
    await seal_audit(street.runtime, {})
    before = await verifier.verify_audit()
    await _deed("shop.thawed")
    await seal_audit(street.runtime, {})
    assert (await verifier.verify_audit((before.links, before.digest))).broken == ""
    assert "written down" in (await verifier.verify_audit((before.links, "00" * 32))).broken
    assert "written down" in (await verifier.verify_audit((before.links + 1_000_000, before.digest))).broken
