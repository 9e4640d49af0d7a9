"""The queue hears itself from its first moment, so that no worker gives up on a database that is well."""

import asyncio

from bodega.kernel.open_connections import open_pool
from bodega.kernel.queue_names import queue_on


async def test_a_starting_worker_hears_its_own_question(street):
    unheard = 0
    for _ in range(8):
        pool = await open_pool(street.settings.database_url, pool_size=4, max_queries=1_000)
        queue = await queue_on(pool)
        running = asyncio.create_task(queue.run(shutdown_on_listener_failure=True))
        # It asks at once, and a question that it did not hear stays open for ten seconds.
        await asyncio.sleep(0.5)
        unheard += len(queue.qm.pending_health_check)
        queue.shutdown.set()
        await running
        await pool.close()
    assert unheard == 0
