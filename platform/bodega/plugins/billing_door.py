"""What the platform asks of the part that knows a shop's orders: for its plan and its bills, and for what it is paid out."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from bodega.kernel.money import Money


@dataclass(frozen=True)
class PaidOut:
    """One movement of a withdrawal in the platform's books, in minor units: to the shop's account, or back from it."""

    withdrawal_id: UUID
    leg: Literal["paid", "fee", "returned", "fee_back"]
    amount: int
    currency: str
    at: datetime


@dataclass(frozen=True)
class BillingDoor:
    """`count_orders(shop, begins, ends)` is how many orders of that time were paid; `read_sales(shop, begins, ends)` what
    they brought into the shop's own merchant accounts, less what went back, by category of the street; one mapping for
    each currency. Both only read, outside of any transaction. `keep_payouts(shop, moves)` writes what the platform paid out
    into the shop's own books, each movement once.
    """

    count_orders: Callable[..., Awaitable[int]]
    read_sales: Callable[..., Awaitable[Sequence[Mapping[str, Money]]]]
    keep_payouts: Callable[..., Awaitable[None]]
