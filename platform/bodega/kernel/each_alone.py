"""Do one thing with each of many: one that fails is logged and told in the end, and the others go on."""

from collections.abc import Awaitable, Callable, Iterable
from typing import TypeVar
from uuid import UUID

import structlog

log = structlog.get_logger()

One = TypeVar("One")


async def each_alone(what: str, many: Iterable[One], deed: Callable[[One], Awaitable[object]]) -> None:
    """`deed` opens its own scope. Raises `ExceptionGroup` once all were tried, so that the job of it counts as failed."""
    failures: list[Exception] = []
    for one in many:
        try:
            await deed(one)
        except Exception as error:
            # Only a key is written down: what else is handed on may hold what no log may.
            log.exception("one_failed", what=what, one=str(one) if isinstance(one, UUID) else "")
            failures.append(error)
    if failures:
        raise ExceptionGroup(f"{what}: {len(failures)} failed", failures)
