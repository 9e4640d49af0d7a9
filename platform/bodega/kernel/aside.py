"""Run heavy work in threads beside the event loop, a few pieces at a time."""

import asyncio
from collections.abc import Callable
from typing import TypeVar
from weakref import WeakKeyDictionary

T = TypeVar("T")


class Aside:
    """A line for one kind of work that would otherwise take all memory or cores; call it with the work."""

    def __init__(self, at_once: int) -> None:
        self._at_once = at_once
        # A semaphore belongs to the loop on which it was first waited for: each loop gets its own.
        self._turns: WeakKeyDictionary[asyncio.AbstractEventLoop, asyncio.Semaphore] = WeakKeyDictionary()

    async def __call__(self, work: Callable[[], T]) -> T:
        turn = self._turns.setdefault(asyncio.get_running_loop(), asyncio.Semaphore(self._at_once))
        async with turn:
            return await asyncio.to_thread(work)
