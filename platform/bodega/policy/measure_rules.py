"""How well a rule book tells guilty texts from innocent ones, and how many listings it judges in a second."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from bodega.policy.judge import RuleBook
from bodega.policy.labelled.read_texts import Labelled
from bodega.policy.listing import Listing, Price, TopUp

MOST_WRONGLY_BLOCKED = 0.01
MOST_MISSED = 0.05
# What keeps a text from being shown; a warning does not.
_STRIKES = ("block", "review")


@dataclass
class Score:
    """Of one sort of text: how many there were, and which were judged wrongly. Warnings count as nothing."""

    innocent: int = 0
    guilty: int = 0
    wrongly_blocked: list[str] = field(default_factory=list)
    missed: list[str] = field(default_factory=list)

    @property
    def blocked_share(self) -> float:
        return len(self.wrongly_blocked) / self.innocent if self.innocent else 0.0

    @property
    def missed_share(self) -> float:
        return len(self.missed) / self.guilty if self.guilty else 0.0

    @property
    def is_good_enough(self) -> bool:
        return self.blocked_share <= MOST_WRONGLY_BLOCKED and self.missed_share <= MOST_MISSED

    def __add__(self, other: "Score") -> "Score":
        return Score(
            self.innocent + other.innocent,
            self.guilty + other.guilty,
            self.wrongly_blocked + other.wrongly_blocked,
            self.missed + other.missed,
        )


def score_texts(book: RuleBook, texts: Iterable[Labelled]) -> dict[str, Score]:
    """The score of each sort of text. A text is struck when any rule about words blocks it or sends it to review."""
    scores: defaultdict[str, Score] = defaultdict(Score)
    for labelled in texts:
        score = scores[labelled.about]
        struck = any(hit.marks and hit.severity in _STRIKES for hit in book.judge(labelled.as_listing()))
        if labelled.guilty:
            score.guilty += 1
            score.missed += [] if struck else [labelled.text]
        else:
            score.innocent += 1
            score.wrongly_blocked += [labelled.text] if struck else []
    return dict(scores)


def listings_per_second(
    book: RuleBook, texts: Iterable[Labelled], seconds_now: Callable[[], float], *, count: int = 2_000
) -> float:
    """Judge `count` whole listings made of these texts, about 400 characters each, and say how many a second takes."""
    listings = _listings([labelled.text for labelled in texts], count)
    begun = seconds_now()
    for listing in listings:
        book.judge(listing)
    return count / (seconds_now() - begun)


def _listings(texts: list[str], count: int) -> list[Listing]:
    def taken(start: int, many: int) -> str:
        return "。".join(texts[(start + step) % len(texts)] for step in range(many))

    return [
        Listing(
            shop_name="星海点卡行",
            title=taken(number, 1),
            texts={
                "introduction": taken(number * 7, 10),
                "how_to": taken(number * 11, 6),
                "guarantee": taken(number * 13, 4),
            },
            image_alts=(taken(number * 3, 1),),
            image_files=(f"xinghai-{number}-banner.png",),
            category=("games", "games_mobile", "games_mobile_topup"),
            good="topup",
            prices=(Price(sku="a", amount=9_800, struck=9_900, lowest_in_seven_days=9_900),),
            topup=TopUp(arrival="1-5 分钟", operators="全区全服", on_failure="原路退款"),
            notice_shown=True,
        )
        for number in range(count)
    ]
