"""Stripe is held to what every gateway is held to: with the shop's own keys, and through Connect."""

from collections.abc import AsyncIterator

import pytest_asyncio

from bodega_shop.conformance.gateway_suite import GatewayConformance
from stripe_gateway.rig import StripeRig, open_rig


class TestOwnKeys(GatewayConformance):
    @pytest_asyncio.fixture(loop_scope="session")
    async def rig(self) -> AsyncIterator[StripeRig]:
        async with open_rig() as rig:
            yield rig
            assert rig.complaints() == []


class TestConnect(GatewayConformance):
    @pytest_asyncio.fixture(loop_scope="session")
    async def rig(self) -> AsyncIterator[StripeRig]:
        async with open_rig(connected=True) as rig:
            yield rig
            assert rig.complaints() == []


class TestThinEvents(GatewayConformance):
    """Messages that name an object and nothing of it: no number of ours and no sum."""

    @pytest_asyncio.fixture(loop_scope="session")
    async def rig(self) -> AsyncIterator[StripeRig]:
        async with open_rig(thin=True) as rig:
            yield rig
            assert rig.complaints() == []
