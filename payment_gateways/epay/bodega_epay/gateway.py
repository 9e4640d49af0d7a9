"""Epay (易支付), V1 and V2, as a payment gateway of the shop."""

from collections.abc import Sequence
from datetime import date
from typing import ClassVar

from bodega_epay.ask_service import ask_for_payment, check_account
from bodega_epay.close_payment import close_payment
from bodega_epay.open_payment import open_payment
from bodega_epay.read_bill import read_bill
from bodega_epay.read_notification import YUAN, read_notification
from bodega_epay.refund_payment import ask_for_refund, refund_payment
from bodega_epay.settings import V2, EpaySettings
from bodega_shop.extend import (
    Ack,
    BillLine,
    Capabilities,
    ChannelContext,
    CloseResult,
    CreatePayment,
    CreateResult,
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


class EpayGateway(PaymentGateway):
    """One channel is one account at one service, and one way to pay."""

    code: ClassVar[str] = "epay"
    name: ClassVar[Text] = Text(en="Epay", zh="易支付")
    help: ClassVar[Text] = Text(
        en="For services that speak Epay. You need their address, your merchant number and its key or keys.",
        zh="适用于支持易支付接口的服务商。需要接口地址、商户 ID 和密钥。",
    )
    settings_type: ClassVar[type[EpaySettings]] = EpaySettings
    currencies: ClassVar[frozenset[str]] = frozenset({YUAN})

    def capabilities(self, settings: EpaySettings) -> Capabilities:
        """The list of orders is complete at once; it is read after midnight, when nothing joins the day any more."""
        is_v2 = settings.version == V2
        return Capabilities(
            flows=frozenset({"redirect"} if settings.way == "redirect" else {"redirect", "qr", "form"}),
            refund="partial" if settings.refunds else "none",
            refund_query=is_v2 and settings.refunds,
            close=is_v2,
            bill=True,
            bill_hour=1,
        )

    async def check_settings(self, ctx: ChannelContext) -> None:
        await check_account(ctx)

    def creates_offline(self, settings: EpaySettings) -> bool:
        """Where the buyer is sent to the service's page, the address is signed here and nobody is called."""
        return settings.way == "redirect"

    async def create(self, ctx: ChannelContext, payment: CreatePayment) -> CreateResult:
        return await open_payment(ctx, payment)

    async def parse_notification(self, ctx: ChannelContext, request: RawRequest) -> VerifiedEvent:
        return read_notification(ctx, request)

    def ack(self, *, accepted: bool) -> Ack:
        """The service sends again until the body is exactly `success`."""
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
        return await read_bill(ctx, day)
