"""Every kind of rule by name: what its parameters are, and which parts of a listing it can look at."""

from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from bodega.policy.finding import Answers
from bodega.policy.kinds.absolute_claims import AbsoluteClaims
from bodega.policy.kinds.brands import Brands
from bodega.policy.kinds.category_fits import CategoryFits
from bodega.policy.kinds.closed_categories import ClosedCategories
from bodega.policy.kinds.draws_match import DrawsMatch
from bodega.policy.kinds.flash_sale import FlashSaleIsTrue
from bodega.policy.kinds.modules import Modules
from bodega.policy.kinds.notice import NoticeIsShown
from bodega.policy.kinds.odds import OddsArePossible
from bodega.policy.kinds.qualifications import Qualifications
from bodega.policy.kinds.sharing import SharingIsFree
from bodega.policy.kinds.struck_price import StruckPrice
from bodega.policy.kinds.title_pattern import TitlePattern
from bodega.policy.kinds.topup_terms import TopUpTerms
from bodega.policy.kinds.words import Words
from bodega.policy.listing import Listing
from bodega.policy.scope import Scope
from bodega.policy.words.expression import Expression


@runtime_checkable
class ChecksWords(Protocol):
    """A kind that looks for words. All expressions of all rules are searched for at once."""

    def expressions(self) -> tuple[Expression, ...]: ...

    def excuses(self, listing: Listing, number: int) -> bool:
        """Whether this listing may use what expression `number` found."""


@runtime_checkable
class ChecksFacts(Protocol):
    """A kind that looks at the facts of a listing."""

    def check(self, listing: Listing) -> Answers: ...


@dataclass(frozen=True, slots=True)
class Kind:
    parameters: type[ChecksWords] | type[ChecksFacts]
    scopes: frozenset[Scope]


_TEXTS: frozenset[Scope] = frozenset(
    {"shop_name", "title", "text", "image_alt", "image_file", "promotion", "share"}
)

KINDS: dict[str, Kind] = {
    "words": Kind(Words, _TEXTS),
    "absolute": Kind(AbsoluteClaims, _TEXTS),
    "brands": Kind(Brands, _TEXTS),
    "modules": Kind(Modules, frozenset({"text"})),
    "topup_terms": Kind(TopUpTerms, frozenset({"text"})),
    "notice": Kind(NoticeIsShown, frozenset({"text"})),
    "odds": Kind(OddsArePossible, frozenset({"text"})),
    "draws": Kind(DrawsMatch, frozenset({"text"})),
    "qualification": Kind(Qualifications, frozenset({"category"})),
    "closed_category": Kind(ClosedCategories, frozenset({"category"})),
    "category": Kind(CategoryFits, frozenset({"category"})),
    "title": Kind(TitlePattern, frozenset({"title"})),
    "struck_price": Kind(StruckPrice, frozenset({"price"})),
    "flash_sale": Kind(FlashSaleIsTrue, frozenset({"price", "promotion"})),
    "sharing": Kind(SharingIsFree, frozenset({"share"})),
}
