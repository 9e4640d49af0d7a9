"""Keep what the platform tells of a complaint, as far as the shop has to act."""

from datetime import datetime

from bodega.kernel.database import shop_scope
from bodega.plugins.duty_door import ComplaintNews
from bodega.street.shop import Shop
from bodega_shop.compliance.weigh_goods import Platform
from bodega_shop.settings.record_deed import record_deed

_ORDER = "select id from purchase where number = $1"
_KEEP = """
    insert into complaint (id, purchase_id, number, kind, state, verdict, due_at, refund_level, refunded, revision)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
    on conflict (id) do update
       set state = excluded.state, verdict = excluded.verdict, due_at = excluded.due_at, refund_level = excluded.refund_level,
           refunded = excluded.refunded, revision = excluded.revision
     where complaint.revision < excluded.revision"""


async def hear_complaint(shop: Shop, news: ComplaintNews, *, now: datetime) -> None:
    """What comes late, or a second time, changes nothing."""
    async with shop_scope(shop) as scope:
        purchase_id = await scope.fetchval(_ORDER, news.number)
        if purchase_id is None:
            return
        if await scope.execute(
            _KEEP, news.id, purchase_id, news.number, news.kind, news.state, news.verdict, news.due_at,
            news.refund_level, news.refunded, news.revision,
        ):  # fmt: skip
            await record_deed(
                scope,
                f"complaint.{news.verdict or news.state}",
                str(news.id),
                by=Platform(),
                now=now,
                order=news.number,
            )
