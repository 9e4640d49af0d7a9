"""Put what a shop says of itself into the text of a policy page, and name what it has not said."""

from collections.abc import Mapping

from bodega.kernel.fill_text import Filled, fill_text

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


def fill_variables(body: str, values: Mapping[str, str]) -> Filled:
    """What has no value stays as it was typed, so that the gap is seen."""
    return fill_text(body, values, VARIABLES)
