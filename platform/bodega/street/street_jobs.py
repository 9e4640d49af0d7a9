"""Every job of the street, one line each."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from bodega.kernel.database import open_pool
from bodega.kernel.errors import SettingError
from bodega.kernel.jobs import Job
from bodega.runtime import Runtime
from bodega.street.open_shop import OPEN_JOB, finish_opening


def street_jobs() -> Sequence[Job]:
    return [
        Job(OPEN_JOB, run_opening, for_platform=True, at_once=2),
    ]


async def run_opening(runtime: Runtime, payload: dict[str, Any]) -> None:
    """Provision with the log-in that may create roles; web processes never hold it. Raises `SettingError`."""
    url = runtime.settings.owner_database_url
    if not url:
        raise SettingError(
            "BODEGA_OWNER_DATABASE_URL is not set. The worker needs it to open shops; docs/operating.md says how."
        )
    shop_id = UUID(payload["shop_id"])
    # This may run before the word of the approval arrives, so what this process remembers is not believed.
    runtime.directory.forget(shop_id)
    owner_pool = await open_pool(url, pool_size=1, max_queries=20_000)
    try:
        await finish_opening(runtime, owner_pool, shop_id, now=runtime.clock.now())
    finally:
        await owner_pool.close()
