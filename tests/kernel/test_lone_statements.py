"""One statement that is a transaction by itself: in its shop and no other, leaving nothing behind for whoever comes next."""

import asyncio

import asyncpg
import pytest

from bodega.kernel.database import fetch_alone, platform_scope, shop_scope
from bodega.kernel.errors import ScopeError
from bodega.street.shop import Shop

SETTINGS = "select current_user as who, current_setting('plan_cache_mode') as plans, current_setting('enable_seqscan') as scans"


async def name_of(shop: Shop) -> str:
    [row] = await fetch_alone(shop, "select name from profile")
    return row["name"]


async def test_lone_statements_of_two_shops_never_mix_with_each_other_or_with_scopes(street, shop: Shop):
    yunting = await street.open_shop(name="云听会员店")

    async def in_scope(which: Shop) -> str:
        async with shop_scope(which) as scope:
            return await scope.fetchval("select name from profile")

    names = await asyncio.gather(
        *(ask(one) for _ in range(50) for one in (shop, yunting) for ask in (name_of, in_scope))
    )
    assert names == ["星海点卡行", "星海点卡行", "云听会员店", "云听会员店"] * 50


async def test_the_server_refuses_another_shops_schema_and_the_platforms(street, shop: Shop):
    yunting = await street.open_shop(name="云听会员店")
    await name_of(yunting)
    for table in (f"{yunting.schema}.profile", "platform.account", "public.nothing"):
        with pytest.raises((asyncpg.InsufficientPrivilegeError, asyncpg.UndefinedTableError)):
            await fetch_alone(shop, f"select * from {table}")


async def test_it_is_refused_inside_a_scope(shop: Shop):
    async with shop_scope(shop):
        with pytest.raises(ScopeError):
            await name_of(shop)


async def test_it_is_committed_by_itself_and_undone_by_itself(shop: Shop):
    await fetch_alone(shop, "update profile set name = $1 returning 1", "星海")
    assert await name_of(shop) == "星海"
    with pytest.raises(asyncpg.DivisionByZeroError):
        await fetch_alone(
            shop,
            "with renamed as (update profile set name = 'x' returning name)"
            " select 1 / (select count(*) - 1 from renamed)",
        )
    assert await name_of(shop) == "星海"
    await fetch_alone(shop, "update profile set name = $1 returning 1", "星海点卡行")


async def test_scopes_after_it_have_their_own_role_and_plan_as_ever(street, shop: Shop):
    await asyncio.gather(*(name_of(shop) for _ in range(street.settings.pool_size * 3)))
    for _ in range(street.settings.pool_size):
        async with platform_scope() as scope:
            row = await scope.fetchrow(SETTINGS)
        assert (row["who"], row["plans"], row["scans"]) == ("bodega_platform", "auto", "on")
    async with shop_scope(shop, one_plan=True) as scope:
        row = await scope.fetchrow(SETTINGS)
    assert (row["plans"], row["scans"]) == ("force_generic_plan", "off")


async def test_one_that_fails_to_find_its_role_leaves_a_connection_that_works(street, shop: Shop):
    class Nowhere:
        id, schema, node = shop.id, "shop_that_never_was", shop.node

    await name_of(shop)
    for _ in range(street.settings.pool_size * 2):
        with pytest.raises(asyncpg.PostgresError):
            await fetch_alone(type("Other", (Nowhere,), {"id": object()})(), "select 1")
    assert await name_of(shop) == "星海点卡行"


async def test_a_role_that_was_made_anew_fails_each_connection_once_at_most(street):
    yunting = await street.open_shop(name="云听会员店")
    await asyncio.gather(*(name_of(yunting) for _ in range(street.settings.pool_size * 3)))
    schema = yunting.schema
    async with street.owner_pool.acquire() as owner:
        for statement in (
            f"set role {schema}; drop schema {schema} cascade; reset role",
            f"drop role {schema}",
            f"create role {schema} nologin",
            f"grant {schema} to bodega_app with inherit false, set true",
            f"grant {schema} to current_user with inherit false, set true",
            f"create schema {schema} authorization {schema}",
            f"set role {schema}; create table {schema}.profile as select '云听会员店' as name; reset role",
        ):
            await owner.execute(statement)
    failed = 0
    for _ in range(street.settings.pool_size * 2):
        try:
            await name_of(yunting)
        except asyncpg.PostgresError:
            failed += 1
    assert failed <= street.settings.pool_size
    assert await name_of(yunting) == "云听会员店"


async def backends(street, shop: Shop) -> set[int]:
    """The server's processes behind every connection of this process."""
    rows = await asyncio.gather(
        *(
            fetch_alone(shop, "select pg_backend_pid() as pid, pg_sleep(0.05)")
            for _ in range(street.settings.pool_size)
        )
    )
    return {row["pid"] for [row] in rows}


async def test_one_that_is_cut_off_takes_its_connection_with_it(street, shop: Shop):
    before = await backends(street, shop)
    slow = [
        asyncio.create_task(fetch_alone(shop, "select pg_sleep(5)"))
        for _ in range(street.settings.pool_size * 2)
    ]
    await asyncio.sleep(0.1)
    for task in slow:
        task.cancel()
    await asyncio.gather(*slow, return_exceptions=True)
    after = await backends(street, shop)
    assert len(before) == len(after) == street.settings.pool_size
    assert not before & after
