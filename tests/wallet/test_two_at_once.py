"""Two reach for one balance at the same moment: the second waits, and is told what the first has left."""

import asyncio

import pytest

from bodega.kernel.database import shop_scope
from bodega.kernel.ids import new_id
from bodega.kernel.money import Money
from bodega_shop.wallet.hold_part import hold_part, release_held

BLOCKED = """
    select exists (select 1 from pg_locks l join pg_class c on c.oid = l.relation join pg_namespace n on n.oid = c.relnamespace
                    where n.nspname = $1 and c.relname = 'wallet' and cardinality(pg_blocking_pids(l.pid)) > 0)"""


@pytest.mark.parametrize("kept", [True, False])
async def test_the_second_order_gets_what_the_first_has_left(purse, kept):
    """The first debit is held open until the server says that the second one waits for it."""
    await purse.steps((10_000, 1_000))
    await purse.paid_in(10_000)
    first, second, begun = new_id(), new_id(), asyncio.Event()
    waiting = asyncio.create_task(hold_after(purse, second, begun))
    async with shop_scope(purse.stand.shop) as scope:
        assert await hold(purse, scope, first) == 8_000
        begun.set()
        await until_somebody_waits(purse, waiting)
        if not kept:
            await release_held(scope, purse.customer_id, first, now=purse.now)
    assert await waiting == (3_000 if kept else 8_000)
    assert sum(await purse.agree()) == (0 if kept else 3_000)


async def hold(purse, scope, order_id):
    return (await hold_part(scope, purse.customer_id, order_id, Money(8_000, "CNY"), now=purse.now)).minor


async def hold_after(purse, order_id, begun):
    await begun.wait()
    async with shop_scope(purse.stand.shop) as scope:
        return await hold(purse, scope, order_id)


async def until_somebody_waits(purse, waiting):
    """Until the server itself names a session that another one keeps from going on; it has come to an end at worst."""
    async with purse.stand.street.owner_pool.acquire() as connection:
        while not waiting.done() and not await connection.fetchval(BLOCKED, purse.stand.shop.schema):
            await asyncio.sleep(0.01)
