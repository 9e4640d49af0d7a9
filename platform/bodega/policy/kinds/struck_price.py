"""Whether a price that is struck through was ever charged, or says what it is.

Without a stated basis a reduction counts from the lowest price charged in the seven days before it.
"""

import msgspec

from bodega.policy.finding import Answers, Finding, Unknown
from bodega.policy.listing import Listing, Price
from bodega.policy.normalise import fold
from bodega.policy.said import InTwoLanguages

_NOT_HIGHER = InTwoLanguages(zh="划线价不高于售价", en="the struck-through price is not above the price")


class StruckPrice(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """`no_basis` are words that say nothing of where a price comes from (原价, was)."""

    no_basis: tuple[str, ...] = ()

    def check(self, listing: Listing) -> Answers:
        for rank, price in enumerate(listing.prices):
            if price.struck is None:
                continue
            field = f"prices.{rank}.struck"
            if price.struck <= price.amount:
                yield Finding("price", field, params={"sku": price.sku, "why": _NOT_HIGHER})
            elif not self._has_basis(price):
                yield from _compared(price, price.struck, field)

    def _has_basis(self, price: Price) -> bool:
        basis = fold(price.basis or "")
        return bool(basis) and basis not in {fold(word) for word in self.no_basis}


def _compared(price: Price, struck: int, field: str) -> Answers:
    if price.lowest_in_seven_days is None:
        yield Unknown(f"{field.removesuffix('struck')}lowest_in_seven_days")
    elif struck > price.lowest_in_seven_days:
        yield Finding(
            "price", field, params={"sku": price.sku, "why": _higher_than(price.lowest_in_seven_days)}
        )


def _higher_than(lowest: int) -> InTwoLanguages:
    return InTwoLanguages(
        zh=f"未注明依据，且高于此前七日最低成交价（{lowest} 最小货币单位）",
        en=f"no basis is stated, and it is above the lowest price charged in the seven days before ({lowest} minor units)",
    )
