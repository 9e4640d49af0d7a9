"""WeChat Pay, API v3, as a payment gateway of the shop."""

from collections.abc import Sequence
from datetime import date
from typing import ClassVar

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
from bodega_wechatpay.ask_payment import ask_for_payment, close_payment
from bodega_wechatpay.check_account import check_account
from bodega_wechatpay.fetch_bill import BILL_HOUR, fetch_bill
from bodega_wechatpay.open_payment import YUAN, open_payment
from bodega_wechatpay.read_notification import read_notification
from bodega_wechatpay.refund_payment import ask_for_refund, refund_payment
from bodega_wechatpay.settings import WechatpaySettings

JSON = "application/json"
REFUND_DAYS = 365
REFUNDS_PER_PAYMENT = 50


class WechatpayGateway(PaymentGateway):
    """One channel is one merchant and one app; the ways to pay are chosen among those that it has opened."""

    code: ClassVar[str] = "wechatpay"
    name: ClassVar[Text] = Text(en="WeChat Pay", zh="微信支付")
    help: ClassVar[Text] = Text(
        en="For merchants of WeChat Pay itself (API v3). You need the merchant number, an app id and the API keys.",
        zh="适用于微信支付直连商户（API v3）。需要商户号、AppID 以及 API 安全中的密钥。",
    )
    settings_type: ClassVar[type[WechatpaySettings]] = WechatpaySettings
    currencies: ClassVar[frozenset[str]] = frozenset({YUAN})

    def capabilities(self, settings: WechatpaySettings) -> Capabilities:
        flows: dict[Flow, bool] = {"qr": settings.native, "jsapi": settings.jsapi, "redirect": settings.h5}
        return Capabilities(
            flows=frozenset(flow for flow, is_open in flows.items() if is_open),
            refund="partial",
            refund_idempotent=True,
            refund_query=True,
            refund_days=REFUND_DAYS,
            refunds_per_payment=REFUNDS_PER_PAYMENT,
            close=True,
            bill=True,
            bill_hour=BILL_HOUR,
        )

    async def check_settings(self, ctx: ChannelContext) -> None:
        await check_account(ctx)

    async def create(self, ctx: ChannelContext, payment: CreatePayment) -> CreateResult:
        return await open_payment(ctx, payment)

    async def parse_notification(self, ctx: ChannelContext, request: RawRequest) -> VerifiedEvent:
        return read_notification(ctx, request)

    def ack(self, *, accepted: bool) -> Ack:
        """Anything but 2xx within five seconds is sent again, fifteen times in a day."""
        if accepted:
            return Ack(200, b'{"code":"SUCCESS","message":"OK"}', JSON)
        return Ack(400, b'{"code":"FAIL","message":"not accepted"}', JSON)

    async def query(self, ctx: ChannelContext, payment: PaymentRef) -> PaymentStatus:
        return await ask_for_payment(ctx, payment.out_trade_no)

    async def close(self, ctx: ChannelContext, payment: PaymentRef) -> CloseResult:
        return await close_payment(ctx, payment.out_trade_no)

    async def refund(self, ctx: ChannelContext, refund: RefundRequest) -> RefundStatus:
        return await refund_payment(ctx, refund)

    async def query_refund(self, ctx: ChannelContext, refund: RefundRef) -> RefundStatus:
        return await ask_for_refund(ctx, refund)

    async def bill(self, ctx: ChannelContext, day: date) -> Sequence[BillLine]:
        return await fetch_bill(ctx, day)
