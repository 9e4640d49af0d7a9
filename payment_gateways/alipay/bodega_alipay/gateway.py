"""Alipay (支付宝) as a payment gateway of the shop."""

from collections.abc import Sequence
from datetime import date
from typing import ClassVar

from bodega_alipay.ask_alipay import ask_for_payment, check_account
from bodega_alipay.close_payment import close_payment
from bodega_alipay.load_bill import BILL_HOUR, load_bill
from bodega_alipay.open_payment import YUAN, open_payment
from bodega_alipay.read_notification import read_notification
from bodega_alipay.refund_payment import ask_for_refund, refund_payment
from bodega_alipay.settings import QR, AlipaySettings
from bodega_shop.extend import (
    Ack,
    BillLine,
    Capabilities,
    ChannelContext,
    CloseResult,
    CreatePayment,
    CreateResult,
    Flow,
    PaymentGateway,
    PaymentRef,
    PaymentStatus,
    RawRequest,
    RefundRef,
    RefundRequest,
    RefundStatus,
    Text,
    VerifiedEvent,
)


class AlipayGateway(PaymentGateway):
    """One channel is one application of one merchant account."""

    code: ClassVar[str] = "alipay"
    name: ClassVar[Text] = Text(en="Alipay", zh="支付宝")
    help: ClassVar[Text] = Text(
        en="Your own merchant account at Alipay. You need an application at open.alipay.com with one of the products"
        " 电脑网站支付, 手机网站支付 or 当面付, and its keys or certificates.",
        zh="使用您自己的支付宝商户账号。需在 open.alipay.com 创建应用，签约电脑网站支付、手机网站支付或当面付，"
        "并准备好密钥或证书。",
    )
    settings_type: ClassVar[type[AlipaySettings]] = AlipaySettings
    currencies: ClassVar[frozenset[str]] = frozenset({YUAN})

    def capabilities(self, settings: AlipaySettings) -> Capabilities:
        ways = {settings.on_computers, settings.on_phones}
        flows: set[Flow] = {"qr" if way == QR else "redirect" for way in ways}
        return Capabilities(
            flows=frozenset(flows),
            refund="partial",
            refund_idempotent=True,
            refund_query=True,
            refund_days=settings.refund_days,
            close=True,
            bill=True,
            bill_hour=BILL_HOUR,
        )

    async def check_settings(self, ctx: ChannelContext) -> None:
        await check_account(ctx)

    def creates_offline(self, settings: AlipaySettings) -> bool:
        """The addresses of Alipay's pages are signed here; only a QR code is asked for."""
        return QR not in (settings.on_computers, settings.on_phones)

    async def create(self, ctx: ChannelContext, payment: CreatePayment) -> CreateResult:
        return await open_payment(ctx, payment)

    async def parse_notification(self, ctx: ChannelContext, request: RawRequest) -> VerifiedEvent:
        return read_notification(ctx, request)

    def ack(self, *, accepted: bool) -> Ack:
        """Alipay sends again, seven times within 25 hours, until the body is exactly `success`."""
        return Ack(200, b"success") if accepted else Ack(400, b"fail")

    async def query(self, ctx: ChannelContext, payment: PaymentRef) -> PaymentStatus:
        return await ask_for_payment(ctx, payment.out_trade_no)

    async def close(self, ctx: ChannelContext, payment: PaymentRef) -> CloseResult:
        return await close_payment(ctx, payment.out_trade_no)

    async def refund(self, ctx: ChannelContext, refund: RefundRequest) -> RefundStatus:
        return await refund_payment(ctx, refund)

    async def query_refund(self, ctx: ChannelContext, refund: RefundRef) -> RefundStatus:
        return await ask_for_refund(ctx, refund)

    async def bill(self, ctx: ChannelContext, day: date) -> Sequence[BillLine]:
        return await load_bill(ctx, day)
