"""A shop as the street knows it: a snapshot of the registry, good until somebody says that it changed."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from bodega.kernel.vault import ShopVault
from bodega.street.policy import Policy

LIVE = "live"
TAKING_STATES = ("live",)
ANSWERING_STATES = ("rehearsal", "compliance", "soft", "live", "frozen", "closed")


@dataclass(frozen=True)
class Shop:
    """One reseller's shop: where its rows are, where it answers, what it has switched on.

    `listeners` are the switched-on extensions that want to hear of orders; `policy` is what the platform lays down.
    `trades` are the categories of the street that it may sell now, `papers` the kinds of papers that are approved and
    count; a shop that is `vouched` for by the operator may sell every open category.
    Payment services report to `canonical_host`; visitors are led to `leading_host`, when the owner chose one.
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

    def may_trade(self, trade: str) -> bool:
        """Whether goods of that category of the street may be on sale here; one without a category, if vouched for."""
        return self.vouched or trade in self.trades

    @property
    def takes_orders(self) -> bool:
        return self.state in TAKING_STATES
