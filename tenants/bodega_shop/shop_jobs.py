"""Every job of the shop, one line per feature."""

from collections.abc import Sequence

from bodega.kernel.jobs import Job


def shop_jobs() -> Sequence[Job]:
    return []
