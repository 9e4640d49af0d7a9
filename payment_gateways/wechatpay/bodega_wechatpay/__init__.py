"""Takes money through WeChat Pay, API v3."""

from collections.abc import Sequence

from bodega_shop.extend import Manifest, PaymentGateway, Text, hookimpl

manifest = Manifest(
    id="wechatpay",
    version="0.1.0",
    api=(1, 1),
    name=Text(en="WeChat Pay", zh="微信支付"),
    description=Text(
        en="Takes money through WeChat Pay itself: QR code, inside WeChat, and in a phone's browser.",
        zh="直接对接微信支付收款：扫码支付、微信内支付与手机浏览器（H5）支付。",
    ),
    package="bodega_wechatpay",
    capabilities=frozenset({"payments"}),
)


@hookimpl
def payment_gateways() -> Sequence[PaymentGateway]:
    from bodega_wechatpay.gateway import WechatpayGateway  # noqa: PLC0415 - only who takes payments needs it

    return [WechatpayGateway()]
