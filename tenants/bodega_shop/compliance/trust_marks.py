"""The trust marks of this process's shops, kept for a moment: every page of a storefront has them in its footer."""

import time
from datetime import datetime
from uuid import UUID

from bodega.kernel.database import platform_scope
from bodega.qualifications.read_trust import Trust, read_trust
from bodega.street.shop import Shop

KEEP_SECONDS = 60.0


class TrustMarks:
    """What was verified of each shop; forgotten when the shop changes, and by itself when a day turns."""

    def __init__(self) -> None:
        self._kept: dict[UUID, tuple[float, Trust]] = {}

    async def of(self, shop: Shop, *, now: datetime) -> Trust:
        """A shop without papers, such as one that the operator vouches for, costs no question."""
        if not shop.papers:
            return Trust()
        kept = self._kept.get(shop.id)
        if kept is not None and kept[0] > time.monotonic():
            return kept[1]
        async with platform_scope() as scope:
            trust = await read_trust(scope, shop.id, now=now)
        self._kept[shop.id] = (time.monotonic() + KEEP_SECONDS, trust)
        return trust

    def forget(self, shop_id: UUID) -> None:
        self._kept.pop(shop_id, None)

    def forget_all(self) -> None:
        self._kept.clear()
