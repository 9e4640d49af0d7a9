"""Keep a card for the platform's bills: a customer of Stripe's, Stripe's page to enter a card, and which one is used."""

from collections.abc import Awaitable
from typing import TYPE_CHECKING, Any

import msgspec
import stripe

from bodega_shop.extend import CardPage, ChannelContext, GatewayRejected, Payer, SavedCard, UnknownOutcome
from bodega_stripe.call_stripe import EVERY, MISSING, Told, call_stripe
from bodega_stripe.read_payment import Session

if TYPE_CHECKING:
    from stripe.params import CustomerCreateParams, CustomerModifyParams, CustomerRetrieveParams
    from stripe.params.checkout import SessionCreateParams, SessionRetrieveParams

_LONGEST_NAME = 250


class _Card(msgspec.Struct):
    brand: str
    last4: str
    exp_month: int
    exp_year: int


class _Method(msgspec.Struct):
    id: str
    card: _Card | None = None


class _InvoiceSettings(msgspec.Struct):
    default_payment_method: _Method | str | None = None


class _Customer(msgspec.Struct):
    id: str
    deleted: bool = False
    invoice_settings: _InvoiceSettings | None = None


class _Setup(msgspec.Struct):
    status: str
    payment_method: str | None = None


class _SetupSession(msgspec.Struct):
    id: str
    status: str | None = None
    customer: str | None = None
    setup_intent: _Setup | str | None = None


async def open_payer(ctx: ChannelContext, payer: Payer) -> str:
    """A customer; the same key gives the same one again for a day at least."""
    wish: CustomerCreateParams = {
        "name": payer.name[:_LONGEST_NAME],
        "email": payer.email,
        "preferred_locales": ["zh" if payer.locale.startswith("zh") else "en"],
    }

    def ask(service: stripe.StripeClient) -> Awaitable[Any]:
        return service.v1.customers.create_async(wish, {"idempotency_key": payer.key})

    return (await call_stripe(ctx, ask, _Customer)).id


async def card_page(ctx: ChannelContext, payer: str, return_url: str, locale: str) -> CardPage:
    """A Checkout Session that takes a card and no money."""
    wish: SessionCreateParams = {
        "mode": "setup",
        "customer": payer,
        "currency": ctx.currency.lower(),
        "allowed_payment_method_types": ["card"],
        "success_url": return_url,
        "cancel_url": return_url,
        "locale": "zh" if locale.startswith("zh") else "en",
    }

    def ask(service: stripe.StripeClient) -> Awaitable[Any]:
        return service.v1.checkout.sessions.create_async(wish)

    session = await call_stripe(ctx, ask, Session)
    if not (session.url or "").startswith(("https://", "http://")):
        raise UnknownOutcome
    return CardPage(session.url or "", session.id)


async def read_card(ctx: ChannelContext, payer: str, reference: str) -> SavedCard | None:
    """What was entered in that session becomes the card of all invoices to come, also of those that are open."""
    if reference:
        entered = await _entered(ctx, payer, reference)
        if entered:
            await _use(ctx, payer, entered)
    method = await _used(ctx, payer)
    if method is None or method.card is None:
        return None
    card = method.card
    return SavedCard(f"{card.brand.title()} •••• {card.last4}", f"{card.exp_month:02d}/{card.exp_year}")


async def forget_card(ctx: ChannelContext, payer: str) -> None:
    """The card leaves the customer. One that has left already, or a customer that is gone, is fine."""
    method = await _used(ctx, payer)
    if method is None:
        return

    def ask(service: stripe.StripeClient) -> Awaitable[Any]:
        return service.v1.payment_methods.detach_async(method.id)

    try:
        await call_stripe(ctx, ask, _Method, tell=EVERY)
    except Told:
        if await _used(ctx, payer) is not None:
            raise GatewayRejected from None


async def _entered(ctx: ChannelContext, payer: str, session_id: str) -> str:
    """The payment method of a finished session of this customer's; empty for every other."""

    def ask(service: stripe.StripeClient) -> Awaitable[Any]:
        wish: SessionRetrieveParams = {"expand": ["setup_intent"]}
        return service.v1.checkout.sessions.retrieve_async(session_id, wish)

    try:
        session = await call_stripe(ctx, ask, _SetupSession, tell=frozenset({MISSING}))
    except Told:
        return ""
    setup = session.setup_intent
    finished = session.status == "complete" and session.customer == payer
    if not finished or not isinstance(setup, _Setup) or setup.status != "succeeded":
        return ""
    return setup.payment_method or ""


async def _use(ctx: ChannelContext, payer: str, method_id: str) -> None:
    wish: CustomerModifyParams = {"invoice_settings": {"default_payment_method": method_id}}

    def ask(service: stripe.StripeClient) -> Awaitable[Any]:
        return service.v1.customers.update_async(payer, wish)

    try:
        await call_stripe(ctx, ask, _Customer, tell=EVERY)
    except Told:
        # It was taken away from the customer meanwhile: whatever is used now is told next.
        return


async def _used(ctx: ChannelContext, payer: str) -> _Method | None:
    def ask(service: stripe.StripeClient) -> Awaitable[Any]:
        wish: CustomerRetrieveParams = {"expand": ["invoice_settings.default_payment_method"]}
        return service.v1.customers.retrieve_async(payer, wish)

    try:
        customer = await call_stripe(ctx, ask, _Customer, tell=frozenset({MISSING}))
    except Told:
        return None
    method = customer.invoice_settings.default_payment_method if customer.invoice_settings else None
    return method if isinstance(method, _Method) else None
