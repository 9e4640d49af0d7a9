"""Read how a good is asked for on the whole street, where enough shops sell it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from bodega.kernel.database import Scope

STALE_AFTER = timedelta(days=4)

_SELECT = """
    select good_key, until, sellers, weeks from demand_sum where good_key = any($1::bytea[]) and until >= $2"""


@dataclass(frozen=True)
class StreetDemand:
    """`weeks` are the units of all sellers together in eight weeks up to `until`, the oldest first."""

    sellers: int
    until: date
    weeks: tuple[int, ...]


async def read_sums(scope: Scope, keys: Sequence[bytes], *, today: date) -> dict[bytes, StreetDemand]:
    """By key; a good that too few sell, or that one of them dominates, is not among them."""
    rows = await scope.fetch(_SELECT, list(keys), today - STALE_AFTER)
    return {
        bytes(row["good_key"]): StreetDemand(row["sellers"], row["until"], tuple(row["weeks"]))
        for row in rows
    }
