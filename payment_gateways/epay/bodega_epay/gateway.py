"""Epay V1 (易支付) as a payment gateway of the shop."""

from typing import ClassVar

from bodega_epay.ask_service import ask_for_payment, check_account
from bodega_epay.open_payment import YUAN, open_payment
from bodega_epay.read_notification import read_notification
from bodega_epay.settings import EpaySettings
from bodega_shop.extend import (
    Ack,
    ChannelContext,
    CreatePayment,
    CreateResult,
    PaymentGateway,
    PaymentRef,
    PaymentStatus,
    RawRequest,
    Text,
    VerifiedEvent,
)


class EpayGateway(PaymentGateway):
    """One channel is one account at one service, and one way to pay."""

    code: ClassVar[str] = "epay"
    name: ClassVar[Text] = Text(en="Epay", zh="易支付")
    help: ClassVar[Text] = Text(
        en="For services that speak Epay V1. You need their address, your merchant number and its key.",
        zh="适用于支持易支付 V1 接口的服务商。需要接口地址、商户 ID 和商户密钥。",
    )
    settings_type: ClassVar[type[EpaySettings]] = EpaySettings
    currencies: ClassVar[frozenset[str]] = frozenset({YUAN})

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
