"""Takes money through Stripe: cards, Alipay, WeChat Pay and what else the account has."""

from collections.abc import Sequence

from bodega_shop.extend import Manifest, PaymentGateway, Text, hookimpl

manifest = Manifest(
    id="stripe",
    version="0.1.0",
    api=(1, 1),
    name=Text(en="Stripe", zh="Stripe"),
    description=Text(
        en="Takes cards, Alipay, WeChat Pay and many others on Stripe's own page, with refunds and disputes.",
        zh="在 Stripe 的收银页收款：银行卡、支付宝、微信支付等，支持退款与拒付。",
    ),
    package="bodega_stripe",
    capabilities=frozenset({"payments"}),
)


@hookimpl
def payment_gateways() -> Sequence[PaymentGateway]:
    from bodega_stripe.gateway import StripeGateway  # noqa: PLC0415 - only who takes payments loads the SDK

    return [StripeGateway()]
