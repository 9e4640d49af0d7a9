"""Work for a steady load: one journey after another on every connection, until the time is up."""

import random
from collections.abc import Callable
from importlib import import_module

from bodega.bench.load.caller import Caller
from bodega.bench.load.journey import Ended, Journey, Stand, look
from bodega.bench.load.plan import LoadPlan


class SteadyWork:
    """Gives out journeys until `until`; a caller that finds none leaves, so nothing is cut off in its middle."""

    def __init__(self, plan: LoadPlan, until: float, now: Callable[[], float]) -> None:
        self._plan = plan
        self._until = until
        self._now = now
        self._number = plan.first_number
        self._journey: Callable[[Stand, int], Journey] = (
            look if plan.journey == "look" else getattr(import_module(plan.buyers), plan.journey)
        )
        self._random = random.Random(plan.first_number)  # noqa: S311 - which shop comes next is no secret

    def next_journey(self, caller: Caller) -> Journey | None:
        if self._now() >= self._until or self._number - self._plan.first_number >= self._plan.most:
            caller.leave()
            return None
        self._number += 1
        stands = self._plan.stands
        stand = stands[0] if len(stands) == 1 else self._random.choice(stands)
        return self._journey(stand, self._number)

    def journey_ended(self, ended: Ended) -> None:
        """Every end is counted by the tally; here nothing follows from one."""
