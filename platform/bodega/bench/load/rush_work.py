"""Work for a rush: all buyers at once, every notify several times, and everything that waits drawn in random order."""

import random
from importlib import import_module
from typing import Any

from bodega.bench.load.caller import Caller
from bodega.bench.load.journey import Ended, Journey, Stand
from bodega.bench.load.plan import LoadPlan, Rush, only_stand

ORDERED = "ordered"
PAID = "paid"


class RushWork:
    """A bag from which each free connection draws. When it is empty and nobody is on the way, the rush is over."""

    def __init__(self, plan: LoadPlan, rush: Rush) -> None:
        self._stand: Stand = only_stand(plan)
        self._buyers: Any = import_module(plan.buyers)
        self._repeats = rush.repeats
        self._random = random.Random(rush.seed)  # noqa: S311 - a shuffle that can be repeated
        numbers = range(plan.first_number, plan.first_number + rush.buyers)
        self._bag: list[Journey] = [self._buyers.place(self._stand, number) for number in numbers]
        self._collected: set[Any] = set()
        self._on_the_way = 0
        self._waiting: list[Caller] = []

    def next_journey(self, caller: Caller) -> Journey | None:
        if not self._bag:
            self._waiting.append(caller)
            self._leave_when_over()
            return None
        self._on_the_way += 1
        place = self._random.randrange(len(self._bag))
        self._bag[place], self._bag[-1] = self._bag[-1], self._bag[place]
        return self._bag.pop()

    def journey_ended(self, ended: Ended) -> None:
        self._on_the_way -= 1
        if ended.word == ORDERED:
            self._bag += [self._buyers.pay(self._stand, ended.handed) for _ in range(self._repeats)]
        elif ended.word == PAID and ended.handed not in self._collected:
            self._collected.add(ended.handed)
            self._bag.append(self._buyers.collect(self._stand, ended.handed))
        waiting, self._waiting = self._waiting, []
        for caller in waiting:
            caller.go_on()

    def _leave_when_over(self) -> None:
        if self._on_the_way == 0:
            waiting, self._waiting = self._waiting, []
            for caller in waiting:
                caller.leave()
