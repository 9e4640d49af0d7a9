"""`bodega shop close`: as an administrator does in the platform's console."""

import click

from bodega.kernel.settings import Settings
from bodega.process.named_shop import ACTOR, named_shop
from bodega.process.open_command import runtime_for_command
from bodega.process.run_async import run_async
from bodega.street.close_shop import close_shop
from bodega.terminal.terminal import terminal


@click.command("close")
@click.argument("slug")
@click.option("--reason", required=True, help="Why; the owner reads it.")
def shop_close(*, slug: str, reason: str) -> None:
    """Close SLUG for good; paid orders are still delivered, look-up and vouchers go on."""
    run_async(_close(Settings.from_environment(), slug, reason))
    terminal().give(f"{slug} is closed.")


async def _close(settings: Settings, slug: str, reason: str) -> None:
    async with runtime_for_command(settings) as runtime:
        shop = await named_shop(runtime, slug)
        await close_shop(runtime, shop.id, reason=reason, actor_id=None, actor=ACTOR, now=runtime.clock.now())
