"""Whether a listing stands in the category that its title speaks of; a game card is no 其他虚拟商品."""

import re

import msgspec

from bodega.policy.finding import Answers, Finding, Unknown
from bodega.policy.listing import Listing
from bodega.policy.normalise import fold
from bodega.policy.said import InTwoLanguages
from bodega.policy.words.patterns import require_pattern


class Sign(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A title that `pattern` matches (in plain form) belongs to `category`, or into one of `also`."""

    category: str
    name: InTwoLanguages
    pattern: str
    also: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        require_pattern(self.pattern)


class CategoryFits(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """`vague` categories are for what fits nowhere else. The first sign that matches tells where a listing belongs.

    With `strict` a listing in another exact category is hit as well, unless one of its signs matches too.
    """

    vague: frozenset[str]
    signs: tuple[Sign, ...]
    strict: bool = False

    def check(self, listing: Listing) -> Answers:
        if listing.title is None:
            return
        if listing.category is None:
            yield Unknown("category")
            return
        plain = fold(listing.title)
        fitting = [sign for sign in self.signs if re.search(sign.pattern, plain)]
        if fitting and self._is_misplaced(set(listing.category), fitting):
            yield Finding(
                "category", "category", params={"category": fitting[0].name, "code": fitting[0].category}
            )

    def _is_misplaced(self, path: set[str], fitting: list[Sign]) -> bool:
        if any(path & {sign.category, *sign.also} for sign in fitting):
            return False
        return self.strict or bool(path & self.vague)
