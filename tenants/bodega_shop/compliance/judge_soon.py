"""Ask for everything to be judged again: something changed that counts for many goods."""

from bodega.kernel.database import Scope
from bodega.kernel.jobs import enqueue
from bodega_shop.contracts.listing_facts import JUDGE_JOB

__all__ = ["JUDGE_JOB", "judge_soon"]


async def judge_soon(scope: Scope) -> None:
    """Once this transaction commits. Each time anew: a job that is running already may be past what changed."""
    await enqueue(scope, JUDGE_JOB, {})
