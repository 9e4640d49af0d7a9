"""Categories in which nothing may be sold here."""

import msgspec

from bodega.policy.finding import Answers, Finding, Unknown
from bodega.policy.listing import Listing


class ClosedCategories(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Codes of trade categories; each closes all categories below it as well."""

    categories: frozenset[str]

    def check(self, listing: Listing) -> Answers:
        if listing.category is None:
            yield Unknown("category")
        elif closed := sorted(self.categories & set(listing.category)):
            yield Finding("category", "category", params={"category": closed[0]})
