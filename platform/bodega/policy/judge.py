"""The rules of one day and one market, made ready to judge listings: many rules, one reading of each text."""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date

import msgspec

from bodega.policy.finding import Finding, Mark, Unknown
from bodega.policy.hit import Hit, Judgement, Unjudged, hit_of
from bodega.policy.kinds.registry import ChecksFacts, ChecksWords
from bodega.policy.listing import Listing
from bodega.policy.normalise import Reading
from bodega.policy.passages import Passage, passages_of
from bodega.policy.rule import Market, Rule, read_parameters
from bodega.policy.words.search import WordSearch


class RuleBook:
    """Immutable. `version` is a digest of the rules in it: equal books judge alike.

    Making one takes about half a second with the shipped rules; make it once for each day and change of rules.
    """

    def __init__(self, rules: Iterable[Rule], *, on: date, market: Market) -> None:
        """The rules that hold on this day in this market, the highest version of each. Raises BadRule."""
        self.on = on
        self.market = market
        self.rules = _in_force(rules, on, market)
        self.version = hashlib.sha256(msgspec.json.encode(self.rules, order="sorted")).hexdigest()[:16]
        parameters = [(rule, read_parameters(rule)) for rule in self.rules]
        self._facts = [(rule, each) for rule, each in parameters if isinstance(each, ChecksFacts)]
        self._words = WordSearch([(rule, each) for rule, each in parameters if isinstance(each, ChecksWords)])

    def judge(self, listing: Listing) -> list[Hit]:
        """What is against the rules, the hardest first."""
        return self.examine(listing).hits

    def examine(self, listing: Listing) -> Judgement:
        """The hits, and what could not be judged because a fact is missing."""
        hits: list[Hit] = []
        unjudged: list[Unjudged] = []
        for passage in passages_of(listing):
            hits += self._read(passage, listing)
        for rule, check in self._facts:
            for answer in check.check(listing):
                if isinstance(answer, Unknown):
                    unjudged.append(Unjudged(rule=rule.id, version=rule.version, fact=answer.fact))
                else:
                    hits.append(hit_of(rule, answer))
        hits.sort(key=lambda hit: ("block", "review", "warn").index(hit.severity))
        return Judgement(hits=hits, unjudged=unjudged)

    def _read(self, passage: Passage, listing: Listing) -> Iterator[Hit]:
        reading = Reading(passage.text, is_name=passage.scope == "shop_name")
        marks: defaultdict[int, list[Mark]] = defaultdict(list)
        for number, mark in self._words.find(reading, passage.scope, listing):
            marks[number].append(mark)
        for number in sorted(marks):
            yield hit_of(self._words.rules[number], _found(passage, _joined(marks[number])))


def _in_force(rules: Iterable[Rule], on: date, market: Market) -> tuple[Rule, ...]:
    newest: dict[str, Rule] = {}
    for rule in rules:
        if rule.holds_on(on) and rule.holds_in(market):
            other = newest.get(rule.id)
            newest[rule.id] = rule if other is None or rule.version > other.version else other
    return tuple(newest[name] for name in sorted(newest))


def _found(passage: Passage, marks: tuple[Mark, ...]) -> Finding:
    words = dict.fromkeys(passage.text[mark.start : mark.end] for mark in marks)
    return Finding(passage.scope, passage.field, marks, {"word": "、".join(words)})


def _joined(marks: list[Mark]) -> tuple[Mark, ...]:
    """In order, with what overlaps made one."""
    joined: list[Mark] = []
    for mark in sorted(marks):
        if joined and mark.start < joined[-1].end:
            joined[-1] = Mark(joined[-1].start, max(joined[-1].end, mark.end))
        else:
            joined.append(mark)
    return tuple(joined)
