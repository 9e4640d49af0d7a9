"""Lin Wei switches a stranger's extension on and off in Xinghai: tables first, then the flag, and never a 500."""

import asyncio
from typing import Any

import asyncpg
import pytest

from bodega.kernel.database import Scope, platform_scope, shop_scope
from bodega.kernel.errors import NotFound, Refused, StateConflict
from bodega.kernel.ids import new_id
from bodega.kernel.money import Money
from bodega.plugins.discover import discover
from bodega.plugins.dispatch import Hook
from bodega.plugins.enable import ENABLE_JOB, disable_plugin, enable_plugin
from bodega.plugins.extension_jobs import extension_jobs
from bodega.plugins.finish_enabling import finish_enabling, run_enabling
from bodega.plugins.list_plugins import list_plugins
from bodega.plugins.plugin_context import context_in
from bodega.street.open_shop import ask_for_shop, finish_opening
from bodega.street.street_jobs import street_jobs
from bodega.street.work import work
from bodega_shop import hookspecs
from bodega_shop.extend import OrderDelivered

PLAIN = "@hookimpl\nasync def order_delivered(): ...\n"


async def state_of(house: Any, shop: Any, plugin: str) -> Any:
    return next(s for s in await list_plugins(house.runtime, shop) if s.manifest.id == plugin)


async def deeds(shop: Any, plugin: str) -> list[tuple[str, str]]:
    async with platform_scope() as scope:
        rows = await scope.fetch(
            "select deed, actor from audit_entry where shop_id = $1 and detail->>'plugin' = $2 order by id",
            shop.id,
            plugin,
        )
    return [(row["deed"], row["actor"]) for row in rows]


async def enable(house: Any, shop: Any, plugin: str) -> bool:
    now = house.runtime.clock.now()
    done = await enable_plugin(house.runtime, shop, plugin, actor_id=new_id(), actor="Lin Wei", now=now)
    assert isinstance(done, bool)
    return done


async def disable(house: Any, shop: Any, plugin: str) -> None:
    now = house.runtime.clock.now()
    await disable_plugin(house.runtime, shop, plugin, actor_id=new_id(), actor="Lin Wei", now=now)


async def prepare(house: Any, shop: Any, plugin: str) -> None:
    """What the worker does with the job."""
    await run_enabling(house.runtime, {"shop_id": str(shop.id), "plugin": plugin})


async def test_one_without_tables_is_on_at_once(install: Any, open_house: Any, shop: Any) -> None:
    install("plain", PLAIN)
    async with open_house() as house:
        assert await enable(house, shop, "plain") is True
        assert "plain" in (await house.again(shop)).enabled
        assert "plain" in (await house.again(shop)).listeners
        await enable(house, shop, "plain")
        await disable(house, shop, "plain")
        await disable(house, shop, "plain")
        assert "plain" not in (await house.again(shop)).enabled
        assert await deeds(shop, "plain") == [("plugin.enabled", "Lin Wei"), ("plugin.disabled", "Lin Wei")]


async def test_one_with_tables_is_on_when_they_are_there(
    visits: str, open_house: Any, shop: Any, street: Any
) -> None:
    async with open_house() as house:
        assert await enable(house, shop, visits) is False
        waiting = await state_of(house, shop, visits)
        assert (waiting.enabled, waiting.preparing) == (False, True)
        assert visits not in (await house.again(shop)).enabled
        await prepare(house, shop, visits)
        ready = await state_of(house, shop, visits)
        assert (ready.enabled, ready.preparing, ready.failure) == (True, False, "")
        async with shop_scope(shop) as scope:
            assert await scope.fetchval("select what from visits_seen where id = $1", shop.id) == "opened"
        owner = await street.owner_pool.fetchval(
            "select tableowner from pg_tables where schemaname = $1 and tablename = 'visits_seen'",
            shop.schema,
        )
        assert owner == shop.schema
        assert await deeds(shop, visits) == [("plugin.preparing", "Lin Wei"), ("plugin.enabled", "street")]


async def test_the_worker_switches_it_on_and_runs_its_jobs(visits: str, open_house: Any, shop: Any) -> None:
    async with open_house() as house:
        runtime = house.runtime
        stop = asyncio.Event()
        jobs = [*street_jobs(), *extension_jobs(runtime.extensions)]
        worker = asyncio.create_task(work(runtime, jobs, stop))
        try:
            await enable(house, shop, visits)
            async with asyncio.timeout(30):
                while visits not in (await house.again(shop)).enabled:
                    runtime.directory.forget(shop.id)
                    await asyncio.sleep(0.02)
                event = OrderDelivered(
                    new_id(), "20261121M9QX2TA7K3", Money(9980, "CNY"), runtime.clock.now()
                )
                hook = Hook(hookspecs.order_delivered)
                enabled = (await house.again(shop)).listeners
                assert await runtime.dispatcher.notify(hook, shop.slug, enabled, event=event) == frozenset()
                while set(await seen(shop)) != {"opened", event.number, "later"}:
                    await asyncio.sleep(0.02)
        finally:
            stop.set()
            await worker


