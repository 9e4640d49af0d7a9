"""The ways in which a word of a rule may be written: as it is, by its sound, by the parts of its signs, or mixed."""

from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from itertools import product

import msgspec

from bodega.policy.normalise import fold

_MIXED_UP_TO = 4
_SHORTEST_SOUND = 4


class _Parts(msgspec.Struct, forbid_unknown_fields=True):
    parts: dict[str, list[str]]


def spellings(word: str, *, sounds: bool = True) -> set[str]:
    """Every plain spelling that counts as `word`. `sounds` lets Latin letters stand for hanzi (kameng, ka盟)."""
    plain = fold(word)
    if not plain:
        return set()
    ways = [[sign, *parts_of(sign)] for sign in plain]
    if sounds and any(_is_hanzi(sign) for sign in plain):
        for way, sound in zip(ways, sounds_of(plain), strict=True):
            way.extend([sound] if sound else [])
    return {plain, *_mixed(ways)}


def parts_of(sign: str) -> list[str]:
    """How one hanzi is written in parts; empty for most."""
    return _parts().get(sign, [])


def sounds_of(plain: str) -> list[str]:
    """The pinyin of each sign, without tones; empty for what is no hanzi."""
    # Its tables take a third of a second to read, and only who makes a rule book needs them.
    from pypinyin import lazy_pinyin  # noqa: PLC0415

    # A run without a sound would come back as one item; `list` gives its signs one by one, which the stub forgets.
    sounds = lazy_pinyin(plain, errors=list)  # type: ignore[arg-type]
    return [
        sound if _is_hanzi(sign) and sound.isascii() and sound.isalpha() else ""
        for sign, sound in zip(plain, sounds, strict=True)
    ]


def _mixed(ways: list[list[str]]) -> Iterator[str]:
    if len(ways) <= _MIXED_UP_TO:
        for chosen in product(*ways):
            yield from _long_enough("".join(chosen))
        return
    usual = [way[0] for way in ways]
    for place, way in enumerate(ways):
        for other in way[1:]:
            yield from _long_enough("".join([*usual[:place], other, *usual[place + 1 :]]))
    yield from _long_enough("".join(way[-1] for way in ways))


def _long_enough(spelling: str) -> Iterator[str]:
    """A sound as short as `yu` is a word of many languages."""
    if not spelling.isascii() or len(spelling) >= _SHORTEST_SOUND:
        yield spelling


def _is_hanzi(sign: str) -> bool:
    return "\u3400" <= sign <= "\u9fff"


@cache
def _parts() -> dict[str, list[str]]:
    return msgspec.toml.decode(files(__package__).joinpath("parts.toml").read_bytes(), type=_Parts).parts
