"""Names of brands, which only an authorised shop may use as if it were the brand's own."""

import msgspec

from bodega.policy.listing import Listing
from bodega.policy.words.expression import Expression


class Brand(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`code` is what a shop's authorisation names; `words` how the brand is written."""

    code: str
    words: tuple[str, ...]
    unless: tuple[str, ...] = ()


class Brands(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Hits every brand that the shop has no authorisation for."""

    brands: tuple[Brand, ...]
    near: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        self.expressions()

    def expressions(self) -> tuple[Expression, ...]:
        return tuple(
            Expression(words=brand.words, unless=brand.unless, near=self.near, mentions_pass=False)
            for brand in self.brands
        )

    def excuses(self, listing: Listing, number: int) -> bool:
        return self.brands[number].code in (listing.authorised_brands or ())
