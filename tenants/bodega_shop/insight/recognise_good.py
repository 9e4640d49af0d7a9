"""Recognise the same good in several shops: by its title and denomination, freed of what sellers add to them.

There is no number that all shops would print on a code, as there is on a tin. Two goods are taken for one only when
what is left of their names is the same sign for sign: too few are found that way, and never two different ones mixed.
"""

import hashlib
import re
import unicodedata

KEY_BYTES = 16

# What sellers of this trade add to a title and what says nothing of the good.
_SAID_OF_EVERYTHING = re.compile(
    "自动发货|自动秒发|秒到账|秒发|官方正品|官方直充|官方正版|官方|正品|正版|现货|特价|促销|优惠|卡密|"
    r"\b(?:instant delivery|official|genuine|in stock|digital code|on sale)\b"
)
_UNITS = (
    (re.compile(r"(?:¥|rmb|cny)\s*([0-9]+(?:\.[0-9]+)?)"), r"\1元"),
    (re.compile(r"([0-9]+(?:\.[0-9]+)?)\s*(?:rmb|cny|yuan|块钱?|圆)"), r"\1元"),
    (re.compile(r"(?:us\$|\$|usd)\s*([0-9]+(?:\.[0-9]+)?)"), r"\1usd"),
    (re.compile(r"([0-9]+)\s*(?:个月|months?\b)"), r"\1月"),
    (re.compile(r"([0-9]+)\s*years?\b"), r"\1年"),
    (re.compile(r"([0-9]+)\s*days?\b"), r"\1天"),
    (re.compile(r"([0-9]+)\.0+(?![0-9])"), r"\1"),
)
_SEPARATORS = re.compile(r"[\W_]+")
# A name that only says that there is one kind.
_NO_DENOMINATION = {"", "默认", "标准", "标准版", "default", "standard"}


def name_of_good(title: str, denomination: str) -> str:
    """What is compared: the title without its denomination, a stroke, the denomination."""
    value = _bare(denomination)
    value = "" if value in _NO_DENOMINATION else value
    name = _bare(title)
    shorter = re.sub(rf"(?<![0-9]){re.escape(value)}", "", name) if value else name
    return f"{shorter or name}|{value}"


def key_of_good(title: str, denomination: str) -> bytes:
    """Sixteen bytes that are equal where the names are."""
    return hashlib.sha256(name_of_good(title, denomination).encode()).digest()[:KEY_BYTES]


def _bare(text: str) -> str:
    plain = unicodedata.normalize("NFKC", text).casefold().replace(",", "")
    for pattern, spelled in _UNITS:
        plain = pattern.sub(spelled, plain)
    # A point between figures is part of a number; every other sign only separates.
    kept = re.sub(r"(?<=[0-9])\.(?=[0-9])", "点", _SAID_OF_EVERYTHING.sub(" ", plain))
    return _SEPARATORS.sub("", kept)
