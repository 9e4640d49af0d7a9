"""Let a shop's owner open an account at a service that divides payments: the account first, then a link, each made once
and never inside a transaction.
"""

from datetime import datetime
from uuid import UUID

from bodega.kernel.database import platform_scope, shop_scope
from bodega.kernel.errors import NotFound, Refused
from bodega.runtime import Runtime
from bodega.street.shop import Shop
from bodega_shop.collecting.open_platform_channel import OpenPlatformChannel, open_platform_channel
from bodega_shop.collecting.platform_channel import CONNECT
from bodega_shop.collecting.shops_account import ACCOUNT, READY, account_in
from bodega_shop.contracts.for_platforms import AccountWish, Connectable
from bodega_shop.floor import floor_of
from bodega_shop.payments.announce_change import announce_change
from bodega_shop.settings.record_deed import Actor, record_deed

_OWNER = """
    select a.email from account a join shop s on s.owner_id = a.id where s.id = $1"""

_REMEMBER = """
    insert into connected_account (channel_id, account, shop_id, shop_channel_id, created_at) values ($1, $2, $3, $4, $5)
    on conflict do nothing"""


async def begin_onboarding(
    runtime: Runtime, shop: Shop, channel_id: UUID, *, by: Actor, now: datetime
) -> str:
    """The service's page for this shop, which works once. Raises `NotFound`, `Refused`, and the gateway's errors."""
    opened, account = await open_for(runtime, shop, channel_id)
    if not account:
        account = await _open_account(runtime, shop, channel_id, opened, by=by, now=now)
    await _remember(opened.channel.id, account, shop, channel_id, now)
    gateway = connectable(opened)
    back = runtime.settings.address_of(shop.canonical_host, f"/console/channels/{channel_id}/onboarding")
    return await runtime.dispatcher.guarded(
        shop.slug,
        opened.plugin,
        "onboarding_link",
        lambda: gateway.onboarding_link(
            opened.context, account, return_url=f"{back}/done", refresh_url=f"{back}/again"
        ),
    )


async def check_onboarding(runtime: Runtime, shop: Shop, channel_id: UUID) -> bool:
    """Ask the service whether the account takes payments, and keep the answer. Raises as above."""
    opened, account = await open_for(runtime, shop, channel_id)
    if not account:
        return False
    gateway = connectable(opened)
    ready = await runtime.dispatcher.guarded(
        shop.slug, opened.plugin, "account_ready", lambda: gateway.account_ready(opened.context, account)
    )
    async with shop_scope(shop) as scope:
        await scope.execute(
            "update channel set settings = settings || $2::jsonb where id = $1", channel_id, {READY: ready}
        )
    return ready


async def open_for(runtime: Runtime, shop: Shop, channel_id: UUID) -> tuple[OpenPlatformChannel, str]:
    """The platform's account behind a channel of the shop, and the shop's own there; empty while there is none."""
    async with shop_scope(shop) as scope:
        row = await scope.fetchrow(
            "select settings, platform_channel_id from channel where id = $1", channel_id
        )
    if row is None or row["platform_channel_id"] is None:
        raise NotFound
    opened = await open_platform_channel(runtime, floor_of(runtime).gateways, row["platform_channel_id"])
    if opened.channel.way != CONNECT:
        raise NotFound
    return opened, account_in(row["settings"])


def connectable(opened: OpenPlatformChannel) -> Connectable:
    if not isinstance(opened.gateway, Connectable):
        raise Refused("This payment service opens no accounts for shops.")
    return opened.gateway


async def _open_account(
    runtime: Runtime, shop: Shop, channel_id: UUID, opened: OpenPlatformChannel, *, by: Actor, now: datetime
) -> str:
    """Two who press at once get the same account: the service knows the key, and the first one written stays."""
    gateway = connectable(opened)
    async with platform_scope() as scope:
        email = await scope.fetchval(_OWNER, shop.id)
    wish = AccountWish(f"account:{channel_id}", shop.name, email, shop.locale)
    account = await runtime.dispatcher.guarded(
        shop.slug, opened.plugin, "open_account", lambda: gateway.open_account(opened.context, wish)
    )
    async with shop_scope(shop) as scope:
        row = await scope.fetchrow("select name, settings from channel where id = $1 for update", channel_id)
        if row is None:
            raise NotFound
        if before := account_in(row["settings"]):
            return before
        await scope.execute(
            "update channel set settings = $2, changed_at = $3 where id = $1",
            channel_id, {ACCOUNT: account, READY: False}, now,
        )  # fmt: skip
        await record_deed(scope, "channel.account_opened", str(channel_id), by=by, now=now, account=account)
        await announce_change(scope, row["name"], by=by, now=now)
    await runtime.directory.announce_change(shop.id)
    return account


async def _remember(
    platform_channel_id: UUID, account: str, shop: Shop, channel_id: UUID, now: datetime
) -> None:
    """For messages that name the account alone. Written again on each link, so that a crash in between mends itself."""
    async with platform_scope() as scope:
        await scope.execute(_REMEMBER, platform_channel_id, account, shop.id, channel_id, now)
