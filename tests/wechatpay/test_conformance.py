"""WeChat Pay is held to the suite that ships with the shop, in each mode of keys."""

from collections.abc import AsyncIterator

import pytest

from bodega_shop.conformance.believing import Believing
from bodega_shop.conformance.gateway_suite import GatewayConformance
from bodega_shop.conformance.paying import Paying
from simulators.wechatpay.keys import signer
from wechatpay.rig import XINGHAI_NEW_KEY, WechatpayRig, open_rig

PLATFORM = "7C1B2C3D4E5F60718293A4B5C6D7E8F901234567"
NEXT_PLATFORM = "0D1B2C3D4E5F60718293A4B5C6D7E8F901234567"


class CertificateRig(WechatpayRig):
    """星海点卡行 as a merchant from before the public keys."""

    def settings(self) -> dict[str, str]:
        self.merchant.certificates = [signer(PLATFORM)]
        self.merchant.callback = signer(PLATFORM)
        entered = {"platform_certificates": signer(PLATFORM).certificate_pem}
        return super().settings() | {"public_key": "", "public_key_id": ""} | entered

    def settings_with_two_secrets(self) -> dict[str, str] | None:
        both = signer(PLATFORM).certificate_pem + signer(NEXT_PLATFORM).certificate_pem
        return self.settings() | {"platform_certificates": both, "apiv3_key_2": XINGHAI_NEW_KEY}

    async def rotate(self) -> None:
        self.merchant.apiv3_key = XINGHAI_NEW_KEY
        self.merchant.callback = signer(NEXT_PLATFORM)


class TestWechatpay(GatewayConformance):
    @pytest.fixture
    async def rig(self) -> AsyncIterator[WechatpayRig]:
        async with open_rig() as rig:
            yield rig


class TestWechatpayWithPlatformCertificates(Paying, Believing):
    @pytest.fixture
    async def rig(self) -> AsyncIterator[WechatpayRig]:
        async with open_rig() as rig:
            yield CertificateRig(rig.service)
