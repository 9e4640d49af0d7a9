"""What somebody we believe says of a payment."""

from dataclasses import dataclass
from uuid import UUID

from bodega.kernel.money import Money
from bodega_shop.payments.terms import Terms

PLAIN_TERMS = Terms()


@dataclass(frozen=True)
class Claim:
    """A payment that somebody we believe says has arrived: a verified notify, or the gateway's own answer.

    `fee` is what the service said it keeps, `platform_fee` what it handed to the platform; without them the channel's
    terms say what to expect.
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
    platform_fee: Money | None = None

    @property
    def commission(self) -> Money:
        """The platform's part: a service that divided the payment did so by the terms of the day it was begun."""
        if self.platform_fee is not None and self.platform_fee.currency == self.money.currency:
            return self.platform_fee
        return self.terms.commission(self.money)
