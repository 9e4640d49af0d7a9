"""Hand a new seal to the extensions that write its digest down outside, and keep their receipts beside it."""

from typing import Any
from uuid import UUID

from bodega.kernel.database import shop_scope
from bodega.kernel.errors import PluginError
from bodega.kernel.ids import new_id
from bodega.plugins.dispatch import Hook
from bodega.runtime import Runtime
from bodega.street.shop import Shop
from bodega_shop import hookspecs
from bodega_shop.contracts.events import SealMade

LONGEST_RECEIPT = 4_000

_SELECT = "select number, digest, root, events, since, until, sealed_at from event_seal where id = $1"

_INSERT = """
    insert into event_anchor (id, seal_id, via, receipt, at) values ($1, $2, $3, $4, $5)
    on conflict (seal_id, via) do nothing"""


async def anchor_new_seal(runtime: Runtime, shop: Shop, payload: dict[str, Any]) -> None:
    """The job. Repeated, it asks only those that have given no receipt yet; raises `PluginError` while one is left."""
    seal_id = UUID(payload["seal_id"])
    async with shop_scope(shop) as scope:
        row = await scope.fetchrow(_SELECT, seal_id)
        done = await scope.fetch("select via from event_anchor where seal_id = $1", seal_id)
    if row is None:
        return
    event = SealMade(
        number=row["number"],
        digest=row["digest"].hex(),
        root=row["root"].hex(),
        events=row["events"],
        since=row["since"],
        until=row["until"],
        at=row["sealed_at"],
    )
    asked = shop.enabled - {one["via"] for one in done}
    answers, missed = await runtime.dispatcher.ask(Hook(hookspecs.anchor_seal), shop.slug, asked, event=event)
    receipts = {plugin: answer for plugin, answer in answers.items() if isinstance(answer, str) and answer}
    await _keep(runtime, shop, seal_id, receipts)
    if left := missed | (answers.keys() - receipts.keys()):
        raise PluginError(
            "Not every anchor holds this seal yet: %(plugins)s.", plugins=", ".join(sorted(left))
        )


async def _keep(runtime: Runtime, shop: Shop, seal_id: UUID, receipts: dict[str, str]) -> None:
    async with shop_scope(shop) as scope:
        for plugin, receipt in receipts.items():
            await scope.execute(
                _INSERT, new_id(), seal_id, plugin, receipt[:LONGEST_RECEIPT], runtime.clock.now()
            )