async def seen(shop: Any) -> list[str]:
    async with shop_scope(shop) as scope:
        return [row["what"] for row in await scope.fetch("select what from visits_seen")]


async def test_its_pages_are_there_only_where_it_is_on(
    visits: str, open_house: Any, shop: Any, street: Any
) -> None:
    other = await street.open_shop(name="云听会员店")
    async with open_house() as house, house.client(shop) as xinghai, house.client(other) as yunting:
        assert (await xinghai.get("/x/visits/")).status_code == 404
        await enable(house, shop, visits)
        assert (await xinghai.get("/x/visits/")).status_code == 404
        await prepare(house, shop, visits)
        page = await xinghai.get("/x/visits/")
        assert (page.status_code, page.text) == (200, f"您好 {shop.slug}: 1")
        for method in ("GET", "HEAD", "OPTIONS"):
            assert (await yunting.request(method, "/x/visits/")).status_code == 404
        assert (await yunting.post("/x/visits/fail")).status_code == 404
        assert (await xinghai.post("/x/visits/fail")).status_code == 500
        assert (await xinghai.get("/x/visits/")).status_code == 200
        await disable(house, shop, visits)
        assert (await xinghai.get("/x/visits/")).status_code == 404
        assert await seen(shop) == ["opened"]


async def test_a_migration_that_fails_is_told_and_tried_again(
    visits: str, open_house: Any, shop: Any
) -> None:
    async with open_house() as house:
        async with shop_scope(shop) as scope:
            await scope.execute("create table visits_seen (something_else integer)")
        await enable(house, shop, visits)
        with pytest.raises(asyncpg.DuplicateTableError):
            await prepare(house, shop, visits)
        failed = await state_of(house, shop, visits)
        assert (failed.enabled, failed.preparing) == (False, True)
        assert "visits_seen" in failed.failure
        async with house.client(shop) as client:
            assert (await client.get("/x/visits/")).status_code == 404
        async with shop_scope(shop) as scope:
            await scope.execute("drop table visits_seen")
        await enable(house, shop, visits)
        assert (await state_of(house, shop, visits)).failure == ""
        await prepare(house, shop, visits)
        assert (await state_of(house, shop, visits)).enabled


async def test_it_can_be_called_off_while_it_is_prepared(visits: str, open_house: Any, shop: Any) -> None:
    async with open_house() as house:
        await enable(house, shop, visits)
        await disable(house, shop, visits)
        await prepare(house, shop, visits)
        assert not (await state_of(house, shop, visits)).enabled
        await enable(house, shop, visits)
        await prepare(house, shop, visits)
        await prepare(house, shop, visits)
        assert await seen(shop) == ["opened"]


async def test_switching_on_twice_prepares_once(visits: str, open_house: Any, shop: Any, street: Any) -> None:
    async with open_house() as house:
        await asyncio.gather(*(enable(house, shop, visits) for _ in range(5)))
        queued = await street.owner_pool.fetchval(
            "select count(*) from queue.pgqueuer where entrypoint = $1 and dedupe_key like $2",
            ENABLE_JOB,
            f"%{shop.id}%",
        )
        assert queued == 1


async def test_what_cannot_be_switched_says_why(open_house: Any, shop: Any, street: Any) -> None:
    async with open_house() as house:
        with pytest.raises(NotFound):
            await enable(house, shop, "nobody_installed_this")
        with pytest.raises(Refused):
            await enable(house, shop, "shop")
        with pytest.raises(Refused):
            await disable(house, shop, "shop")
        runtime, now = house.runtime, house.runtime.clock.now()
        asked = await ask_for_shop(
            runtime,
            slug=f"mobi-{new_id().hex[-8:]}",
            name="墨笔软件",
            owner_id=await street.account("Lin Wei"),
            locale="zh-CN",
            at_once=False,
            now=now,
        )
        with pytest.raises(StateConflict):
            await enable(house, await runtime.directory.by_id(asked), "email")


async def test_one_that_is_gone_can_still_be_switched_off(install: Any, open_house: Any, shop: Any) -> None:
    install("plain", PLAIN)
    async with open_house() as house:
        await enable(house, shop, "plain")
    async with open_house(without("plain")) as house:
        assert "plain" not in house.runtime.extensions.manifests
        house.runtime.directory.forget(shop.id)
        await disable(house, shop, "plain")
        assert "plain" not in (await house.again(shop)).enabled


def without(plugin: str) -> Any:
    extensions = discover()
    extensions.set_aside(plugin, "gone", RuntimeError("uninstalled"))
    return extensions


