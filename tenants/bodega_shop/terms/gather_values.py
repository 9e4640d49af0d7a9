"""What a shop's policy pages are filled with: the profile, the owner's own facts, and the inventory of data."""

from dataclasses import dataclass

from bodega.kernel.database import Scope
from bodega.runtime import Runtime
from bodega.street.shop import Shop
from bodega_shop.retention.periods import read_periods
from bodega_shop.settings.profile import read_profile
from bodega_shop.terms.describe_data import describe_data
from bodega_shop.terms.fill_variables import DATA_INVENTORY, OF_THE_OWNER


@dataclass(frozen=True)
class Facts:
    """What the owner says of the business itself."""

    entity: str = ""
    entity_address: str = ""
    service_hours: str = ""


async def read_facts(scope: Scope) -> Facts:
    rows = await scope.fetch("select name, value from terms_fact")
    return Facts(**{row["name"]: row["value"] for row in rows})


async def gather_values(runtime: Runtime, shop: Shop, scope: Scope, locale: str) -> dict[str, str]:
    """By the name of the variable, in that language."""
    profile, facts = await read_profile(scope), await read_facts(scope)
    return {
        "shop_name": profile.name,
        "contact": profile.contact,
        "address": shop.canonical_host,
        "currency": profile.currency,
        "reserve_minutes": str(profile.reserve_minutes),
        "payback_days": str(profile.payback_days),
        "voucher_years": str(profile.voucher_years),
        **{name: getattr(facts, name) for name in OF_THE_OWNER},
        DATA_INVENTORY: describe_data(runtime, shop, await read_periods(scope, profile), locale),
    }
