"""Two reach for one balance at the same moment: the second waits, and is told what the first has left."""

import asyncio

import pytest

from bodega.kernel.database import shop_scope
from bodega.kernel.errors import Refused
from bodega.kernel.ids import new_id
from bodega.kernel.money import Money
from bodega_shop.wallet.adjust_wallet import Adjustment, adjust_wallet
from bodega_shop.wallet.ask_payback import ask_payback
from bodega_shop.wallet.hold_part import hold_part, release_held

BLOCKED = """
    select count(distinct l.pid) from pg_locks l join pg_class c on c.oid = l.relation join pg_namespace n on n.oid = c.relnamespace
     where n.nspname = $1 and c.relname = 'wallet' and cardinality(pg_blocking_pids(l.pid)) > 0"""


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
        await until_they_wait(purse, [waiting])
        if not kept:
            await release_held(scope, purse.customer_id, first, now=purse.now)
    assert await waiting == (3_000 if kept else 8_000)
    assert sum(await purse.agree()) == (0 if kept else 3_000)


async def test_two_corrections_do_not_pass_the_cap_together(purse):
    await adjust(purse, 100_000)
    outcomes = await both_at_once(purse, [adjust(purse, 300_000) for _ in range(2)])
    assert [type(outcome) for outcome in outcomes if outcome is not None] == [Refused]
    assert await purse.agree() == (400_000, 0)


async def test_of_two_questions_for_money_back_one_stands(purse):
    await purse.paid_in(10_000)
    purse.later(days=30)
    outcomes = await both_at_once(purse, [ask(purse, 4_000) for _ in range(2)])
    assert outcomes.count("asked") == 1
    assert [type(outcome) for outcome in outcomes if outcome != "asked"] == [Refused]
    assert await purse.agree() == (6_000, 0)


async def both_at_once(purse, deeds):
    """Both have come to the balance, which a third holds, before either gets it."""
    begun = asyncio.Event()
    waiting = [asyncio.create_task(after(begun, deed)) for deed in deeds]
    async with shop_scope(purse.stand.shop) as scope:
        await scope.execute("select 1 from wallet for update")
        begun.set()
        await until_they_wait(purse, waiting)
    return await asyncio.gather(*waiting, return_exceptions=True)


async def after(begun, deed):
    await begun.wait()
    return await deed


async def adjust(purse, minor):
    wanted = Adjustment(purse.customer_id, "principal", Money(minor, "CNY"), "goodwill")
    await adjust_wallet(purse.stand.shop, wanted, by=purse.owner, now=purse.now)


async def ask(purse, minor):
    stand = purse.stand
    return await ask_payback(
        stand.street.runtime, stand.shop, await stand.profile(), purse.customer_id, Money(minor, "CNY"), "moving away",
        now=purse.now,
    )  # fmt: skip


async def hold(purse, scope, order_id):
    return (await hold_part(scope, purse.customer_id, order_id, Money(8_000, "CNY"), now=purse.now)).minor


async def hold_after(purse, order_id, begun):
    await begun.wait()
    async with shop_scope(purse.stand.shop) as scope:
        return await hold(purse, scope, order_id)


async def until_they_wait(purse, waiting):
    """Until the server itself names as many sessions that another one keeps from going on; they have come to an end at worst."""
    async with purse.stand.street.owner_pool.acquire() as connection:
        while not all(one.done() for one in waiting):
            if await connection.fetchval(BLOCKED, purse.stand.shop.schema) >= len(waiting):
                return
            await asyncio.sleep(0.01)
