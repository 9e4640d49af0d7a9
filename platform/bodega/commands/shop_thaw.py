"""`bodega shop thaw`: as an administrator does in the platform's console."""

import click

from bodega.kernel.settings import Settings
from bodega.process.named_shop import ACTOR, named_shop
from bodega.process.open_command import runtime_for_command
from bodega.process.run_async import run_async
from bodega.street.thaw_shop import thaw_shop
from bodega.terminal.terminal import terminal


@click.command("thaw")
@click.argument("slug")
def shop_thaw(*, slug: str) -> None:
    """Let a frozen shop take orders again."""
    run_async(_thaw(Settings.from_environment(), slug))
    terminal().give(f"{slug} takes orders again.")


async def _thaw(settings: Settings, slug: str) -> None:
    async with runtime_for_command(settings) as runtime:
        shop = await named_shop(runtime, slug)
        await thaw_shop(runtime, shop.id, actor_id=None, actor=ACTOR, now=runtime.clock.now())
