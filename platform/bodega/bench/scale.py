"""How long and how much a benchmark measures."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Scale:
    """Each figure is measured `rounds` times for `seconds`, in turns with what it is compared to.

    `stock` is what a shop starts with, `most_share` of which a single load may sell; `large_stock` and `small_stock`
    are compared, and so are `shops` shops with one. In a rush `buyers` want `rush_codes` codes over each of
    `rush_connections`.
    """

    seconds: float
    warm_seconds: float
    rounds: int
    connections: tuple[int, ...]
    stock: int
    small_stock: int
    large_stock: int
    shops: int
    rush_codes: int
    buyers: int
    rush_connections: tuple[int, ...]
    processes: int = 2


WHOLE = Scale(
    seconds=6.0,
    warm_seconds=3.0,
    rounds=3,
    connections=(1, 16, 64),
    stock=100_000,
    small_stock=10_000,
    large_stock=1_000_000,
    shops=50,
    rush_codes=500,
    buyers=2_000,
    rush_connections=(200, 2_000),
)
QUICK = Scale(
    seconds=1.0,
    warm_seconds=0.3,
    rounds=1,
    connections=(16,),
    stock=10_000,
    small_stock=2_000,
    large_stock=20_000,
    shops=5,
    rush_codes=50,
    buyers=200,
    rush_connections=(50, 200),
)
