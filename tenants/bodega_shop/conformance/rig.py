"""The levers that the conformance suite pulls: a gateway's author writes one of these over a simulator of the service.

The simulator answers over real HTTP, signs with code of its own, and is itself accepted by somebody else: a third
party's client, or vectors that the service published.
"""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from bodega.kernel.money import Money
from bodega_shop.contracts.gateway import PaymentGateway
from bodega_shop.contracts.paying import PaymentAction

Call = Literal["create", "query", "close", "refund", "query_refund", "bill"]


@dataclass(frozen=True)
class Sent:
    """A message as the service would send it to the shop's notify address."""

    method: Literal["GET", "POST"]
    query: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""


class GatewayRig(ABC):
    """One gateway and a running simulator of its service, on which this merchant and another one have accounts."""

    gateway: PaymentGateway
    plugin: str
    money: Money
    # Whether the service may take a refund back that it had reported as succeeded.
    refunds_can_fail: bool = False

    @abstractmethod
    def settings(self) -> dict[str, str]:
        """What this merchant types into the channel's form."""

    @abstractmethod
    def settings_of_another(self) -> dict[str, str]:
        """What the other merchant at the same service types."""

    @abstractmethod
    def settings_without_secret(self) -> dict[str, str]:
        """The same form with its secrets left empty."""

    def settings_with_two_secrets(self) -> dict[str, str] | None:
        """The form while one secret is being replaced by another, if both can live; after `rotate` the service signs
        with the second one.
        """
        return None

    async def rotate(self) -> None:
        """From now on the service signs with the second secret."""
        raise NotImplementedError

    async def follow(self, action: PaymentAction) -> None:
        """The buyer does what the shop told them, up to the point of paying, such as opening the address; for services
        that hear of a payment only then.
        """
        return

    async def rest(self) -> None:
        """Let the time pass that the service demands between two refunds of one payment."""
        return

    @abstractmethod
    async def pay(self, out_trade_no: str, *, money: Money | None = None) -> None:
        """The buyer pays at the service: the sum asked for, or another one. No message is sent."""

    @abstractmethod
    async def messages(self, out_trade_no: str) -> list[Sent]:
        """The signed messages that the service would send by now about that payment, the newest last."""

    @abstractmethod
    def tampered(self, sent: Sent) -> Sent:
        """The same message naming another sum, under the old signature."""

    @abstractmethod
    async def break_next(self, call: Call, how: Literal["unread", "silent", "error"]) -> None:
        """The next such call is not read at all, carried out without an answer, or answered with a server error."""

    async def refund_at_service(self, out_trade_no: str, money: Money) -> list[Sent]:
        """Somebody gives money back in the service's own console; the messages about it come back."""
        raise NotImplementedError

    async def dispute(self, out_trade_no: str, state: Literal["open", "won", "lost"]) -> list[Sent]:
        """A buyer's bank takes the money back, or the case ends; the messages about it come back."""
        raise NotImplementedError

    async def fail_refund(self, out_refund_no: str) -> list[Sent]:
        """A refund that had succeeded fails after all; the messages about it come back."""
        raise NotImplementedError

    async def bill_day(self) -> date:
        """The day under which everything paid so far stands in the service's bill."""
        raise NotImplementedError

    async def leave_out_of_bill(self, out_trade_no: str) -> None:
        """The bill does not know this payment."""
        raise NotImplementedError
