"""Alipay is held to the suite that ships with the shop, in both modes and with both ways to open a payment."""

from collections.abc import AsyncIterator

import pytest

from alipay_gateway.rig import AlipayRig, open_rig
from bodega_shop.conformance.gateway_suite import GatewayConformance


class TestKeysAndCodes(GatewayConformance):
    """Key mode; the code on the shop's own page is a call of its own."""

    @pytest.fixture
    async def rig(self) -> AsyncIterator[AlipayRig]:
        async with open_rig("key", "qr") as rig:
            yield rig


class TestCertificatesAndPages(GatewayConformance):
    """Certificate mode; the address of Alipay's page is signed here."""

    @pytest.fixture
    async def rig(self) -> AsyncIterator[AlipayRig]:
        async with open_rig("cert", "page") as rig:
            yield rig
