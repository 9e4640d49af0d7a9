"""`bodega shop open`: one shop, from nothing to an open door, in a step that can be repeated."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import click

from bodega.kernel.database import platform_scope
from bodega.kernel.errors import Conflict
from bodega.kernel.i18n import CHINESE, LOCALES
from bodega.kernel.new_password import new_password
from bodega.kernel.settings import Settings
from bodega.process.named_shop import ACTOR
from bodega.process.open_command import owner_for_command, runtime_for_command
from bodega.process.run_async import run_async
from bodega.runtime import Runtime
from bodega.staff.create_account import create_account
from bodega.staff.find_account import find_account
from bodega.street.check_slug import check_slug
from bodega.street.open_shop import approve_opening, ask_for_shop, finish_opening
from bodega.terminal.terminal import Terminal, terminal


@dataclass(frozen=True)
class Wanted:
    """What was asked for."""

    slug: str
    owner_email: str
    name: str
    locale: str


@click.command("open")
@click.argument("slug")
@click.option(
    "--owner", required=True, metavar="EMAIL", help="Who runs it; gets an account if there is none."
)
@click.option("--name", default="", help="What the shop is called. Its address when left out.")
@click.option("--locale", type=click.Choice(LOCALES), default=CHINESE, show_default=True)
def shop_open(*, slug: str, owner: str, name: str, locale: str) -> None:
    """Open the shop SLUG: registry, schema, role, tables. Run it again to go on where it stopped."""
    wanted = Wanted(check_slug(slug), owner, name or slug, locale)
    run_async(_open(Settings.from_environment(), wanted, terminal()))


async def _open(settings: Settings, wanted: Wanted, at: Terminal) -> None:
    async with owner_for_command(settings) as owner_pool, runtime_for_command(settings) as runtime:
        now = runtime.clock.now()
        owner_id, password = await _owner(wanted, now)
        shop_id = await _registered(runtime, wanted, owner_id, now)
        await finish_opening(runtime, owner_pool, shop_id, now=now)
        shop = await runtime.directory.by_id(shop_id)
        at.give(f"{shop.name} is open: {settings.address_of(shop.canonical_host)}")
        if password:
            at.give(f"The owner signs in as {wanted.owner_email} with the password {password}")
            at.say("The password is shown this once. Please change it after the first sign-in.")


async def _owner(wanted: Wanted, now: datetime) -> tuple[UUID, str]:
    """The owner's account and, for a new one, its password."""
    async with platform_scope() as scope:
        account = await find_account(scope, wanted.owner_email)
    if account is not None:
        return account.id, ""
    password = new_password()
    name = wanted.owner_email.partition("@")[0]
    account_id = await create_account(
        email=wanted.owner_email, name=name, password=password, locale=wanted.locale, now=now, actor=ACTOR
    )
    return account_id, password


async def _registered(runtime: Runtime, wanted: Wanted, owner_id: UUID, now: datetime) -> UUID:
    """The shop's id, also when an earlier run got that far; raises `Conflict` when it is another owner's."""
    async with platform_scope() as scope:
        row = await scope.fetchrow("select id, owner_id, state from shop where slug = $1", wanted.slug)
    if row is None:
        return await ask_for_shop(
            runtime,
            slug=wanted.slug,
            name=wanted.name,
            owner_id=owner_id,
            locale=wanted.locale,
            at_once=True,
            now=now,
        )
    if row["owner_id"] != owner_id:
        raise Conflict("The address %(slug)s is taken. Please choose another.", slug=wanted.slug)
    if row["state"] == "review":
        await approve_opening(runtime, row["id"], actor_id=None, actor=ACTOR, now=now)
    return UUID(str(row["id"]))
