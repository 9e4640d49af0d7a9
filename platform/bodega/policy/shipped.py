"""The rules that come with Bodega: a starting set for China, and one for everywhere."""

from functools import cache
from importlib.resources import files

from bodega.policy.rule import Rule, read_rules

_SETS = ("cn.toml", "cn_goods.toml", "cn_listing.toml", "elsewhere.toml")


@cache
def shipped_rules() -> tuple[Rule, ...]:
    """All of them; a rule book picks those of its market and day."""
    folder = files(__package__).joinpath("rules")
    return tuple(rule for name in _SETS for rule in read_rules(folder.joinpath(name).read_bytes()))
