"""Shops that cannot touch each other: PostgreSQL itself refuses what crosses the wall."""

import asyncio

import asyncpg
import pytest

from bodega.kernel.database import current_scope, platform_scope, pool_scope, shop_scope
from bodega.kernel.errors import ScopeError
from bodega.street.shop import Shop
from bodega.street.tables import ShopRow


async def test_a_shop_sees_its_own_rows(shop: Shop):
    async with shop_scope(shop) as scope:
        assert await scope.fetchval("select name from profile") == "星海点卡行"


async def test_naming_another_shops_schema_is_refused_by_the_server(street, shop: Shop):
    yunting = await street.open_shop(name="云听会员店")
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        async with shop_scope(shop) as scope:
            await scope.fetchval(f"select name from {yunting.schema}.profile")


async def test_naming_the_platforms_schema_is_refused_by_the_server(shop: Shop):
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        async with shop_scope(shop) as scope:
            await scope.fetchval("select email from platform.account limit 1")


async def test_a_query_outside_any_scope_is_an_error(street):
    with pytest.raises(ScopeError):
        await ShopRow.select()
    with pytest.raises(ScopeError):
        current_scope()


async def test_a_scope_inside_a_scope_is_refused(street, shop: Shop):
    yunting = await street.open_shop(name="云听会员店")
    async with shop_scope(shop):
        with pytest.raises(ScopeError):
            async with shop_scope(yunting):
                pass


async def test_a_scope_used_from_another_task_is_refused(shop: Shop):
    async with shop_scope(shop) as scope:

        async def elsewhere() -> None:
            await scope.fetchval("select 1")

        with pytest.raises(ScopeError):
            await asyncio.create_task(elsewhere())


async def test_a_table_of_one_side_is_refused_in_the_scope_of_the_other(shop: Shop):
    async with shop_scope(shop):
        with pytest.raises(ScopeError):
            await ShopRow.select()


async def test_interleaved_work_in_two_shops_never_mixes(street, shop: Shop):
    yunting = await street.open_shop(name="云听会员店")

    async def name_of(which: Shop) -> str:
        async with shop_scope(which) as scope:
            await asyncio.sleep(0)
            return await scope.fetchval("select name from profile")

    names = await asyncio.gather(*(name_of(one) for _ in range(100) for one in (shop, yunting)))
    assert names == ["星海点卡行", "云听会员店"] * 100


async def test_a_failing_commit_gives_its_connection_back_clean(street, shop: Shop):
    async with shop_scope(shop) as scope:
        await scope.execute(
            "create table promise (id integer primary key, next integer references promise deferrable initially deferred)"
        )
    for _ in range(street.settings.pool_size * 3):
        with pytest.raises(asyncpg.ForeignKeyViolationError):
            async with shop_scope(shop) as scope:
                await scope.execute("insert into promise values (1, 2)")
    async with platform_scope() as scope:
        assert await scope.fetchval("select current_user") == "bodega_platform"


async def test_connections_carry_no_path_and_no_role_out_of_a_scope(street, shop: Shop):
    async def fail(number: int) -> None:
        try:
            async with shop_scope(shop) as scope:
                await scope.fetchval("select name from profile" if number % 2 else "select nonsense")
        except asyncpg.PostgresError:
            pass

    await asyncio.gather(*(fail(number) for number in range(200)))
    lender = street.runtime.databases.lender("main")
    for _ in range(street.settings.pool_size):
        connection = await lender.borrow()
        row = await connection.fetchrow("select current_user as who, current_setting('search_path') as path")
        connection.terminate()
        lender.give_back(connection)
        # A shop's lone statements stand in its own schema under its own role; nothing else ever stays.
        assert (row["who"], row["path"]) in {("bodega_app", '"$user", public'), (shop.schema, shop.schema)}


async def test_cancelled_work_leaves_a_pool_that_works(street, shop: Shop):
    async def slow() -> None:
        async with shop_scope(shop) as scope:
            await scope.fetchval("select pg_sleep(5)")

    tasks = [asyncio.create_task(slow()) for _ in range(street.settings.pool_size * 2)]
    await asyncio.sleep(0.1)
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    async with shop_scope(shop) as scope:
        assert await scope.fetchval("select 1") == 1


async def test_a_pools_connection_that_was_cut_off_does_not_hide_what_happened(street, shop: Shop):
    with pytest.raises(LookupError, match="the real reason"):
        async with pool_scope(street.owner_pool, shop.schema, shop.schema) as scope:
            pid = await scope.fetchval("select pg_backend_pid()")
            other = await asyncpg.connect(street.settings.owner_database_url)
            await other.execute("select pg_terminate_backend($1)", pid)
            await other.close()
            await asyncio.sleep(0.05)
            raise LookupError("the real reason")
    async with pool_scope(street.owner_pool, shop.schema, shop.schema) as scope:
        assert await scope.fetchval("select 1") == 1
