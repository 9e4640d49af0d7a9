"""What may be sold on this street and which papers it takes, as it stands at one moment."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Literal
from uuid import UUID

from bodega.kernel.i18n import Text

ALL = "*"

About = Literal["entity", "shop", "domain", "category"]
Entity = Literal["company", "sole_trader", "individual"]
Market = Literal["cn", "everywhere"]

ENTITIES: tuple[Entity, ...] = ("company", "sole_trader", "individual")


@dataclass(frozen=True)
class TradeCategory:
    """One node of the tree. `risk` high takes two people to approve; `state` closed is not for sale on this street."""

    code: str
    parent: str | None
    name: Text
    note: Text
    risk: str
    state: str
    position: int


@dataclass(frozen=True)
class PaperField:
    """One thing that a paper says; `number` is the one that names it among all papers of its kind."""

    name: str
    label: Text
    kind: str
    optional: bool = False
    number: bool = False
    length: int | None = None


@dataclass(frozen=True)
class DocumentKind:
    """One kind of paper. `issued`: an authority still gives it out; `shown`: customers may see that it was verified."""

    code: str
    name: Text
    help: Text
    about: About
    issued: bool
    shown: bool
    fields: tuple[PaperField, ...]
    source: str
    position: int


@dataclass(frozen=True)
class Requirement:
    """`category` demands (or accepts) `kind` from `since` up to and including `until`."""

    id: UUID
    category: str
    kind: str
    need: str
    any_of: str
    entities: frozenset[str]
    market: str
    since: date
    until: date | None
    source: str

    def counts(self, entity: str, market: str, on: date) -> bool:
        there = self.market == "everywhere" or (self.market == "cn") == (market == "cn")
        lasting = self.until is None or on <= self.until
        return there and entity in self.entities and self.since <= on and lasting


@dataclass(frozen=True)
class Need:
    """One thing that has to be shown, by any one paper of `kinds`: they stand in for one another.

    `categories` are the leaves that demand it, for papers about categories: each of them has to be covered. `domain` is
    set for papers about one domain. `asked_by` are the categories of the tree whose rule it is, `sources` the law.
    """

    any_of: str
    kinds: tuple[DocumentKind, ...]
    about: About
    required: bool
    categories: tuple[str, ...]
    asked_by: tuple[str, ...]
    sources: tuple[str, ...]
    since: date
    domain: str = ""

    @property
    def key(self) -> str:
        return f"{self.any_of}:{self.domain}" if self.domain else self.any_of


@dataclass(frozen=True)
class Catalogue:
    """The whole of it; `version` is the number of the last change."""

    version: int
    categories: Mapping[str, TradeCategory]
    kinds: Mapping[str, DocumentKind]
    requirements: tuple[Requirement, ...]

    @cached_property
    def children(self) -> Mapping[str | None, tuple[TradeCategory, ...]]:
        """By parent (None for the roots), each in its order."""
        found: dict[str | None, list[TradeCategory]] = {}
        for category in sorted(self.categories.values(), key=lambda one: (one.position, one.code)):
            found.setdefault(category.parent, []).append(category)
        return {parent: tuple(those) for parent, those in found.items()}

    def line(self, code: str) -> tuple[TradeCategory, ...]:
        """The category and what is above it, the root first; empty for an unknown code."""
        above: list[TradeCategory] = []
        category = self.categories.get(code)
        while category is not None:
            above.insert(0, category)
            category = self.categories.get(category.parent or "")
        return tuple(above)

    def path(self, code: str, locale: str) -> str:
        return " › ".join(category.name.in_locale(locale) for category in self.line(code)) or code

    def is_open(self, code: str) -> bool:
        """Whether it may be sold: neither it nor anything above it is closed."""
        line = self.line(code)
        return bool(line) and all(category.state == "open" for category in line)

    def leaves(self, codes: Iterable[str]) -> tuple[str, ...]:
        """The open categories without children at or below `codes`, in the order of the tree."""
        wanted = self.below(codes)
        return tuple(code for code in self.in_order() if code in wanted and code not in self.children)

    def below(self, codes: Iterable[str]) -> frozenset[str]:
        """`codes` and everything under them, as far as it is open."""
        named = set(codes)
        return frozenset(
            code
            for code in self.categories
            if self.is_open(code) and named & {category.code for category in self.line(code)}
        )

    def in_order(self, parent: str | None = None) -> tuple[str, ...]:
        """Every code, each followed by what is under it."""
        return tuple(
            code
            for category in self.children.get(parent, ())
            for code in (category.code, *self.in_order(category.code))
        )

    def needs(
        self,
        categories: Iterable[str],
        entity: str,
        market: str,
        *,
        on: date,
        domains: Sequence[str] = (),
    ) -> list[Need]:
        """What a shop of that kind has to show on that day to sell `categories` (everything below them counts).

        Papers that are only accepted come last. A paper about a domain is asked for once for each of `domains`.
        """
        found: dict[str, list[tuple[Requirement, str]]] = {}
        for leaf in self.leaves(categories):
            asking = {ALL, *(category.code for category in self.line(leaf))}
            for rule in self.requirements:
                if rule.category in asking and rule.kind in self.kinds and rule.counts(entity, market, on):
                    found.setdefault(rule.any_of, []).append((rule, leaf))
        needs = [need for word, rules in found.items() for need in self._needs_of(word, rules, domains)]
        return sorted(needs, key=lambda need: (not need.required, need.kinds[0].position, need.domain))

    def coming(
        self, categories: Iterable[str], entity: str, market: str, *, on: date, domains: Sequence[str] = ()
    ) -> list[Need]:
        """What is required later and not yet, by decisions already taken; `since` says from when."""
        chosen = tuple(categories)
        now = {
            (need.key, leaf)
            for need in self.needs(chosen, entity, market, on=on, domains=domains)
            if need.required
            for leaf in need.categories
        }
        later = sorted({rule.since for rule in self.requirements if rule.since > on})
        found: dict[str, Need] = {}
        for day in later:
            for need in self.needs(chosen, entity, market, on=day, domains=domains):
                new = {(need.key, leaf) for leaf in need.categories} - now
                if need.required and new and need.key not in found:
                    found[need.key] = need
        return list(found.values())

    def _needs_of(
        self, word: str, rules: Sequence[tuple[Requirement, str]], domains: Sequence[str]
    ) -> list[Need]:
        kinds = sorted({self.kinds[rule.kind] for rule, _ in rules}, key=lambda kind: kind.position)
        required = [rule for rule, _ in rules if rule.need == "required"]
        need = Need(
            any_of=word,
            kinds=tuple(kinds),
            about=kinds[0].about,
            required=bool(required),
            categories=_once(leaf for rule, leaf in rules if rule.need == "required" or not required),
            asked_by=_once(rule.category for rule, _ in rules),
            sources=_once(rule.source for rule, _ in rules),
            since=min(rule.since for rule in (required or [rule for rule, _ in rules])),
        )
        if need.about != "domain":
            return [need]
        return [_for_domain(need, domain) for domain in domains]


def _for_domain(need: Need, domain: str) -> Need:
    return Need(**{**need.__dict__, "domain": domain})


def _once(words: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(words))
