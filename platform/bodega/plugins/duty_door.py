"""What the platform asks of the part that knows a shop's orders and goods, when somebody complains or objects."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True)
class OrderFacts:
    """All that the platform learns of an order that is complained of. Amounts are minor units of `currency`."""

    number: str
    goods: tuple[str, ...]
    total: int
    refunded: int
    currency: str
    state: str
    placed_at: datetime
    paid_at: datetime | None
    delivered_at: datetime | None


@dataclass(frozen=True)
class ComplaintNews:
    """How a complaint stands. `due_at` is there while the shop has to act; `refund_level` what is to have gone back in all."""

    id: UUID
    number: str
    kind: str
    state: str
    verdict: str
    due_at: datetime | None
    refund_level: int | None
    refunded: bool
    revision: int


@dataclass(frozen=True)
class FoundListing:
    """A good that an address leads to."""

    id: UUID
    title: str


@dataclass(frozen=True)
class DutyDoor:
    """Each is called in a job, outside of any transaction, at least once; called again it changes nothing.

    `look_up(shop, number, contact)` gives the `OrderFacts` of the order with this number that was placed with this contact,
    or nothing. `refunded(shop, number)` is what went back of an order so far. `hear(shop, news, now=…)` lets the shop know how
    a complaint stands. `find_listing(shop, path)` is the good at that path of the shop's host, or nothing.
    `take_down(shop, takedown_id, product_id, right_kind, now=…)` takes a good off sale because a right holder objects, and
    `put_back(shop, takedown_id, now=…)` ends that.
    """

    look_up: Callable[..., Awaitable[OrderFacts | None]]
    refunded: Callable[..., Awaitable[int | None]]
    hear: Callable[..., Awaitable[None]]
    find_listing: Callable[..., Awaitable[FoundListing | None]]
    take_down: Callable[..., Awaitable[None]]
    put_back: Callable[..., Awaitable[None]]
