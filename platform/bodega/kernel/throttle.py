"""Limit how often something may be tried, exactly, across all processes."""

import hashlib
import math
import secrets
from dataclasses import dataclass

from redis.asyncio import Redis
from redis.exceptions import RedisError

from bodega.kernel.clock import Clock, SystemClock
from bodega.kernel.errors import TooManyRequests, Unavailable

# A sorted set holds the moments of the granted tries; only granted ones, so that it never outgrows the limit.
# The server runs a script alone, so two processes cannot both take the last place.
_HIT = """
local now, window, limit, cost = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3]), tonumber(ARGV[4])
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now - window)
local missing = redis.call('ZCARD', KEYS[1]) + cost - limit
if missing > 0 then
    local frees = redis.call('ZRANGE', KEYS[1], missing - 1, missing - 1, 'WITHSCORES')
    return tonumber(frees[2]) + window - now
end
for place = 1, cost do
    redis.call('ZADD', KEYS[1], now, ARGV[5] .. place)
end
redis.call('PEXPIRE', KEYS[1], window)
return 0
"""


@dataclass(frozen=True, slots=True)
class Verdict:
    allowed: bool
    retry_after_seconds: int


class Throttle:
    """Counts tries by key; within any `per_seconds` no more than `limit` are granted. Refused tries cost nothing.

    Raises `Unavailable` when Valkey does not answer: a limit that cannot be counted is not passed.
    """

    def __init__(self, redis: Redis, prefix: str, clock: Clock | None = None) -> None:
        self._redis = redis
        self._prefix = prefix
        self._clock = clock or SystemClock()
        self._script = redis.register_script(_HIT)

    async def hit(self, key: str, limit: int, per_seconds: int, *, cost: int = 1) -> Verdict:
        """Try once (or `cost` times at once, all or nothing). The wait is rounded up to whole seconds."""
        if not 0 < cost <= limit:
            raise ValueError("the cost of a try lies between 1 and the limit")
        now_ms = int(self._clock.now().timestamp() * 1000)
        args: list[str | int] = [now_ms, per_seconds * 1000, limit, cost, secrets.token_hex(8)]
        try:
            wait_ms = await self._script(keys=[self._name(key)], args=args)
        except (RedisError, OSError) as error:
            raise Unavailable from error
        return Verdict(wait_ms == 0, math.ceil(wait_ms / 1000))

    async def admit(self, key: str, limit: int, per_seconds: int, *, cost: int = 1) -> None:
        """The same for a deed that goes on only when it may. Raises `TooManyRequests`."""
        verdict = await self.hit(key, limit, per_seconds, cost=cost)
        if not verdict.allowed:
            raise TooManyRequests(retry_after_seconds=verdict.retry_after_seconds)

    async def forgive(self, key: str) -> None:
        """Forget the tries, as after a sign-in that succeeded."""
        try:
            await self._redis.delete(self._name(key))
        except (RedisError, OSError) as error:
            raise Unavailable from error

    def _name(self, key: str) -> str:
        """Digested, because visitors choose parts of keys: their length is bounded and no contact is stored."""
        return f"{self._prefix}:{hashlib.sha256(key.encode(errors='surrogatepass')).hexdigest()[:32]}"
