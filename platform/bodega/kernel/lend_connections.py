"""Lend the connections of one node: the last one given back goes out first, and who waits is served in turn.

The driver's own pool starts a task for each connection that comes back, which costs as much as a statement does; here
coming back is a list and nothing else (`docs/decisions/connections-are-lent-by-us.md`).
"""

import asyncio
import time
from collections import deque
from collections.abc import Awaitable, Callable
from uuid import UUID

import asyncpg
import structlog

from bodega.kernel.errors import Unavailable

# A connection that lay about for longer may have been cut off somewhere on the way, without a word.
_IDLE_SECONDS = 300.0
_CLOSE_SECONDS = 10.0

log = structlog.get_logger()


class LentConnection(asyncpg.Connection):
    """`stands_in` is the shop whose lone statements it is set up for, `loans` how often it came back.

    `generation` is the lender's when it was opened: an older one knows statements that have changed since.
    """

    __slots__ = ("back_at", "generation", "loans", "stands_in")

    stands_in: UUID | None
    loans: int
    back_at: float
    generation: int


class Lender:
    """At most `most` connections, each opened by `connect` when it is needed and renewed after `most_loans`."""

    def __init__(
        self, connect: Callable[[], Awaitable[LentConnection]], *, most: int, most_loans: int
    ) -> None:
        self._connect = connect
        self._most = most
        self._most_loans = most_loans
        self._idle: list[LentConnection] = []
        self._waiting: deque[asyncio.Future[LentConnection | None]] = deque()
        self._open = 0
        self._generation = 0
        self._leaving: set[asyncio.Task[None]] = set()
        self._closing = False
        self._all_back = asyncio.Event()
        self._all_back.set()

    async def borrow(self) -> LentConnection:
        """Waits for one to come back when all are lent; raises `Unavailable` once we are closing."""
        while not self._closing:
            while self._idle:
                connection = self._idle.pop()
                if not connection.is_closed() and time.monotonic() - connection.back_at < _IDLE_SECONDS:
                    return connection
                self._let_go(connection)
            if self._open < self._most:
                return await self._open_one()
            if (handed := await self._wait()) is not None:
                return handed
        raise Unavailable

    def give_back(self, connection: LentConnection) -> None:
        """For the next one, unless it is closed, used up, or nobody is to borrow any more."""
        connection.loans += 1
        used_up = connection.loans >= self._most_loans or connection.generation != self._generation
        if self._closing or used_up or connection.is_closed():
            self._let_go(connection)
            return
        connection.back_at = time.monotonic()
        if not self._hand(connection):
            self._idle.append(connection)

    def renew(self) -> None:
        """Let go of all that are open: of what is lent when it comes back."""
        self._generation += 1
        while self._idle:
            self._let_go(self._idle.pop())

    async def close(self) -> None:
        """Whatever is lent is waited for a little."""
        self._closing = True
        self.renew()
        while self._hand(None):
            pass
        try:
            async with asyncio.timeout(_CLOSE_SECONDS):
                await self._all_back.wait()
                await asyncio.gather(*self._leaving)
        except TimeoutError:
            log.warning("connections_not_given_back", count=self._open)

    async def _open_one(self) -> LentConnection:
        self._open += 1
        self._all_back.clear()
        generation = self._generation
        try:
            connection = await self._connect()
        except BaseException:
            self._one_less()
            raise
        connection.generation = generation
        return connection

    async def _wait(self) -> LentConnection | None:
        """A connection, or None when there may be room for a new one."""
        waiter: asyncio.Future[LentConnection | None] = asyncio.get_running_loop().create_future()
        self._waiting.append(waiter)
        try:
            return await waiter
        except asyncio.CancelledError:
            if waiter.done() and not waiter.cancelled():
                # It was ours already: whoever waits next must have it.
                handed = waiter.result()
                if handed is None:
                    self._hand(None)
                else:
                    self.give_back(handed)
            raise

    def _hand(self, connection: LentConnection | None) -> bool:
        """Whether somebody was waiting."""
        while self._waiting:
            waiter = self._waiting.popleft()
            if not waiter.done():
                waiter.set_result(connection)
                return True
        return False

    def _let_go(self, connection: LentConnection) -> None:
        if not connection.is_closed():
            task = asyncio.get_running_loop().create_task(_close(connection))
            self._leaving.add(task)
            task.add_done_callback(self._leaving.discard)
        self._one_less()

    def _one_less(self) -> None:
        self._open -= 1
        if not self._open:
            self._all_back.set()
        self._hand(None)


async def _close(connection: LentConnection) -> None:
    try:
        await connection.close(timeout=_CLOSE_SECONDS)
    except (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError):
        connection.terminate()
