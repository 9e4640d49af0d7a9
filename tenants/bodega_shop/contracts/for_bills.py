"""What a gateway can do besides, for a platform that bills its shops: take each bill from a card left with the service.

The platform writes the bills and keeps the books; the service keeps the card, tries it, tries again, and says so. A gateway
inherits this next to `PaymentGateway`. Nothing here is for a shop's own buyers.
"""

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from bodega.kernel.money import Money
from bodega_shop.contracts.gateway import ChannelContext
from bodega_shop.contracts.paying import PaymentRef


@dataclass(frozen=True)
class Payer:
    """Who pays the bills of one shop. `key` is the same on every retry. `locale` is `zh-CN` or `en`."""

    key: str
    name: str
    email: str
    locale: str


@dataclass(frozen=True)
class CardPage:
    """Where a card is entered, and the service's own handle for that visit, which is given back to `read_card`."""

    url: str
    reference: str


@dataclass(frozen=True)
class SavedCard:
    """The card that bills are taken from, as much of it as may be shown."""

    label: str
    expires: str


@dataclass(frozen=True)
class BillToCollect:
    """One bill. `lines` may be less than nothing and add up to `money`; `out_trade_no` is ours, as for a payment."""

    out_trade_no: str
    payer: str
    money: Money
    number: str
    lines: Sequence[tuple[str, Money]]
    begins: datetime
    ends: datetime
    metadata: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Collection:
    """What became of one bill there.

    `waiting`: not tried yet, or under way. `failed`: tried `tries` times without success, and payable at `page`. `gone`:
    the service takes nothing for it any more. `money` is what came in, None while nothing did.
    """

    state: Literal["waiting", "failed", "succeeded", "gone"]
    money: Money | None = None
    reference: str = ""
    gateway_txn: str = ""
    page: str = ""
    tries: int = 0
    merchant_matches: bool = True


class BillCollector(ABC):
    """A service that keeps cards and takes bills from them by itself.

    The errors are those of `PaymentGateway`. Each call may be repeated: the same key opens one payer, the same
    `out_trade_no` makes one bill, and a bill that is paid is not paid again.
    """

    @abstractmethod
    async def open_payer(self, ctx: ChannelContext, payer: Payer) -> str:
        """The service's number of a payer."""

    @abstractmethod
    async def card_page(self, ctx: ChannelContext, payer: str, *, return_url: str, locale: str) -> CardPage:
        """Where the payer enters a card, or another one, for bills to come."""

    @abstractmethod
    async def read_card(self, ctx: ChannelContext, payer: str, reference: str) -> SavedCard | None:
        """The card that bills are taken from now. One that was entered on the page of `reference` becomes it."""

    @abstractmethod
    async def forget_card(self, ctx: ChannelContext, payer: str) -> None:
        """No bill is taken from that card any more."""

    @abstractmethod
    async def collect(self, ctx: ChannelContext, bill: BillToCollect) -> Collection:
        """Hand over a bill and try the card; for one that is there already and still open the card is tried again."""

    @abstractmethod
    async def ask_collection(self, ctx: ChannelContext, payer: str, bill: PaymentRef) -> Collection:
        """Ask for the truth about one bill: `gateway_ref` is what `collect` called `reference`, empty if it was lost."""

    @abstractmethod
    async def stop_collection(self, ctx: ChannelContext, payer: str, bill: PaymentRef) -> Collection:
        """Take nothing more for it. Whatever it answers is the truth: a bill may have been paid just before."""
