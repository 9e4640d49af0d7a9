"""Whether sharing is left to the buyer: a reward may follow an invited person's settled order, never the act of sharing."""

import msgspec

from bodega.policy.finding import Answers, Finding
from bodega.policy.listing import Listing, ShareTerms
from bodega.policy.said import InTwoLanguages


class SharingIsFree(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """`allowed` are the deeds that may be rewarded; `most_levels` how many people deep a reward may reach."""

    allowed: tuple[str, ...] = ("settled_order",)
    most_levels: int = 2

    def check(self, listing: Listing) -> Answers:
        for rank, terms in enumerate(listing.shares):
            yield from self._wrong(terms, f"shares.{rank}")

    def _wrong(self, terms: ShareTerms, field: str) -> Answers:
        if terms.rewarded_for is not None and terms.rewarded_for not in self.allowed:
            why = InTwoLanguages(
                zh="奖励了分享、拉人等行为本身", en="the act of sharing or inviting itself is rewarded"
            )
            yield Finding("share", f"{field}.rewarded_for", params={"why": why})
        if terms.levels > self.most_levels:
            why = InTwoLanguages(
                zh=f"奖励层级超过 {self.most_levels} 级",
                en=f"rewards reach more than {self.most_levels} levels deep",
            )
            yield Finding("share", f"{field}.levels", params={"why": why})
