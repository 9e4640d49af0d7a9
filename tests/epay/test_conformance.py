"""Epay is held to the suite that ships with the shop, in each version and each way to pay."""

from collections.abc import AsyncIterator

import pytest

from bodega_shop.conformance.failing import Failing
from bodega_shop.conformance.gateway_suite import GatewayConformance
from bodega_shop.conformance.paying import Paying
from bodega_shop.conformance.refunding import Refunding
from epay.rig import EpayRig, open_rig


class TestEpayV1(GatewayConformance):
    @pytest.fixture
    async def rig(self, practice: str, token: str) -> AsyncIterator[EpayRig]:
        async with open_rig(practice, token) as rig:
            yield rig


class TestEpayV2(GatewayConformance):
    """With the code shown on the shop's own page, so that opening a payment is a call of its own."""

    @pytest.fixture
    async def rig(self, practice: str, token: str) -> AsyncIterator[EpayRig]:
        async with open_rig(practice, token, version="V2", way="mapi") as rig:
            yield rig


class TestEpayWithoutRefunds(Paying, Refunding, Failing):
    """An account that may not refund by program, asked with signatures."""

    @pytest.fixture
    async def rig(self, practice: str, token: str) -> AsyncIterator[EpayRig]:
        async with open_rig(practice, token, refunds="", way="mapi", question="sign") as rig:
            yield rig
