"""Words and patterns that may not be used, with what makes them innocent."""

from bodega.policy.listing import Listing
from bodega.policy.words.expression import Expression


class Words(Expression, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Forbidden goods, promises nobody can keep, words that no shop may have in its name."""

    def expressions(self) -> tuple[Expression, ...]:
        return (self,)

    def excuses(self, listing: Listing, number: int) -> bool:
        return False
