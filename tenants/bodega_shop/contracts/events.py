"""What happened, as extensions are told of it, after it was committed."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from bodega.kernel.money import Money


@dataclass(frozen=True)
class OrderPaid:
    """An order was paid; its goods may still be missing. Or a top-up was (`topup`), of the account `customer_id`."""

    order_id: UUID
    number: str
    total: Money
    at: datetime
    customer_id: UUID | None = None
    topup: bool = False


@dataclass(frozen=True)
class SoldGood:
    """One line of a delivered order: what was sold, how many pieces, and what all of them cost."""

    sku_id: UUID
    product_id: UUID
    quantity: int
    amount: Money


@dataclass(frozen=True)
class OrderDelivered:
    """An order was delivered whole, or a top-up credited. The codes themselves are never part of an event.

    `customer_id` is the account it was placed from, None for a guest's. A top-up (`topup`) has no `goods`; its `total`
    is what the customer paid in, without what the shop gives on top. `paid` is what came for the order in its own
    currency, the balance's part and a fee that the buyer bore included; None means just the total.
    """

    order_id: UUID
    number: str
    total: Money
    at: datetime
    customer_id: UUID | None = None
    topup: bool = False
    paid: Money | None = None
    goods: tuple[SoldGood, ...] = ()


@dataclass(frozen=True)
class OrderRefunded:
    """A part of what was paid for an order went back, or, when `reversed`, such a refund failed after all.

    With `disputed` the buyer's bank took it for good, or, when `reversed`, gave it again after that; `refund_id` and
    `refund_number` are then those of the dispute. Each is told once as done and at most once as reversed, in whatever
    order the jobs arrive: also before the delivery of the same order. `amount` is what of the order's own money this
    one moved; `total` and `paid` are those of `OrderDelivered`. Money that had come too much, and is sent back, is not
    told.
    """

    order_id: UUID
    number: str
    refund_id: UUID
    refund_number: str
    amount: Money
    reversed: bool
    total: Money
    paid: Money
    at: datetime
    customer_id: UUID | None = None
    topup: bool = False
    disputed: bool = False


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
