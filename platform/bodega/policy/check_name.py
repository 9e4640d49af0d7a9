"""Judge a shop's name, as it is typed, by the same rules as everything else."""

from collections.abc import Iterable

import msgspec

from bodega.policy.hit import Hit
from bodega.policy.judge import RuleBook
from bodega.policy.listing import Listing
from bodega.policy.suggest_names import suggest_names


class NameVerdict(msgspec.Struct, frozen=True, kw_only=True):
    """What is against a name, and names that would do; the suggestions are empty where nothing is."""

    name: str
    hits: list[Hit]
    suggestions: list[str]

    @property
    def refused(self) -> bool:
        return any(hit.severity == "block" for hit in self.hits)


def check_name(
    book: RuleBook,
    name: str,
    *,
    locale: str = "zh_CN",
    authorised_brands: Iterable[str] = (),
    taken: Iterable[str] = (),
) -> NameVerdict:
    """The verdict on `name`. `taken` are names of other shops, which are not suggested."""
    brands = frozenset(authorised_brands)
    hits = book.judge(Listing(shop_name=name, authorised_brands=brands))
    suggestions = suggest_names(book, name, hits, locale=locale, taken=taken) if hits else []
    return NameVerdict(name=name, hits=hits, suggestions=suggestions)
