"""`bodega policy rescan`: judge every listing of every shop by the rules in force."""

import time
from uuid import UUID

import click

from bodega.kernel.database import platform_scope
from bodega.kernel.settings import Settings
from bodega.process.open_command import runtime_for_command
from bodega.process.run_async import run_async
from bodega.rulebook.enforce import enforce_soon, rule_doors, shop_that_answers, shops_after
from bodega.runtime import Runtime
from bodega.terminal.terminal import terminal


@click.command("rescan")
@click.option(
    "--figures", is_flag=True, help="Judge here and now instead of in the worker, and say how fast."
)
def policy_rescan(*, figures: bool) -> None:
    """Hand the work to the worker, one job for each shop; with --figures it is done here."""
    run_async(_rescan(Settings.from_environment(), figures=figures))


async def _rescan(settings: Settings, *, figures: bool) -> None:
    async with runtime_for_command(settings) as runtime:
        if figures:
            await _judge_here(runtime)
            return
        async with platform_scope() as scope:
            await enforce_soon(scope, now=runtime.clock.now())
    terminal().give("Every shop is judged by the worker now.")


async def _judge_here(runtime: Runtime) -> None:
    shops, listings, last = 0, 0, UUID(int=0)
    begun, worked = time.perf_counter(), time.process_time()
    while found := await shops_after(last):
        for shop_id in found:
            shop = await shop_that_answers(runtime, shop_id)
            if shop is not None:
                shops += 1
                for door in rule_doors(runtime):
                    listings += await door.judge_all(shop, now=runtime.clock.now())
        last = found[-1]
    seconds, processor = time.perf_counter() - begun, time.process_time() - worked
    terminal().give(
        f"{listings:,} listings of {shops:,} shops in {seconds:,.1f} seconds ({processor:,.1f} of one core here): "
        f"{listings / max(seconds, 0.001):,.0f} listings a second"
    )
