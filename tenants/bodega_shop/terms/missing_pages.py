"""Which policy pages a shop has not published yet."""

from bodega.kernel.database import Scope
from bodega_shop.terms.kinds import KINDS


async def missing_pages(scope: Scope) -> list[str]:
    """The kinds without any published version, in the order in which pages are shown."""
    there = {row["kind"] for row in await scope.fetch("select distinct kind from terms_version")}
    return [kind for kind in KINDS if kind not in there]
