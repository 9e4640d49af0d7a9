"""Whether what was drawn can have come from the odds that were published.

The test: for each prize the exact probability, under its published chance, of being drawn as seldom as it was or
seldomer (the lower tail of the binomial distribution), times the number of prizes (Bonferroni). Below the level
the listing is hit. At the level of 0.001, honest odds are accused at most once in a thousand looks, whatever the number of
prizes; half the promised chance of a 10 % prize is found after about 400 draws.
"""

from math import exp, lgamma, log

import msgspec

from bodega.policy.finding import Answers, Finding, Unknown
from bodega.policy.listing import Chance, Listing
from bodega.policy.said import InTwoLanguages

_CERTAIN = 1_000_000
_NOT_WORTH_ADDING = 1e-12


class DrawsMatch(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """`fewest_draws` must have been made before anything is said; `level` is the chance of accusing honest odds."""

    fewest_draws: int = 100
    level: float = 0.001

    def check(self, listing: Listing) -> Answers:
        if listing.good != "random" or not listing.odds:
            return
        if listing.draws is None:
            yield Unknown("draws")
        elif why := self._wrong(listing.odds, listing.draws):
            yield Finding("text", "draws", params={"why": why})

    def _wrong(self, odds: tuple[Chance, ...], draws: dict[str, int]) -> InTwoLanguages | None:
        published = {chance.prize for chance in odds}
        for prize, times in draws.items():
            if times and prize not in published:
                return InTwoLanguages(
                    zh=f"抽出了未公示的奖品“{prize}”", en=f"“{prize}” was drawn and is not published"
                )
        total = sum(draws.values())
        if total < self.fewest_draws:
            return None
        for chance in odds:
            times = draws.get(chance.prize, 0)
            if chance_of_so_few(times, total, chance.millionths) * len(odds) < self.level:
                return _too_seldom(chance, times, total)
        return None


def chance_of_so_few(times: int, draws: int, millionths: int) -> float:
    """The probability of at most `times` successes in `draws`, each with this chance; added up from the largest term."""
    if times >= draws or millionths <= 0:
        return 1.0
    if millionths >= _CERTAIN:
        return 0.0
    if times * _CERTAIN >= draws * millionths:
        return 0.5  # not below its expectation: never suspicious, whatever the exact figure
    p = millionths / _CERTAIN
    term = exp(_log_chance(times, draws, p))
    total = 0.0
    for successes in range(times, -1, -1):
        total += term
        if term <= total * _NOT_WORTH_ADDING:
            break
        term *= successes / (draws - successes + 1) * (1 - p) / p
    return min(1.0, total)


def _log_chance(times: int, draws: int, p: float) -> float:
    ways = lgamma(draws + 1) - lgamma(times + 1) - lgamma(draws - times + 1)
    return ways + times * log(p) + (draws - times) * log(1 - p)


def _too_seldom(chance: Chance, times: int, total: int) -> InTwoLanguages:
    share = f"{chance.millionths / 10_000:g}%"
    return InTwoLanguages(
        zh=f"“{chance.prize}”公示概率 {share}，{total} 次抽取中只出现 {times} 次",
        en=f"“{chance.prize}” is published at {share} and came up {times} times in {total} draws",
    )
