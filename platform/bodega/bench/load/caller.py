"""One kept-alive connection that goes on one journey after another for as long as there is work."""

import asyncio
from collections.abc import Callable
from typing import Protocol, cast

from bodega.bench.load.journey import Answer, Ended, Journey
from bodega.bench.load.read_answer import NotUnderstood, read_answer
from bodega.bench.load.tally import LOST, Tally


class Work(Protocol):
    """Where journeys come from."""

    def next_journey(self, caller: "Caller") -> Journey | None:
        """The next journey for `caller`; None when there is none now, and it is told when there is one again."""

    def journey_ended(self, ended: Ended) -> None: ...


class Caller(asyncio.Protocol):
    """Sends what a journey yields, hands it the answer, and measures the time between."""

    def __init__(self, work: Work, tally: Tally, now: Callable[[], float], gone: Callable[[], None]) -> None:
        self._work = work
        self._tally = tally
        self._now = now
        self._gone = gone
        self._received = bytearray()
        self._journey: Journey | None = None
        self._transport: asyncio.Transport | None = None
        self._step = 0
        self._asked_at = 0.0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)
        self.go_on()

    def go_on(self) -> None:
        """Begin the next journey, if there is one."""
        self._journey = self._work.next_journey(self)
        self._step = 0
        if self._journey is not None:
            self._ask(next(self._journey))

    def data_received(self, data: bytes) -> None:
        self._received += data
        try:
            answer = read_answer(self._received)
        except NotUnderstood:
            self.leave()
            return
        if answer is not None and self._journey is not None:
            self._answered(self._journey, answer)

    def connection_lost(self, exc: Exception | None) -> None:
        if self._journey is not None:
            self._end(Ended(LOST))
        self._transport = None
        self._gone()

    def leave(self) -> None:
        if self._transport is not None:
            self._transport.close()

    def _ask(self, request: bytes) -> None:
        self._asked_at = self._now()
        if self._transport is not None:
            self._transport.write(request)

    def _answered(self, journey: Journey, answer: Answer) -> None:
        self._tally.answered(self._step, self._asked_at, self._now())
        self._step += 1
        try:
            request = journey.send(answer)
        except StopIteration as end:
            self._end(end.value)
            self.go_on()
        else:
            self._ask(request)

    def _end(self, ended: Ended) -> None:
        self._journey = None
        self._tally.ended(ended, self._now())
        self._work.journey_ended(ended)
