"""Takes money through Epay (易支付) channels, V1 and V2."""

from collections.abc import Sequence

from bodega_shop.extend import Manifest, PaymentGateway, Text, hookimpl

manifest = Manifest(
    id="epay",
    version="0.1.0",
    api=(1, 1),
    name=Text(en="Epay", zh="易支付"),
    description=Text(
        en="Takes money through any service that speaks Epay: Alipay, WeChat Pay, QQ Wallet and others.",
        zh="通过任何支持易支付接口的服务收款：支付宝、微信支付、QQ 钱包等。",
    ),
    package="bodega_epay",
    capabilities=frozenset({"payments"}),
    on_by_default=True,
)


@hookimpl
def payment_gateways() -> Sequence[PaymentGateway]:
    from bodega_epay.gateway import EpayGateway  # noqa: PLC0415 - only who takes payments needs it

    return [EpayGateway()]
