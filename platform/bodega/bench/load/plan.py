"""What a load client is told to do, as one line of JSON on its standard input."""

from typing import Any

from msgspec import Struct

from bodega.bench.load.journey import Stand


class Rush(Struct, frozen=True):
    """Everybody at once: `buyers` buyers, each of whose notifies is sent `repeats` times, in an order shuffled by `seed`."""

    buyers: int
    repeats: int = 3
    seed: int = 1


class LoadPlan(Struct, frozen=True):
    """`journey` is a word: `look`, or the name of a generator function in the module `buyers`.

    Each journey goes to one of `stands`, chosen at random. Buyers are numbered from `first_number`, so that no two of
    one run share a contact or an address. The load ends after `warm_seconds` and `seconds`, or after `most` journeys.
    """

    port: int
    connections: int
    stands: list[dict[str, Any]]
    journey: str = "look"
    buyers: str = ""
    seconds: float = 1.0
    warm_seconds: float = 0.0
    most: int = 1_000_000_000
    first_number: int = 0
    rush: Rush | None = None


def only_stand(plan: LoadPlan) -> Stand:
    return plan.stands[0]
