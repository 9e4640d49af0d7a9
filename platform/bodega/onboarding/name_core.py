"""What is left of a shop's name without its disguises and without the words that only say “shop”."""

import re
from collections.abc import Iterator

from bodega.policy.normalise import Reading, skeleton

# Shorter ones differ by one sign from half of all names.
_LONG_ENOUGH_FOR_TYPOS = 5
_ONLY_SAY_SHOP = re.compile(
    "(?:数字生活馆|虚拟专营店|专营店|旗舰店|专卖店|自营店|会员店|生活馆|小铺|小店|商店|商城|商行|超市|点卡|卡券|充值|数码|数字|虚拟|店|铺|馆|行|屋|网|站|坊"
    "|digital|official|online|store|shop|cards|card|codes|room|corner|living)+$"
)


def name_core(name: str) -> str:
    """Equal for names that readers take for one: `星海·点卡行`, `星海點卡店` and `星海数字生活馆` are all `星海`."""
    plain = Reading(name, is_name=True).plain
    core = _ONLY_SAY_SHOP.sub("", plain)
    return skeleton(core if len(core) > 1 else plain)


def spellings(core: str) -> Iterator[str]:
    """The core, and for longer ones the core without each of its signs: two cores that share one are a typo apart."""
    yield core
    if len(core) >= _LONG_ENOUGH_FOR_TYPOS:
        for place in range(len(core)):
            yield core[:place] + core[place + 1 :]
