"""What a reseller agrees to before handing in: the agreement and the fee rules in force. A new version asks everybody
again who has not handed in yet.
"""

from dataclasses import dataclass
from datetime import datetime

from bodega.kernel.database import Scope, platform_scope
from bodega.kernel.errors import NotFound
from bodega.published.current_texts import read_current
from bodega.published.kinds import AGREEMENT, FOR_SHOPS
from bodega.published.read_versions import read_history


@dataclass(frozen=True)
class Agreement:
    """`versions` is the consent that a yes would be; `text` is the agreement's own, in the reader's language."""

    versions: str
    number: int
    effective_at: datetime
    text: str


async def agreement_versions(scope: Scope, *, now: datetime) -> str:
    """Such as `agreement.3 fees.1`."""
    return (await read_current(scope)).consent(now, FOR_SHOPS)


async def read_agreement(locale: str, *, now: datetime) -> Agreement:
    """Raises `NotFound` on a street that has none: `bodega migrate` gives every street one."""
    async with platform_scope() as scope:
        versions = await agreement_versions(scope, now=now)
        current = (await read_history(scope, AGREEMENT)).in_force(now)
    if current is None:
        raise NotFound
    return Agreement(versions, current.number, current.effective_at, current.text(locale))
