"""Whether a flash sale is one: it begins, it ends, and its price is really lower."""

from datetime import timedelta

import msgspec

from bodega.policy.finding import Answers, Finding, Unknown
from bodega.policy.listing import FlashSale, Listing, Price
from bodega.policy.said import InTwoLanguages

_NEVER_ENDS = InTwoLanguages(zh="结束时间不晚于开始时间", en="it ends before it begins")
_NOT_LOWER = InTwoLanguages(zh="限时价并不低于平时价格", en="its price is not below the usual one")


class FlashSaleIsTrue(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """`longest_days` is how long something may be called a sale for a time."""

    longest_days: int = 31

    def check(self, listing: Listing) -> Answers:
        for rank, price in enumerate(listing.prices):
            if price.flash is None:
                continue
            usual = _usual(price, price.flash)
            if why := self._wrong(price.flash, usual):
                yield Finding("price", f"prices.{rank}.flash", params={"sku": price.sku, "why": why})
            elif usual is None:
                yield Unknown(f"prices.{rank}.flash.usual")

    def _wrong(self, sale: FlashSale, usual: int | None) -> InTwoLanguages | None:
        if sale.ends_at <= sale.starts_at:
            return _NEVER_ENDS
        if sale.ends_at - sale.starts_at > timedelta(days=self.longest_days):
            days = self.longest_days
            return InTwoLanguages(
                zh=f"持续超过 {days} 天，不是限时活动", en=f"it lasts longer than {days} days"
            )
        return _NOT_LOWER if usual is not None and sale.price >= usual else None


def _usual(price: Price, sale: FlashSale) -> int | None:
    """The lower of what it costs otherwise and what was charged before."""
    known = [each for each in (sale.usual, price.lowest_in_seven_days) if each is not None]
    return min(known) if known else None
