"""`bodega migrate`: bring a database to the state that this version of Bodega needs."""

import click
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from bodega.kernel.clock import SystemClock
from bodega.kernel.database import databases_open
from bodega.kernel.errors import BodegaError
from bodega.kernel.logs import set_up_logs
from bodega.kernel.settings import Settings
from bodega.plugins.discover import discover
from bodega.plugins.extensions import Extensions
from bodega.process.check_installation import check_database
from bodega.process.open_command import owner_for_command
from bodega.process.run_async import run_async
from bodega.street.bootstrap import bootstrap
from bodega.street.migrate_shops import MigratedShop, migrate_shops, shops_to_migrate
from bodega.terminal.terminal import Terminal, terminal


class ShopsBehind(BodegaError):
    """The tables of %(count)s shops could not be brought up to date: %(shops)s. All others are. Run this again once the cause is mended."""

    kind = "shops-behind"


@click.command()
@click.option("--only", metavar="SLUG", default="", help="Only the platform and this one shop.")
def migrate(*, only: str) -> None:
    """Create or change the tables that this version needs, shop by shop. It can always be run again."""
    settings = Settings.from_environment()
    set_up_logs("error")
    failed = run_async(_migrate(settings, discover(), only, terminal()))
    if failed:
        raise ShopsBehind(count=len(failed), shops=", ".join(shop.slug for shop in failed))


async def _migrate(settings: Settings, extensions: Extensions, only: str, at: Terminal) -> list[MigratedShop]:
    now = SystemClock().now()
    async with owner_for_command(settings) as owner_pool:
        await bootstrap(settings.owner_database_url, settings.database_url, now=now)
        at.say("✓ The platform's tables are up to date.")
        await check_database(settings)
        async with databases_open(settings.database_url, pool_size=1):
            shops = await shops_to_migrate(only)
            with _progress(at) as progress:
                bar = progress.add_task("", total=len(shops))
                failed = []
                async for shop in migrate_shops(owner_pool, extensions, shops, now=now):
                    progress.update(bar, advance=1, description=shop.slug)
                    _tell(at, shop)
                    failed += [shop] if shop.failure else []
                return failed


def _progress(at: Terminal) -> Progress:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    return Progress(*columns, console=at.progress, transient=True)


def _tell(at: Terminal, shop: MigratedShop) -> None:
    """Only what happened: ten thousand shops without news are told by the bar."""
    if shop.failure:
        at.say(f"✗ {shop.slug}: {shop.failure}")
    elif shop.applied:
        at.say(f"✓ {shop.slug}: {shop.applied} steps")
