"""Where pgqueuer keeps its tables: told before its first use, because it reads names from the environment."""

import os
from typing import Any

# pgqueuer also listens to these bare names, which belong to other programs.
for _bare in (
    "CHANNEL",
    "FUNCTION",
    "TRIGGER",
    "DURABILITY",
    "QUEUE_TABLE",
    "QUEUE_TABLE_LOG",
    "STATISTICS_TABLE",
):
    os.environ.pop(_bare, None)
os.environ["PGQUEUER_SCHEMA"] = "queue"

from pgqueuer.adapters.drivers.asyncpg import AsyncpgDriver, AsyncpgPoolDriver  # noqa: E402
from pgqueuer.core.applications import PgQueuer  # noqa: E402
from pgqueuer.queries import Queries  # noqa: E402


def queue_queries(connection: Any) -> Queries:
    """pgqueuer's own statements over one asyncpg connection."""
    return Queries(AsyncpgDriver(connection))


async def queue_on(pool: Any) -> PgQueuer:
    """A queue manager on a pool of its own, which must not be one of the scopes' pools. It listens already.

    When it runs, pgqueuer first asks whether it hears itself and only then listens: where opening a connection takes
    a moment, it would not hear its own question and give up ten seconds later.
    """
    queue = PgQueuer(AsyncpgPoolDriver(pool))
    await queue.connection.add_listener(queue.channel, lambda _: None)
    return queue