async def test_a_shop_opens_though_an_extension_cannot_be_prepared(
    install: Any, open_house: Any, street: Any
) -> None:
    files = {"steps/__init__.py": "", "steps/0001_first.sql": "create table eager_one (id no_such_type);\n"}
    install("eager", more='migrations="stranger_eager.steps", on_by_default=True', files=files)
    async with open_house() as house:
        runtime, now = house.runtime, house.runtime.clock.now()
        shop_id = await ask_for_shop(
            runtime,
            slug=f"mobi-{new_id().hex[-8:]}",
            name="墨笔软件",
            owner_id=await street.account("Lin Wei"),
            locale="zh-CN",
            at_once=True,
            now=now,
        )
        await finish_opening(runtime, street.owner_pool, shop_id, now=now)
        shop = await runtime.directory.by_id(shop_id)
        assert shop.state == "live"
        assert "eager" not in shop.enabled
        assert "epay" in shop.enabled
        assert "no_such_type" in (await state_of(house, shop, "eager")).failure


async def test_a_job_does_nothing_where_the_extension_is_off(visits: str, open_house: Any, shop: Any) -> None:
    async with open_house() as house:
        await enable(house, shop, visits)
        await prepare(house, shop, visits)
        [job] = [job for job in extension_jobs(house.runtime.extensions) if job.name == "visits.count"]
        await job.run(house.runtime, await house.again(shop), {"what": "while on"})
        await disable(house, shop, visits)
        await job.run(house.runtime, await house.again(shop), {"what": "while off"})
        assert sorted(await seen(shop)) == ["opened", "while on"]


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        ("def jobs(): return [Job('orders.tell', None)]", "must begin with odd."),
        ("def jobs(): return [Job('odd.x', None, for_platform=True)]", "asks for the platform"),
        ("def jobs(): raise ValueError('no')", "jobs: ValueError: no"),
    ],
)
async def test_jobs_that_cannot_be_used_are_listed(
    install: Any, open_house: Any, reasons: Any, code: str, reason: str
) -> None:
    module = install("odd", f'{code}\nmanifest = __import__("dataclasses").replace(manifest, jobs=jobs)\n')
    async with open_house() as house:
        names = [job.name for job in extension_jobs(house.runtime.extensions)]
        assert not [name for name in names if name.startswith("odd.")]
        assert reason in reasons(house.runtime.extensions)[module]


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        ("def routes(): raise ValueError('no')", "routes: ValueError: no"),
        ("def routes(): return ['not a handler']", "routes: "),
        (
            "from litestar import get\n@get('/')\nasync def one(): return ''\ndef routes(): return [one]",
            "routes: ImproperlyConfiguredException",
        ),
    ],
)
async def test_pages_that_cannot_be_mounted_are_listed(
    install: Any, open_house: Any, shop: Any, reasons: Any, code: str, reason: str
) -> None:
    module = install(
        "odd", f'{code}\nmanifest = __import__("dataclasses").replace(manifest, routes=routes)\n'
    )
    async with open_house() as house, house.client(shop) as client:
        assert (await client.get("/x/odd/")).status_code == 404
        assert reason in reasons(house.runtime.extensions)[module]


@pytest.mark.parametrize(
    "code", ["def start(runtime): raise ValueError('no')", "import sys\ndef start(r): sys.exit()"]
)
async def test_one_that_cannot_start_is_set_aside(
    install: Any, open_house: Any, reasons: Any, code: str
) -> None:
    module = install("odd", f'{code}\nmanifest = __import__("dataclasses").replace(manifest, start=start)\n')
    async with open_house() as house:
        assert "odd" not in house.runtime.extensions.manifests
        assert "start: " in reasons(house.runtime.extensions)[module]
        assert "shop" in house.runtime.parts


async def test_a_stranger_sees_its_own_settings_and_tables_of_that_shop_alone(
    visits: str, open_house: Any, shop: Any, street: Any
) -> None:
    """Hole of the field: plugin reads payment keys."""
    other = await street.open_shop(name="云听会员店")
    async with open_house() as house:
        await enable(house, shop, visits)
        await prepare(house, shop, visits)
        manifest = house.runtime.extensions.manifests[visits]
        ctx = context_in(house.runtime, await house.again(shop), manifest)
        assert type(ctx.settings).__name__ == "VisitSettings"
        assert "vault" not in repr(ctx)
        async with ctx.tables() as scope:
            assert isinstance(scope, Scope)
            with pytest.raises(asyncpg.InsufficientPrivilegeError):
                await scope.fetch(f"select * from {other.schema}.channel")


async def test_finishing_needs_a_shop_that_exists(open_house: Any, street: Any) -> None:
    async with open_house() as house:
        with pytest.raises(NotFound):
            await finish_enabling(
                house.runtime, street.owner_pool, new_id(), "visits", now=house.runtime.clock.now()
            )


async def test_the_shops_own_start_failing_ends_the_process_at_once(install: Any, open_house: Any) -> None:
    """It ends: whoever was just about to connect somewhere is stopped, too."""
    code = "def start(runtime): raise ValueError('no')"
    replaced = 'manifest = __import__("dataclasses").replace(manifest, start=start, always_on=True)'
    install("odd", f"{code}\n{replaced}\n")
    for _ in range(5):
        with pytest.raises(ValueError, match="no"):
            async with asyncio.timeout(30), open_house():
                pass
