"""Which versions of a shop's policy pages are in force, and which of them a consent does not cover."""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from bodega.kernel.database import shop_scope
from bodega.street.shop import Shop
from bodega_shop.terms.kinds import KINDS

KEEP_SECONDS = 60.0
# What an order of a shop without published pages says: its buyer agreed to the short terms that stand at /terms.
UNPUBLISHED = "1"

_SELECT = "select kind, number, material, effective_at from terms_version order by kind, number"


@dataclass(frozen=True)
class PublishedVersion:
    """One published version of one page; a `material` one asks customers again."""

    kind: str
    number: int
    material: bool
    effective_at: datetime


@dataclass(frozen=True)
class CurrentTerms:
    """All published versions of one shop, in the order of kind and number."""

    versions: Sequence[PublishedVersion] = ()

    def in_force(self, now: datetime) -> dict[str, PublishedVersion]:
        """The newest version of each page that is in force, by kind, in the order in which pages are shown."""
        found = {one.kind: one for one in self.versions if one.effective_at <= now}
        return {kind: found[kind] for kind in KINDS if kind in found}

    def coming(self, kind: str, now: datetime) -> PublishedVersion | None:
        """The next version of that page that is announced."""
        return next((one for one in self.versions if one.kind == kind and one.effective_at > now), None)

    def consent(self, now: datetime) -> str:
        """What whoever agrees now agrees to, such as `agreement.3 privacy.2`."""
        return " ".join(f"{one.kind}.{one.number}" for one in self.in_force(now).values()) or UNPUBLISHED

    def asked_again(self, consent: str, now: datetime) -> list[str]:
        """The pages that changed materially since that consent was given."""
        agreed, force = read_consent(consent), self.in_force(now)
        return [
            kind
            for kind, current in force.items()
            if any(
                one.material and agreed.get(kind, 0) < one.number <= current.number
                for one in self.versions
                if one.kind == kind
            )
        ]


def read_consent(consent: str) -> dict[str, int]:
    """The number agreed to of each page that a recorded consent names."""
    pairs = (word.partition(".") for word in consent.split())
    return {kind: int(number) for kind, dot, number in pairs if dot and kind in KINDS and number.isdecimal()}


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
