"""After a handover: the shop's own list of who works there says the same as the platform's."""

from typing import Any
from uuid import UUID

from bodega.kernel.database import platform_scope, shop_scope
from bodega.runtime import Runtime
from bodega.staff.keep_in_shop import keep_in_shop


async def follow_handover(runtime: Runtime, payload: dict[str, Any]) -> None:
    """The job; done before, it changes nothing."""
    shop_id, account_id = UUID(payload["shop_id"]), UUID(payload["account_id"])
    await runtime.directory.announce_change(shop_id)
    if payload.get("twin_id"):
        await runtime.directory.announce_change(UUID(payload["twin_id"]))
    shop = await runtime.directory.by_id(shop_id)
    async with platform_scope() as scope:
        account = await scope.fetchrow("select name, email from account where id = $1", account_id)
    if account is None:
        return
    await keep_in_shop(shop, account_id, account["name"], account["email"], "owner", now=runtime.clock.now())
    async with shop_scope(shop) as scope:
        await scope.execute("delete from staff where account_id = $1", UUID(payload["left"]))
