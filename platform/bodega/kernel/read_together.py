"""One reading for all who ask for the same at the same time, and none of them answered with what was read before."""

import asyncio
from collections.abc import Awaitable, Callable, Hashable
from typing import Generic, TypeVar

T = TypeVar("T")


class ReadTogether(Generic[T]):
    """Readings of this process. Nothing is kept: what a reading found is forgotten when it has been handed out.

    Whoever asks while a reading is under way waits for the next one, as that one may have looked before they asked. So
    each answer is as fresh as a reading of one's own, and a thousand visitors of one good cost a few readings.
    """

    def __init__(self) -> None:
        self._under_way: dict[Hashable, asyncio.Task[T]] = {}
        self._coming: dict[Hashable, asyncio.Task[T]] = {}

    async def read(self, key: Hashable, reading: Callable[[], Awaitable[T]]) -> T:
        """What `reading` finds, begun no earlier than this call; its error is raised for all who waited for it.

        `key` names everything that the outcome depends on, the shop first of all. One who leaves takes nobody along.
        """
        task = self._coming.get(key)
        if task is None:
            task = asyncio.create_task(self._next(key, reading))
            self._coming[key] = task
        return await asyncio.shield(task)

    async def _next(self, key: Hashable, reading: Callable[[], Awaitable[T]]) -> T:
        if earlier := self._under_way.get(key):
            await asyncio.wait([earlier])
        self._under_way[key] = self._coming.pop(key)
        try:
            return await reading()
        finally:
            del self._under_way[key]
