"""Names that a shop may have, made of what is left of the one that it may not."""

import re
from collections.abc import Iterable, Iterator, Sequence

from bodega.policy.hit import Hit
from bodega.policy.judge import RuleBook
from bodega.policy.listing import Listing

_HOW_MANY = 3
_LONGEST_CORE = 8
_ENDINGS = {
    "zh": ("数字生活馆", "虚拟专营店", "点卡小铺", "数字小店", "卡券生活馆"),
    "en": ("Digital Living", "Digital Store", "Codes Corner", "Card Room"),
}
_INVENTED = {
    "zh": ("星野", "青禾", "小满", "云栖", "知夏"),
    "en": ("Harbour", "Lantern", "Willow", "Juniper", "Maple"),
}
# What says only that it is a shop, and would stand there twice.
_FILLERS = re.compile(
    "(?:商城|平台|网站|总站|中心|旗舰|专营|专卖|自营|商店|小铺|小店|数码|数字|充值|点卡|店|站|网|铺|屋|馆|行|超市|联盟|招|总|一手|一级"
    r"|\b(?:shop|store|mall|online|official|codes?|digital)\b)+$",
    re.IGNORECASE,
)
_EDGES = re.compile(r"^[\W_]+|[\W_]+$")


def suggest_names(
    book: RuleBook, wish: str, hits: Sequence[Hit], *, locale: str = "zh_CN", taken: Iterable[str] = ()
) -> list[str]:
    """Two or three names that this book has nothing against, none of them in `taken`."""
    others = set(taken)
    good = (
        name
        for name in _candidates(_what_is_left(wish, hits), "zh" if locale.lower().startswith("zh") else "en")
        if name not in others and not book.judge(Listing(shop_name=name))
    )
    return [name for name, _ in zip(good, range(_HOW_MANY), strict=False)]


def _what_is_left(wish: str, hits: Sequence[Hit]) -> str:
    """The wish without the guilty words, the signs around them, and the words for “shop”."""
    guilty = {place for hit in hits for mark in hit.marks for place in range(mark.start, mark.end)}
    left = "".join(" " if place in guilty else sign for place, sign in enumerate(wish))
    words = [_FILLERS.sub("", _EDGES.sub("", word)) for word in left.split()]
    # The longest piece is what the owner chose; what stands between tricks is rubble.
    return max(words, key=len, default="")[:_LONGEST_CORE]


def _candidates(core: str, language: str) -> Iterator[str]:
    space = "" if language == "zh" else " "
    cores = [core, *_INVENTED[language]] if len(core) > 1 else list(_INVENTED[language])
    if len(core) > 1:
        yield from (f"{core}{space}{ending}" for ending in _ENDINGS[language])
    yield from (f"{each}{space}{ending}" for each in cores for ending in _ENDINGS[language][:2])
