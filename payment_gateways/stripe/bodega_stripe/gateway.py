"""Stripe as a payment gateway of the shop."""

from collections.abc import Sequence
from datetime import date
from typing import ClassVar

import msgspec

from bodega_shop.extend import (
    AccountWish,
    Ack,
    Addressee,
    BillCollector,
    BillLine,
    BillToCollect,
    Capabilities,
    CardPage,
    ChannelContext,
    CloseResult,
    Collection,
    Connectable,
    CreatePayment,
    CreateResult,
    DisputeStatus,
    Payer,
    PaymentGateway,
    PaymentRef,
    PaymentStatus,
    RawRequest,
    RefundRef,
    RefundRequest,
    RefundStatus,
    SavedCard,
    SharedAddress,
    Text,
    VerifiedEvent,
)
from bodega_stripe.ask_dispute import ask_dispute
from bodega_stripe.ask_payment import ask_payment
from bodega_stripe.check_account import check_account
from bodega_stripe.close_session import close_session
from bodega_stripe.collect_bill import ask_collection, collect_bill, stop_collection
from bodega_stripe.connect_account import account_ready, onboarding_link, open_account
from bodega_stripe.convert_amount import CURRENCIES
from bodega_stripe.keep_card import card_page, forget_card, open_payer, read_card
from bodega_stripe.open_session import open_session
from bodega_stripe.read_addressee import addressee_of, find_addressee
from bodega_stripe.read_bill import read_bill
from bodega_stripe.read_notification import read_notification
from bodega_stripe.refund_payment import ask_refund, refund_payment
from bodega_stripe.resolve_event import resolve_event
from bodega_stripe.settings import StripeSettings


class StripeGateway(PaymentGateway, Connectable, SharedAddress, BillCollector):
    """One channel is one account at Stripe; the buyer pays on Stripe's page."""

    code: ClassVar[str] = "stripe"
    name: ClassVar[Text] = Text(en="Stripe", zh="Stripe")
    help: ClassVar[Text] = Text(
        en="Cards, Alipay, WeChat Pay and more. You need an account at Stripe, its secret key, and a webhook to the "
        "address of this channel.",
        zh="银行卡、支付宝、微信支付等。需要 Stripe 账户、其密钥，并在 Stripe 中添加指向本渠道通知地址的 Webhook。",
    )
    settings_type: ClassVar[type[StripeSettings]] = StripeSettings
    currencies: ClassVar[frozenset[str]] = CURRENCIES
    own_fields: ClassVar[frozenset[str]] = frozenset({"connected_account"})

    def capabilities(self, settings: StripeSettings) -> Capabilities:
        return Capabilities(
            flows=frozenset({"redirect"}),
            refund="partial",
            refund_idempotent=True,
            refund_query=True,
            close=True,
            bill=True,
            # Stripe's day ends at eight in the morning in China.
            bill_hour=10,
            disputes=True,
            divides=bool(settings.connected_account),
        )

    async def check_settings(self, ctx: ChannelContext) -> None:
        await check_account(ctx)

    async def create(self, ctx: ChannelContext, payment: CreatePayment) -> CreateResult:
        return await open_session(ctx, payment)

    async def parse_notification(self, ctx: ChannelContext, request: RawRequest) -> VerifiedEvent:
        return read_notification(ctx, request)

    async def resolve(self, ctx: ChannelContext, event: VerifiedEvent) -> VerifiedEvent:
        return await resolve_event(ctx, event)

    def ack(self, *, accepted: bool) -> Ack:
        """Stripe sends again, for three days, until the status is a 2xx."""
        return Ack(200, b"ok") if accepted else Ack(400, b"no")

    async def query(self, ctx: ChannelContext, payment: PaymentRef) -> PaymentStatus:
        return await ask_payment(ctx, payment)

    async def close(self, ctx: ChannelContext, payment: PaymentRef) -> CloseResult:
        return await close_session(ctx, payment)

    async def refund(self, ctx: ChannelContext, refund: RefundRequest) -> RefundStatus:
        return await refund_payment(ctx, refund)

    async def query_refund(self, ctx: ChannelContext, refund: RefundRef) -> RefundStatus:
        return await ask_refund(ctx, refund)

    async def query_dispute(self, ctx: ChannelContext, reference: str) -> DisputeStatus:
        return await ask_dispute(ctx, reference)

    def settings_for(self, settings: StripeSettings, account: str) -> StripeSettings:
        return msgspec.structs.replace(settings, connected_account=account)

    async def open_account(self, ctx: ChannelContext, wish: AccountWish) -> str:
        return await open_account(ctx, wish)

    async def onboarding_link(
        self, ctx: ChannelContext, account: str, *, return_url: str, refresh_url: str
    ) -> str:
        return await onboarding_link(ctx, account, return_url, refresh_url)

    async def account_ready(self, ctx: ChannelContext, account: str) -> bool:
        return await account_ready(ctx, account)

    def addressee_of(self, request: RawRequest) -> Addressee:
        return addressee_of(request)

    async def find_addressee(self, ctx: ChannelContext, event: VerifiedEvent) -> Addressee:
        return await find_addressee(ctx, event)

    async def bill(self, ctx: ChannelContext, day: date) -> Sequence[BillLine]:
        return await read_bill(ctx, day)

    async def open_payer(self, ctx: ChannelContext, payer: Payer) -> str:
        return await open_payer(ctx, payer)

    async def card_page(self, ctx: ChannelContext, payer: str, *, return_url: str, locale: str) -> CardPage:
        return await card_page(ctx, payer, return_url, locale)

    async def read_card(self, ctx: ChannelContext, payer: str, reference: str) -> SavedCard | None:
        return await read_card(ctx, payer, reference)

    async def forget_card(self, ctx: ChannelContext, payer: str) -> None:
        await forget_card(ctx, payer)

    async def collect(self, ctx: ChannelContext, bill: BillToCollect) -> Collection:
        return await collect_bill(ctx, bill)

    async def ask_collection(self, ctx: ChannelContext, payer: str, bill: PaymentRef) -> Collection:
        return await ask_collection(ctx, payer, bill)

    async def stop_collection(self, ctx: ChannelContext, payer: str, bill: PaymentRef) -> Collection:
        return await stop_collection(ctx, payer, bill)
