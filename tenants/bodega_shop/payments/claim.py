"""What somebody we believe says of a payment."""

from dataclasses import dataclass
from uuid import UUID

from bodega.kernel.money import Money
from bodega_shop.payments.terms import Terms

PLAIN_TERMS = Terms()


@dataclass(frozen=True)
class Claim:
    """A payment that somebody we believe says has arrived: a verified notify, or the gateway's own answer.

    `fee` is what the service said it keeps; without it the channel's terms say what to expect.
    """

    channel_id: UUID
    event_key: str
    out_trade_no: str
    gateway_txn: str
    money: Money
    body: bytes
    actor: str
    terms: Terms = PLAIN_TERMS
    fee: Money | None = None
