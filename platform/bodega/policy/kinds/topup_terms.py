"""Whether a top-up says when it arrives, for whom it works, and what happens when it fails."""

import msgspec

from bodega.policy.finding import Answers, Finding, Unknown
from bodega.policy.listing import Listing, TopUp
from bodega.policy.said import InTwoLanguages


class TopUpTerms(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What each field is called where it is missing; a field without a name is not asked for."""

    arrival: InTwoLanguages | None = None
    operators: InTwoLanguages | None = None
    on_failure: InTwoLanguages | None = None
    goods: tuple[str, ...] = ("topup",)

    def check(self, listing: Listing) -> Answers:
        if listing.good is None:
            yield Unknown("good")
        elif listing.good in self.goods:
            yield from self._missing(listing.topup or TopUp())

    def _missing(self, said: TopUp) -> Answers:
        for field in ("arrival", "operators", "on_failure"):
            name: InTwoLanguages | None = getattr(self, field)
            if name is not None and not getattr(said, field).strip():
                yield Finding("text", f"topup.{field}", params={"module": name})
