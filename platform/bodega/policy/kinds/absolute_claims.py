"""Absolute claims (国家级, 最佳, 第一 …), with the exceptions that the law's enforcement guide grants, each by its ground."""

import msgspec

from bodega.policy.listing import Listing
from bodega.policy.words.expression import Expression


class Ground(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One exception of the guide: what it is called, where it stands, and which wordings it covers."""

    name: str
    article: str
    wordings: tuple[str, ...]


class AbsoluteClaims(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """`words` and `patterns` are claims of being the best; a claim inside a wording of some ground is innocent."""

    words: tuple[str, ...]
    patterns: tuple[str, ...] = ()
    grounds: tuple[Ground, ...] = ()

    def __post_init__(self) -> None:
        self.expressions()

    def expressions(self) -> tuple[Expression, ...]:
        excused = tuple(wording for ground in self.grounds for wording in ground.wordings)
        return (Expression(words=self.words, patterns=self.patterns, unless=excused),)

    def excuses(self, listing: Listing, number: int) -> bool:
        return False
