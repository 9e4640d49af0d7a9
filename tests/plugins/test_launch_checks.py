"""`launch_checks`: an extension adds lines to the checklist of a shop that is about to open."""

from typing import Any

import pytest

from bodega.kernel.database import platform_scope
from bodega.kernel.ids import new_id
from bodega.lifecycle.checklist import is_clean, read_checklist
from bodega.plugins.enable import enable_plugin
from bodega_shop.rehearsal.survey_shop import survey_shop

SUPPORTED = """
from bodega_shop.extend import LaunchCheck, Text
@hookimpl
async def launch_checks(ctx):
    seconds = Text(en="Seconds", zh="秒")
    return [LaunchCheck("support", Text(en="Support answers", zh="客服响应"), True, ((seconds, "42"),))]
"""
FAILING = "@hookimpl\nasync def launch_checks(): raise RuntimeError('no')\n"


async def lines(shop: Any, now: Any) -> dict[str, Any]:
    async with platform_scope() as scope:
        return {check.code: check for check in await read_checklist(scope, shop.id, now=now)}


async def switch_on(house: Any, shop: Any, plugin: str) -> Any:
    now = house.runtime.clock.now()
    await enable_plugin(house.runtime, shop, plugin, actor_id=new_id(), actor="Lin Wei", now=now)
    return await house.again(shop)


async def test_what_an_extension_measured_stands_on_the_checklist(
    install: Any, open_house: Any, shop: Any
) -> None:
    install("support", SUPPORTED)
    async with open_house() as house:
        await survey_shop(house.runtime, await switch_on(house, shop, "support"))
        line = (await lines(shop, house.runtime.clock.now()))["plugin.support.support"]
    assert (line.state, line.title.zh, line.figures[0][1]) == ("passed", "客服响应", "42")


async def test_one_that_fails_is_a_line_that_is_open_and_stops_no_other(
    install: Any, open_house: Any, shop: Any
) -> None:
    install("broken", FAILING)
    async with open_house() as house:
        await survey_shop(house.runtime, await switch_on(house, shop, "broken"))
        found = await lines(shop, house.runtime.clock.now())
    assert found["plugin.broken.silent"].state == "open"
    assert found["shop.pages"].state == "failed"
    assert not is_clean(list(found.values()))


@pytest.mark.parametrize("times", [1, 2])
async def test_mails_need_a_server_before_the_shop_opens(open_house: Any, shop: Any, times: int) -> None:
    async with open_house() as house:
        shop = await switch_on(house, shop, "email")
        for _ in range(times):
            await survey_shop(house.runtime, shop)
        assert (await lines(shop, house.runtime.clock.now()))["plugin.email.server"].state == "failed"
