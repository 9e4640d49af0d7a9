"""Which versions of a shop's policy pages are in force, kept in each process."""

import time
from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from bodega.kernel.database import shop_scope
from bodega.kernel.versions import CurrentVersions, PublishedVersion
from bodega.street.shop import Shop
from bodega_shop.terms.kinds import KINDS as PAGES

KEEP_SECONDS = 60.0

_SELECT = "select kind, number, material, effective_at from terms_version order by kind, number"


@dataclass(frozen=True)
class CurrentTerms(CurrentVersions):
    """All published versions of one shop. A buyer of a shop without any agreed to the short terms that stand at /terms."""

    KINDS: ClassVar[tuple[str, ...]] = PAGES
    UNPUBLISHED: ClassVar[str] = "1"


class TermsShelf:
    """The terms of this process's shops; a shop's change makes every process forget them."""

    def __init__(self) -> None:
        self._kept: dict[UUID, tuple[float, CurrentTerms]] = {}

    async def of(self, shop: Shop) -> CurrentTerms:
        kept = self._kept.get(shop.id)
        if kept is not None and kept[0] > time.monotonic():
            return kept[1]
        async with shop_scope(shop) as scope:
            terms = CurrentTerms([PublishedVersion(**dict(row)) for row in await scope.fetch(_SELECT)])
        self._kept[shop.id] = (time.monotonic() + KEEP_SECONDS, terms)
        return terms

    def forget(self, shop_id: UUID) -> None:
        self._kept.pop(shop_id, None)
