"""Connections are lent in turn, come back whatever happens, and are renewed: none is lost, none is lent twice."""

import asyncio

import asyncpg
import pytest

from bodega.kernel.database import shop_scope
from bodega.kernel.errors import Unavailable
from bodega.kernel.lend_connections import Lender


class Connection:
    """As far as a lender looks at one."""

    def __init__(self) -> None:
        self.loans = 0
        self.back_at = 0.0
        self.stands_in = None
        self.closed = False

    def is_closed(self) -> bool:
        return self.closed

    def terminate(self) -> None:
        self.closed = True

    async def close(self, *, timeout: float) -> None:  # noqa: ASYNC109 - as the driver names it
        self.closed = True


@pytest.fixture
def opened() -> list[Connection]:
    return []


@pytest.fixture
def lender(opened):
    async def connect() -> Connection:
        await asyncio.sleep(0)
        opened.append(Connection())
        return opened[-1]

    return Lender(connect, most=2, most_loans=3)


async def test_the_last_one_back_goes_out_first_and_no_more_are_opened_than_needed(lender, opened):
    first = await lender.borrow()
    second = await lender.borrow()
    lender.give_back(first)
    lender.give_back(second)
    assert await lender.borrow() is second
    assert len(opened) == 2


async def test_who_waits_is_served_in_turn(lender):
    lent = [await lender.borrow() for _ in range(2)]
    served: list[int] = []

    async def visitor(number: int) -> None:
        connection = await lender.borrow()
        served.append(number)
        lender.give_back(connection)

    tasks = [asyncio.create_task(visitor(number)) for number in range(6)]
    await asyncio.sleep(0)
    for connection in lent:
        lender.give_back(connection)
    await asyncio.gather(*tasks)
    assert served == sorted(served)


async def test_a_used_up_and_a_broken_connection_are_replaced(lender, opened):
    for _ in range(3):
        lender.give_back(await lender.borrow())
    fresh = await lender.borrow()
    assert opened[0].closed or fresh is not opened[0]
    fresh.terminate()
    lender.give_back(fresh)
    assert await lender.borrow() is opened[2]


async def test_one_that_lay_about_for_long_is_not_trusted(lender, opened, monkeypatch):
    lender.give_back(await lender.borrow())
    monkeypatch.setattr("bodega.kernel.lend_connections._IDLE_SECONDS", 0.0)
    assert await lender.borrow() is opened[1]


async def test_whoever_leaves_the_line_takes_nothing_with_them(lender):
    lent = [await lender.borrow() for _ in range(2)]
    leaving = asyncio.create_task(lender.borrow())
    staying = asyncio.create_task(lender.borrow())
    await asyncio.sleep(0)
    # Handed over and cancelled in the same moment.
    lender.give_back(lent[0])
    leaving.cancel()
    async with asyncio.timeout(5):
        assert await staying is lent[0]
    assert leaving.cancelled()


async def test_a_server_that_is_away_fails_each_visitor_and_comes_back(opened):
    away = True

    async def connect() -> Connection:
        await asyncio.sleep(0)
        if away:
            raise ConnectionRefusedError
        opened.append(Connection())
        return opened[-1]

    lender = Lender(connect, most=1, most_loans=9)
    async with asyncio.timeout(5):
        results = await asyncio.gather(*(lender.borrow() for _ in range(4)), return_exceptions=True)
    assert all(isinstance(result, ConnectionRefusedError) for result in results)
    away = False
    assert await lender.borrow() is opened[0]


async def test_closing_waits_for_what_is_lent_and_lends_no_more(lender, opened):
    lent = [await lender.borrow() for _ in range(2)]
    waiting = asyncio.create_task(lender.borrow())
    await asyncio.sleep(0)
    closing = asyncio.create_task(lender.close())
    await asyncio.sleep(0)
    assert not closing.done()
    for connection in lent:
        lender.give_back(connection)
    await closing
    assert all(connection.closed for connection in opened)
    with pytest.raises(Unavailable):
        await waiting
    with pytest.raises(Unavailable):
        await lender.borrow()


async def test_closing_waits_also_when_all_were_gone_once(lender):
    broken = await lender.borrow()
    broken.terminate()
    lender.give_back(broken)
    lent = await lender.borrow()
    closing = asyncio.create_task(lender.close())
    await asyncio.sleep(0.01)
    assert not closing.done()
    lender.give_back(lent)
    await closing
    assert lent.closed


async def test_closing_does_not_wait_for_what_could_not_be_opened():
    begun, refused = asyncio.Event(), asyncio.Event()

    async def connect() -> Connection:
        begun.set()
        await refused.wait()
        raise ConnectionRefusedError

    lender = Lender(connect, most=1, most_loans=9)
    borrowing = asyncio.create_task(lender.borrow())
    await begun.wait()
    closing = asyncio.create_task(lender.close())
    await asyncio.sleep(0)
    refused.set()
    async with asyncio.timeout(5):
        await closing
    with pytest.raises(ConnectionRefusedError):
        await borrowing


async def test_renewing_replaces_what_lies_idle_at_once_and_what_is_lent_later(lender, opened):
    lent, idle = await lender.borrow(), await lender.borrow()
    lender.give_back(idle)
    lender.renew()
    lender.give_back(lent)
    assert await lender.borrow() is opened[2]
    assert lent.closed
    assert idle.closed


async def test_a_changed_table_fails_one_scope_and_not_one_for_each_connection(street):
    shop = await street.open_shop(name="云听会员店")
    lender = street.runtime.databases.lender("main")

    async def look() -> str:
        async with shop_scope(shop) as scope:
            return await scope.fetchval("select name from profile")

    async def together() -> None:
        async with asyncio.TaskGroup() as group:
            for _ in range(street.settings.pool_size * 3):
                group.create_task(look())

    await together()
    async with shop_scope(shop) as scope:
        await scope.execute("alter table profile alter column name type varchar(300)")
    with pytest.raises(asyncpg.InvalidCachedStatementError):
        await look()
    await together()
    lender.renew()


async def test_a_thousand_hurried_visitors_lose_no_connection(street, shop):
    """Every third is cut off somewhere: in the line, in a statement, at the end."""

    async def visit(number: int) -> None:
        async with shop_scope(shop) as scope:
            await scope.fetchval("select pg_sleep(0.001)")

    tasks = [asyncio.create_task(visit(number)) for number in range(1_000)]
    for number, task in enumerate(tasks):
        if number % 3 == 0:
            asyncio.get_running_loop().call_later(0.0005 * number, task.cancel)
    await asyncio.gather(*tasks, return_exceptions=True)
    borrowed = street.runtime.databases.lender("main")
    held = [await borrowed.borrow() for _ in range(street.settings.pool_size)]
    assert len(set(map(id, held))) == street.settings.pool_size
    for connection in held:
        assert await connection.fetchval("select 1") == 1
        borrowed.give_back(connection)
