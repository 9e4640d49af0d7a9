"""Stripe is held to what every gateway is held to: with the shop's own keys, through Connect, and with thin events."""

from collections.abc import AsyncIterator

import pytest_asyncio

from bodega_shop.conformance.gateway_suite import GatewayConformance
from stripe_gateway.described import description
from stripe_gateway.rig import StripeRig, open_rig


class TestOwnKeys(GatewayConformance):
    @pytest_asyncio.fixture(loop_scope="session")
    async def rig(self) -> AsyncIterator[StripeRig]:
        async with open_rig() as rig:
            yield rig
            assert _complaints(rig) == []


class TestConnect(GatewayConformance):
    @pytest_asyncio.fixture(loop_scope="session")
    async def rig(self) -> AsyncIterator[StripeRig]:
        async with open_rig(connected=True) as rig:
            yield rig
            assert _complaints(rig) == []


class TestThinEvents(GatewayConformance):
    @pytest_asyncio.fixture(loop_scope="session")
    async def rig(self) -> AsyncIterator[StripeRig]:
        async with open_rig(thin=True) as rig:
            yield rig
            assert _complaints(rig) == []


def _complaints(rig: StripeRig) -> list[str]:
    """Whatever was said in a story is held against Stripe's own description."""
    return [complaint for exchange in rig.server.said for complaint in description().complaints(exchange)]
