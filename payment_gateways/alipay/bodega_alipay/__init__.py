"""Takes money through Alipay (支付宝), into the merchant's own account."""

from collections.abc import Sequence

from bodega_shop.extend import Manifest, PaymentGateway, Text, hookimpl

manifest = Manifest(
    id="alipay",
    version="0.1.0",
    api=(1, 1),
    name=Text(en="Alipay", zh="支付宝"),
    description=Text(
        en="Takes money through your own Alipay merchant account: on computers, on phones, by QR code.",
        zh="通过您自己的支付宝商户账号收款：电脑网站、手机网站、扫码支付。",
    ),
    package="bodega_alipay",
    capabilities=frozenset({"payments"}),
)


@hookimpl
def payment_gateways() -> Sequence[PaymentGateway]:
    from bodega_alipay.gateway import AlipayGateway  # noqa: PLC0415 - only who takes payments needs it

    return [AlipayGateway()]
