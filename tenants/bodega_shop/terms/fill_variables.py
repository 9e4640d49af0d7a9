"""Put what a shop says of itself into the text of a policy page, and name what it has not said."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

_VARIABLE = re.compile(r"\{\{\s*([a-z_]{1,40})\s*\}\}")
DATA_INVENTORY = "data_inventory"

# What a text may name, and where its value comes from: the profile, the owner's own words, or the declarations.
OF_THE_SHOP = (
    "shop_name",
    "contact",
    "address",
    "currency",
    "reserve_minutes",
    "payback_days",
    "voucher_years",
)
OF_THE_OWNER = ("entity", "entity_address", "service_hours")
VARIABLES = (*OF_THE_SHOP, *OF_THE_OWNER, DATA_INVENTORY)


@dataclass(frozen=True)
class Filled:
    """The text as readers see it; `missing` names variables without a value, `unknown` those that do not exist."""

    text: str
    missing: tuple[str, ...]
    unknown: tuple[str, ...]

    @property
    def whole(self) -> bool:
        return not self.missing and not self.unknown


def fill_variables(body: str, values: Mapping[str, str]) -> Filled:
    """What has no value stays as it was typed, so that the gap is seen."""
    named = dict.fromkeys(_VARIABLE.findall(body))
    text = _VARIABLE.sub(lambda found: values.get(found[1], "") or found[0], body)
    return Filled(
        text,
        missing=tuple(name for name in named if name in VARIABLES and not values.get(name)),
        unknown=tuple(name for name in named if name not in VARIABLES),
    )
