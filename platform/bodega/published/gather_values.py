"""What the platform's texts are filled with: facts of the operator, the fees in force, the inventory of data."""

from collections.abc import Iterable

from bodega.kernel.database import Scope
from bodega.plugins.manifest import Manifest
from bodega.plugins.personal_data import data_table
from bodega.published.declared_data import declared_data
from bodega.published.describe_fees import describe_channels, describe_plans
from bodega.published.describe_withdrawals import describe_withdrawals
from bodega.published.facts import FACTS, describe_facts, read_facts

MADE = ("plans", "channels", "withdrawals", "data_inventory", "facts")
VARIABLES = (*FACTS, *MADE)


async def gather_values(scope: Scope, manifests: Iterable[Manifest], locale: str) -> dict[str, str]:
    """By the name of the variable, in that language."""
    facts = await read_facts(scope)
    return {
        **facts,
        "plans": await describe_plans(scope, locale),
        "channels": await describe_channels(scope, locale),
        "withdrawals": await describe_withdrawals(scope, locale),
        "data_inventory": data_table(declared_data(manifests), locale),
        "facts": describe_facts(facts, locale),
    }
