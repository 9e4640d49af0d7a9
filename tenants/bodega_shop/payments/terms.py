"""The terms of one channel: what its service keeps, who bears it, and to whom the money goes."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import UUID

from bodega.kernel.money import Money
from bodega_shop.books.accounts import money_account


@dataclass(frozen=True)
class Terms:
    """`fee_points` and `commission_points` are ten-thousandths; the other fees are minor units of the channel's currency.

    `trade_points` are those of goods of a category of the street, in place of `commission_points`.
    `platform_channel_id` is the account of the platform through which the money goes, None for the shop's own.
    """

    fee_points: int = 0
    fee_fixed: int = 0
    fee_least: int | None = None
    fee_most: int | None = None
    fee_by: str = "shop"
    money_to: str = "shop"
    commission_points: int = 0
    platform_channel_id: UUID | None = None
    trade_points: Mapping[str, int] = field(default_factory=dict, hash=False)

    def fee(self, paid: Money) -> Money:
        """What the service keeps of `paid`, by the rule that the owner entered; never more than all of it."""
        minor = paid.share(self.fee_points).minor + self.fee_fixed
        minor = max(minor, self.fee_least or 0)
        if self.fee_most is not None:
            minor = min(minor, self.fee_most)
        return Money(min(minor, paid.minor), paid.currency)

    def surcharge(self, amount: Money) -> Money:
        """What the buyer pays on top of `amount`, where the buyer bears the fee.

        The service takes its fee of the whole sum; the surcharge is the fee of the amount itself, so that the buyer
        can check it. The difference, a fee's fee, stays with the shop.
        """
        if self.fee_by != "buyer" or amount.minor == 0:
            return Money.zero(amount.currency)
        minor = max(amount.share(self.fee_points).minor + self.fee_fixed, self.fee_least or 0)
        return Money(minor if self.fee_most is None else min(minor, self.fee_most), amount.currency)

    def commission(self, paid: Money) -> Money:
        """The platform's part of `paid`, where all of it is for goods of no category that has a rate of its own."""
        return paid.share(self.commission_points)

    def commission_by_trade(self, paid: Money, trades: Mapping[str, int]) -> Money:
        """The same for goods of several categories; `trades` says how much of the order is of which."""
        if not any(trades.values()):
            return self.commission(paid)
        parts = zip(trades, paid.split(list(trades.values())), strict=True)
        rates = [part.share(self.trade_points.get(trade, self.commission_points)) for trade, part in parts]
        return Money.total(rates, paid.currency)

    def account(self, channel_id: UUID) -> str:
        """Where the money of this channel is."""
        return money_account(channel_id, self.money_to)
