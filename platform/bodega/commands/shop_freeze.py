"""`bodega shop freeze`: as an administrator does in the platform's console."""

import click

from bodega.kernel.settings import Settings
from bodega.process.named_shop import ACTOR, named_shop
from bodega.process.open_command import runtime_for_command
from bodega.process.run_async import run_async
from bodega.street.freeze_shop import freeze_shop
from bodega.terminal.terminal import terminal


@click.command("freeze")
@click.argument("slug")
@click.option("--reason", required=True, help="Why; the owner reads it.")
def shop_freeze(*, slug: str, reason: str) -> None:
    """Take no new orders at SLUG until it is thawed; paid orders are still delivered."""
    run_async(_freeze(Settings.from_environment(), slug, reason))
    terminal().give(f"{slug} is frozen.")


async def _freeze(settings: Settings, slug: str, reason: str) -> None:
    async with runtime_for_command(settings) as runtime:
        shop = await named_shop(runtime, slug)
        await freeze_shop(
            runtime, shop.id, reason=reason, actor_id=None, actor=ACTOR, now=runtime.clock.now()
        )
