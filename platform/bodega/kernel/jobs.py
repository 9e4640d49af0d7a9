"""Jobs: work that leaves a transaction through the queue, in the same transaction that decided it.

A job runs at least once, so every job is idempotent. The queue stamps each job with the role that enqueued it, so a
shop cannot put work into another shop's name.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec

from bodega.kernel.database import Scope

ENQUEUE = """
    insert into queue.pgqueuer (priority, entrypoint, payload, execute_after, dedupe_key, headers, status)
    values ($1, $2, $3, coalesce($4, now()), $5, '{}'::jsonb, 'queued')
    on conflict do nothing"""


def enqueue_sql(name: str, payload: str, source: str) -> str:
    """An `insert` for the inside of a larger statement: one job `name` for each row of `source`, a common table expression.

    `payload` is an SQL expression of type json over that row.
    """
    return f"""insert into queue.pgqueuer (priority, entrypoint, payload, execute_after, headers, status)
        select 0, '{name}', convert_to({payload}::text, 'UTF8'), now(), '{{}}'::jsonb, 'queued' from {source}"""


@dataclass(frozen=True)
class Job:
    """One kind of work: `run(where, payload)`, where `where` is the shop (or the street) that enqueued it.

    What comes `each_morning` is planned by every worker that starts, and plans its next run itself.
    """

    name: str
    run: Callable[..., Awaitable[None]]
    for_platform: bool = False
    at_once: int = 8
    attempts: int = 5
    each_morning: bool = False


async def enqueue(
    scope: Scope,
    name: str,
    payload: Mapping[str, Any],
    *,
    after: datetime | None = None,
    once: str | None = None,
    urgency: int = 0,
) -> None:
    """Put one job into the queue, to start when this scope commits, or `after` that moment.

    With `once`, a second job of that key is not enqueued while the first one waits. Operators read keys: ids and times
    only.
    """
    key = f"{scope.schema}:{name}:{once}" if once else None
    await scope.execute(ENQUEUE, urgency, name, msgspec.json.encode(payload), after, key)
