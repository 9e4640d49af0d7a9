"""Whether a title says what a buyer looks for: the good, its denomination, its kind."""

import re

import msgspec

from bodega.policy.finding import Answers, Finding
from bodega.policy.listing import Listing
from bodega.policy.said import InTwoLanguages, join
from bodega.policy.words.patterns import require_pattern


class Part(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One thing that a title must say; `pattern` is looked for in the title as it was written."""

    name: InTwoLanguages
    pattern: str

    def __post_init__(self) -> None:
        require_pattern(self.pattern)


class Titles(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """How titles are made in these categories and all below them; in all of them, when none is named."""

    categories: frozenset[str] = frozenset()
    parts: tuple[Part, ...]


class TitlePattern(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    titles: tuple[Titles, ...]
    longest: int = 60

    def check(self, listing: Listing) -> Answers:
        if listing.title is None:
            return
        missing = self._missing(listing.title, set(listing.category or ()))
        if len(listing.title) > self.longest:
            missing.append(
                InTwoLanguages(zh=f"不超过 {self.longest} 个字", en=f"no more than {self.longest} characters")
            )
        if missing:
            yield Finding("title", "title", params={"missing": join(missing)})

    def _missing(self, title: str, path: set[str]) -> list[InTwoLanguages]:
        for each in self.titles:
            if not each.categories or each.categories & path:
                return [part.name for part in each.parts if not re.search(part.pattern, title, re.IGNORECASE)]
        return []
