"""What a buyer asks for, and the order that stands for it."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import msgspec

from bodega.kernel.money import Money
from bodega_shop.catalog.price_line import PreparedRule

MOST_LINES = 20


@dataclass(frozen=True)
class WantedLine:
    """So many pieces of one SKU."""

    sku_id: UUID
    quantity: int


@dataclass(frozen=True)
class Buyer:
    """A signed-in customer: who it is, whether the balance pays first, and the rules that make its prices."""

    customer_id: UUID
    use_balance: bool = False
    rules: Sequence[PreparedRule] = ()


@dataclass(frozen=True)
class OrderRequest:
    """What a buyer asks for. `channel` is a channel's code, empty when nothing is left to pay.

    `expected` is the sum the buyer was shown; where it differs from what the order would cost now, nothing is placed.
    """

    lines: tuple[WantedLine, ...]
    contact: str
    channel: str
    locale: str
    address: str
    source: str
    consent: str
    idempotency_key: str | None = None
    buyer: Buyer | None = None
    expected: int | None = None

    def digest(self) -> bytes:
        """The same for a repetition of this request, another one for every other."""
        lines = [(str(line.sku_id), line.quantity) for line in self.lines]
        asked = (lines, self.contact, self.channel, str(self.buyer.customer_id) if self.buyer else "")
        return hashlib.sha256(msgspec.json.encode(asked)).digest()

    @property
    def quantity(self) -> int:
        return sum(line.quantity for line in self.lines)


@dataclass(frozen=True)
class PlacedOrder:
    """An order that stands. `to_pay` is what the channel takes; `out_trade_no` is empty when nothing needs paying."""

    id: UUID
    number: str
    token: str
    state: str
    total: Money
    to_pay: Money
    channel_id: UUID | None
    out_trade_no: str
    subject: str
    expires_at: datetime
    repeated: bool = False
