"""What the platform asks of the part that knows a shop's goods, when what the shop may sell has changed."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class GoodsWeighed:
    """The titles of the goods that went off sale, and of those that came back."""

    held: Sequence[str]
    back: Sequence[str]


@dataclass(frozen=True)
class QualificationDoor:
    """`weigh_goods(shop, now=…)` takes off sale exactly the goods that the shop may no longer sell, and brings others back.

    It is called at least once after each change, in a job, outside of any transaction; called again it changes nothing.
    """

    weigh_goods: Callable[..., Awaitable[GoodsWeighed]]
