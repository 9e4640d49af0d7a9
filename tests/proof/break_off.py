"""Kill a piece of work in its middle: after so many awaits, as a process that dies would leave it."""

import asyncio
from collections.abc import Awaitable, Coroutine, Generator
from contextlib import suppress
from types import coroutine
from typing import Any


async def break_off(work: Coroutine[Any, Any, Any], after: int) -> None:
    """Run `work` until it waits for the `after`th time, and cancel it there; shorter work is done whole."""
    task = asyncio.create_task(_cancelled(work, after))
    with suppress(asyncio.CancelledError):
        await task


async def _cancelled(work: Coroutine[Any, Any, Any], after: int) -> Any:
    return await _counted(work, after)


@coroutine
def _counted(work: Coroutine[Any, Any, Any], after: int) -> Generator[Any, Any, Any]:
    """Hands through everything that `work` waits for, and counts."""
    thrown: BaseException | None = None
    waits = 0
    while True:
        try:
            waited_for: Awaitable[Any] = work.throw(thrown) if thrown else work.send(None)
        except StopIteration as end:
            return end.value
        waits += 1
        task = asyncio.current_task()
        if waits == after and task:
            task.cancel()
        thrown = None
        try:
            yield waited_for
        except BaseException as error:
            thrown = error
