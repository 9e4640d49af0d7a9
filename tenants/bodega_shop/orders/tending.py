"""See to it that somebody looks after unpaid orders: one job per shop and half minute, not one per order.

Every order makes sure that a job is due a little after it was placed; each job enqueues the next one for as long as
unpaid orders are left. A lost notify, an expired reservation and a late payment are all found this way.
"""

from datetime import UTC, datetime, timedelta
from uuid import UUID

from bodega.kernel.database import Scope
from bodega.kernel.jobs import enqueue
from bodega.street.shop import Shop

JOB = "orders.tend"
STEP_SECONDS = 30
_MOST_REMEMBERED = 20_000


class Tending:
    """Remembers, per process, for which half minutes a job was committed already, to spare the queue repetitions."""

    def __init__(self) -> None:
        self._committed: dict[UUID, int] = {}

    async def ensure(self, scope: Scope, shop: Shop, now: datetime) -> None:
        """Enqueue the next tending of `shop`, unless this process committed it before."""
        step = next_step(now)
        if self._committed.get(shop.id) != step:
            await enqueue_tending(scope, step)

    def committed(self, shop: Shop, now: datetime) -> None:
        """The transaction that called `ensure` at `now` was committed."""
        if len(self._committed) > _MOST_REMEMBERED:
            self._committed.clear()
        self._committed[shop.id] = next_step(now)


def next_step(now: datetime) -> int:
    """The number of the half minute that begins at least one half minute after `now`."""
    return int(now.timestamp()) // STEP_SECONDS + 2


async def enqueue_tending(scope: Scope, step: int) -> None:
    """One job for that half minute, however often it is asked for."""
    due = datetime.fromtimestamp(step * STEP_SECONDS, UTC)
    await enqueue(scope, JOB, {"step": step}, after=due, once=str(step))


def step_after(now: datetime, wanted: datetime) -> int:
    """The half minute in which to look again: not before the next one, not after `wanted`'s."""
    soonest = next_step(now) - 1
    return max(soonest, int((wanted + timedelta(seconds=STEP_SECONDS)).timestamp()) // STEP_SECONDS)
