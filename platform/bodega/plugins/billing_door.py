"""What the platform asks of the part that knows a shop's orders, to hold them against the shop's plan and to bill them."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass

from bodega.kernel.money import Money


@dataclass(frozen=True)
class BillingDoor:
    """`count_orders(shop, begins, ends)` is how many orders of that time were paid; `read_sales(shop, begins, ends)` what
    they brought into the shop's own merchant accounts, less what went back, by category of the street; one mapping for
    each currency. Both only read, outside of any transaction.
    """

    count_orders: Callable[..., Awaitable[int]]
    read_sales: Callable[..., Awaitable[Sequence[Mapping[str, Money]]]]
