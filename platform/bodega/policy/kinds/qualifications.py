"""Whether the shop holds a valid paper for what it wants to sell."""

import msgspec

from bodega.policy.finding import Answers, Finding, Unknown
from bodega.policy.listing import Demand, Listing
from bodega.policy.said import InTwoLanguages


class Need(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One paper of `any_of` is needed for these categories and all below them."""

    categories: tuple[str, ...]
    any_of: frozenset[str]
    name: InTwoLanguages


class Qualifications(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What the platform's catalogue demands of the listing's category (`Listing.demanded`), and what `needs` adds."""

    needs: tuple[Need, ...] = ()

    def check(self, listing: Listing) -> Answers:
        demands = [*listing.demanded, *self._added(listing)]
        if not demands:
            return
        if listing.qualifications is None:
            yield Unknown("qualifications")
            return
        for demand in demands:
            if not demand.any_of & listing.qualifications:
                yield Finding("category", "category", params={"paper": demand.name})

    def _added(self, listing: Listing) -> list[Demand]:
        path = set(listing.category or ())
        return [
            Demand(any_of=need.any_of, name=need.name) for need in self.needs if path & set(need.categories)
        ]
