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

    @property
    def takes_orders(self) -> bool:
        return self.state in TAKING_STATES
