"""Whether a listing shows the notice that a digital good cannot be sent back, to be confirmed at each purchase."""

import msgspec

from bodega.policy.finding import Answers, Finding, Unknown
from bodega.policy.listing import Listing


class NoticeIsShown(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """`not_for` are kinds of goods that can be sent back, or need no notice."""

    not_for: tuple[str, ...] = ()

    def check(self, listing: Listing) -> Answers:
        if listing.good in self.not_for:
            return
        if listing.notice_shown is None:
            yield Unknown("notice_shown")
        elif not listing.notice_shown:
            yield Finding("text", "notice_shown")
