"""A shop as the street knows it: a snapshot of the registry, good until somebody says that it changed."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from bodega.billing.limits import NO_LIMITS, Limits
from bodega.kernel.vault import ShopVault
from bodega.street.policy import Policy

LIVE = "live"
TAKING_STATES = ("live", "soft")
# Where everybody may walk in: what stopped selling still answers for what it sold.
OPEN_STATES = ("live", "frozen", "closed")
ANSWERING_STATES = ("rehearsal", "compliance", "soft", "live", "frozen", "closed")


@dataclass(frozen=True)
class SoftLaunch:
    """What is capped while only invited people may buy.

    `campaign_budget` is what promotions and campaigns together may give away, in minor units of the shop's currency:
    whoever grants a discount, a coupon or a bonus asks here first and refuses beyond it.
    """

    orders_per_day: int
    campaign_budget: int


@dataclass(frozen=True)
class Shop:
    """One reseller's shop: where its rows are, where it answers, what it has switched on.

    `listeners` are the switched-on extensions that want to hear of orders; `policy` is what the platform lays down.
    `trades` are the categories of the street that it may sell now, `papers` the kinds of papers that are approved and
    count; a shop that is `vouched` for by the operator may sell every open category.
    Payment services report to `canonical_host`; visitors are led to `leading_host`, when the owner chose one.
    A shop that `rehearses` is the twin of the shop with that id: nothing in it is real. `soft_launch` is there while only
    invited people may buy. `limits` are those of its plan; `orders_stopped` says that it took more orders than its plan has,
    and did not go up in the time it was given. `closes_at` is when a shop closes that announced it, with its `closing_reason`.
    """

    id: UUID
    slug: str
    schema: str
    node: str
    name: str
    state: str
    state_reason: str
    locale: str
    canonical_host: str
    leading_host: str
    hosts: frozenset[str]
    version: int
    enabled: frozenset[str]
    listeners: frozenset[str]
    plugin_settings: Mapping[str, Mapping[str, Any]] = field(repr=False)
    vault: ShopVault = field(repr=False)
    policy: Policy = field(default_factory=Policy)
    trades: frozenset[str] = frozenset()
    papers: frozenset[str] = frozenset()
    vouched: bool = False
    rehearses: UUID | None = None
    soft_launch: SoftLaunch | None = None
    closes_at: datetime | None = None
    closing_reason: str = ""
    limits: Limits = NO_LIMITS
    orders_stopped: bool = False

    def may_trade(self, trade: str) -> bool:
        """Whether goods of that category of the street may be on sale here; one without a category, if vouched for."""
        return self.vouched or trade in self.trades

    @property
    def takes_orders(self) -> bool:
        if self.orders_stopped:
            return False
        return self.state in TAKING_STATES or (self.rehearses is not None and self.state == "rehearsal")

    @property
    def is_open_to_all(self) -> bool:
        """Whether anybody may look around; otherwise only staff and guests with a link."""
        return self.rehearses is None and self.state in OPEN_STATES
