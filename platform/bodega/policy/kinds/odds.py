"""Whether a random good says its odds, and whether they can be true."""

import msgspec

from bodega.policy.finding import Answers, Finding, Unknown
from bodega.policy.listing import Chance, Listing
from bodega.policy.said import InTwoLanguages

_CERTAIN = 1_000_000
_MISSING = InTwoLanguages(zh="没有公示概率", en="no odds are published")
_IMPOSSIBLE = InTwoLanguages(zh="存在不可能的概率", en="some odds are impossible")
_TWICE = InTwoLanguages(zh="同一奖品出现两次", en="one prize stands there twice")
_SUM = InTwoLanguages(zh="概率之和不是 100%", en="the odds do not add up to 100 %")


class OddsArePossible(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """`rounding_millionths` is what each published chance may be rounded by; so far may the sum be from certain."""

    rounding_millionths: int = 50

    def check(self, listing: Listing) -> Answers:
        if listing.good is None:
            yield Unknown("good")
        elif listing.good == "random" and (why := self._wrong(listing.odds or ())):
            yield Finding("text", "odds", params={"why": why})

    def _wrong(self, odds: tuple[Chance, ...]) -> InTwoLanguages | None:
        if not odds:
            return _MISSING
        if any(not 0 < chance.millionths <= _CERTAIN for chance in odds):
            return _IMPOSSIBLE
        if len({chance.prize for chance in odds}) < len(odds):
            return _TWICE
        off = abs(sum(chance.millionths for chance in odds) - _CERTAIN)
        return _SUM if off > self.rounding_millionths * len(odds) else None
