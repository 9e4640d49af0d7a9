"""`bodega shop list`: which shops there are."""

import click
from rich.table import Table

from bodega.kernel.settings import Settings
from bodega.process.open_command import runtime_for_command
from bodega.process.run_async import run_async
from bodega.street.list_shops import ListedShop, list_shops
from bodega.terminal.terminal import terminal


@click.command("list")
@click.option(
    "--state",
    default="",
    help="Only those that are review, opening, rehearsal, compliance, soft, live, frozen, closed or refused.",
)
def shop_list(*, state: str) -> None:
    """List the shops, the newest first."""
    settings = Settings.from_environment()
    shops = run_async(_list(settings, state))
    at = terminal()
    table = Table(box=None)
    for heading in ("Address", "Name", "State", "Owner", "Tables"):
        table.add_column(heading, overflow="fold")
    for shop in shops:
        tables = f"behind: {shop.migration_failure}" if shop.migration_failure else ""
        table.add_row(settings.address_of(shop.host), shop.name, shop.state, shop.owner_email or "", tables)
    at.output.print(table)


async def _list(settings: Settings, state: str) -> list[ListedShop]:
    async with runtime_for_command(settings):
        shops: list[ListedShop] = []
        more, page = True, 1
        while more:
            listed, more = await list_shops(state=state, page=page)
            shops += listed
            page += 1
        return shops
