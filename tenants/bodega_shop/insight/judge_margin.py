"""Judge what a sale leaves: the price less what payment services and the platform keep, less what the code cost."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from bodega.kernel.money import BASIS_POINTS, Money
from bodega_shop.payments.list_channels import Channel
from bodega_shop.payments.terms import Terms

_HIGHEST_FACTOR = 20


@dataclass(frozen=True)
class WayToPay:
    """One channel: its terms, and how many of the shop's payments came through it lately."""

    terms: Terms
    payments: int


@dataclass(frozen=True)
class Margin:
    """One unit at `price`, in minor units. `fees` are net of what the buyer bears; `cost` is None where it is unknown."""

    price: int
    fees: int
    commission: int
    cost: int | None

    @property
    def left(self) -> int | None:
        """What stays of one sale; negative when it costs more than it brings."""
        return None if self.cost is None else self.price - self.fees - self.commission - self.cost

    @property
    def points(self) -> int | None:
        """The same in ten-thousandths of the price; None for a free good and for an unknown cost."""
        if self.left is None or not self.price:
            return None
        return self.left * BASIS_POINTS // self.price


def judge_margin(price: Money, cost: int | None, ways: Sequence[WayToPay]) -> Margin:
    """Fees as the shop's buyers pay on the average; without any payment yet, those of the dearest channel."""
    kept = [(*_kept(price, way.terms), way.payments) for way in ways]
    payments = sum(count for _, _, count in kept)
    if not kept or not price.minor:
        return Margin(price.minor, 0, 0, cost)
    if not payments:
        fees, commission, _ = max(kept, key=lambda one: one[0] + one[1])
        return Margin(price.minor, fees, commission, cost)
    fees = round(sum(fee * count for fee, _, count in kept) / payments)
    commission = round(sum(part * count for _, part, count in kept) / payments)
    return Margin(price.minor, fees, commission, cost)


def ways_to_pay(channels: Sequence[Channel], mix: Mapping[str, int]) -> list[WayToPay]:
    """`mix` is how many payments came through each channel, by its id; only open channels count."""
    return [WayToPay(_terms(channel), mix.get(str(channel.id), 0)) for channel in channels if channel.enabled]


def lowest_price(cost: int, floor_points: int, currency: str, ways: Sequence[WayToPay]) -> Money | None:
    """The lowest price at which at least the floor stays; None where no price gets there."""
    below, enough = max(cost, 1) - 1, max(cost, 1) * _HIGHEST_FACTOR + BASIS_POINTS
    if not _reaches(enough, cost, floor_points, currency, ways):
        return None
    while enough - below > 1:
        middle = (below + enough) // 2
        if _reaches(middle, cost, floor_points, currency, ways):
            enough = middle
        else:
            below = middle
    return Money(enough, currency)


def _reaches(price: int, cost: int, floor_points: int, currency: str, ways: Sequence[WayToPay]) -> bool:
    points = judge_margin(Money(price, currency), cost, ways).points
    return points is not None and points >= floor_points


def _kept(price: Money, terms: Terms) -> tuple[int, int]:
    paid = price + terms.surcharge(price)
    return terms.fee(paid).minor - (paid - price).minor, terms.commission(paid).minor


def _terms(channel: Channel) -> Terms:
    platform: UUID | None = channel.platform_channel_id
    return Terms(
        channel.fee_points,
        channel.fee_fixed,
        channel.fee_least,
        channel.fee_most,
        channel.fee_by,
        channel.money_to,
        channel.commission_points,
        platform,
    )
