"""Plan that a bill is taken from the card that its shop left with a payment service, by jobs of the part that knows them."""

from typing import Final
from uuid import UUID

from bodega.kernel.database import Scope
from bodega.kernel.jobs import enqueue

COLLECT_JOB: Final = "billing.collect"
READ_CARD_JOB: Final = "billing.read_card"
FORGET_CARD_JOB: Final = "billing.forget_card"

_OPEN = """
    select b.id from bill b join card_on_file c on c.shop_id = b.shop_id and c.state = 'kept'
      join channel h on h.id = c.channel_id and h.enabled and h.currency = b.currency
     where b.shop_id = $1 and b.state = 'open' order by b.issued_at"""


async def plan_collection(scope: Scope, shop_id: UUID) -> None:
    """For each open bill of a shop with a card. One that is being taken already is only asked about again."""
    for row in await scope.fetch(_OPEN, shop_id):
        await enqueue(scope, COLLECT_JOB, {"bill_id": str(row["id"])}, once=str(row["id"]))


async def plan_reading(scope: Scope, shop_id: UUID) -> None:
    """For a shop whose owner went to enter a card and of whom nothing was heard since, or whose card changed."""
    known = await scope.fetchval(
        "select 1 from card_on_file where shop_id = $1 and (visit <> '' or state = 'kept')", shop_id
    )
    if known:
        await enqueue(scope, READ_CARD_JOB, {"shop_id": str(shop_id)}, once=str(shop_id))


async def plan_forgetting(scope: Scope, shop_id: UUID, channel_id: UUID, payer: str) -> None:
    """Nothing more is taken from that card, and the service forgets it."""
    payload = {"shop_id": str(shop_id), "channel_id": str(channel_id), "payer": payer}
    await enqueue(scope, FORGET_CARD_JOB, payload, once=f"{shop_id}:{payer}")
