"""Publish what open pages listen for: handed over at once, sent a moment later, many in one go.

Whoever changes an order does not wait until everybody has heard: a page that hears nothing still polls, so news may be
lost when the cache is away, and nothing else is.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import structlog
from redis.asyncio import Redis
from redis.exceptions import RedisError

MOST_WAITING = 10_000
# What comes within this time goes out together: sending costs far more than one piece of news does.
GATHER_SECONDS = 0.05

log = structlog.get_logger()


class LiveNews:
    """News on their way to the cache. `say` costs its caller nothing."""

    def __init__(self, redis: Redis) -> None:
        self._redis = redis
        self._waiting: list[tuple[str, str]] = []
        self._some = asyncio.Event()

    def say(self, topic: str, event: str) -> None:
        if len(self._waiting) < MOST_WAITING:
            self._waiting.append((topic, event))
            self._some.set()

    @asynccontextmanager
    async def carrying(self) -> AsyncIterator[None]:
        """While open, news are sent; what still waits at the end is sent before this returns."""
        task = asyncio.create_task(self._carry())
        try:
            yield
        finally:
            task.cancel()
            await asyncio.wait([task])
            await self._send()

    async def _carry(self) -> None:
        while True:
            await self._some.wait()
            await asyncio.sleep(GATHER_SECONDS)
            await self._send()

    async def _send(self) -> None:
        self._some.clear()
        waiting, self._waiting = self._waiting, []
        if not waiting:
            return
        try:
            async with self._redis.pipeline(transaction=False) as pipeline:
                for topic, event in waiting:
                    pipeline.publish(topic, event)
                await pipeline.execute()
        except (RedisError, OSError) as error:
            log.warning("live_news_lost", count=len(waiting), error=str(error))
