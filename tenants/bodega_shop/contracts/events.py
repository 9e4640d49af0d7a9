"""What happened, as extensions are told of it, after it was committed."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from bodega.kernel.money import Money


@dataclass(frozen=True)
class OrderPaid:
    """An order was paid; its goods may still be missing."""

    order_id: UUID
    number: str
    total: Money
    at: datetime


@dataclass(frozen=True)
class OrderDelivered:
    """An order was delivered whole. The codes themselves are never part of an event."""

    order_id: UUID
    number: str
    total: Money
    at: datetime


@dataclass(frozen=True)
class SealMade:
    """What happened in the shop up to `until` was sealed. `digest` and `root` are hex; `events` is how many it covers.

    The digest covers the root, the window and the digest of the seal before it: whoever can show that it existed at
    some moment has shown that everything up to `until` did.
    """

    number: int
    digest: str
    root: str
    events: int
    since: datetime
    until: datetime
    at: datetime
