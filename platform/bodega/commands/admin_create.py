"""`bodega admin create`: the first person who runs the platform, and every further one."""

import click

from bodega.kernel.database import platform_scope
from bodega.kernel.new_password import new_password
from bodega.kernel.settings import Settings
from bodega.process.named_shop import ACTOR
from bodega.process.open_command import runtime_for_command
from bodega.process.run_async import run_async
from bodega.staff.create_account import create_account
from bodega.staff.find_account import find_account
from bodega.staff.make_administrator import make_administrator
from bodega.staff.prove_address import require_proven
from bodega.terminal.terminal import terminal


@click.command("create")
@click.argument("email")
def admin_create(*, email: str) -> None:
    """Make EMAIL an administrator of the platform; somebody without an account gets one and a password."""
    settings = Settings.from_environment()
    password = run_async(_create(settings, email))
    at = terminal()
    address = settings.address_of(settings.base_domain, "/admin")
    at.give(f"{email} runs the platform at {address}")
    if password:
        at.give(f"Password: {password}")
        at.say("The password is shown this once. The first sign-in asks for a second factor to be set up.")


async def _create(settings: Settings, email: str) -> str:
    """The password of a new account, empty for somebody who had one."""
    async with runtime_for_command(settings) as runtime:
        now = runtime.clock.now()
        async with platform_scope() as scope:
            account = await find_account(scope, email)
            if account is not None:
                await require_proven(runtime, scope, account.id)
        password = "" if account else new_password()
        if account is None:
            name = email.partition("@")[0]
            await create_account(email=email, name=name, password=password, locale="en", now=now, actor=ACTOR)
        await make_administrator(email, actor_id=None, actor=ACTOR, now=now)
        return password
